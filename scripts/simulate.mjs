// Lives of a simulated rig: the sources, TypeScript that Node 20 does not run, are put into one file, and that is run.
// `--bundle FILE`: that file alone is made, to be run with the file of the kept lives and the options.
// `--mutants`: with one deliberate mistake after the other in them, and after how many lives each is noticed.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { register } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { bundleRequired } from "./bundle.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "packages", "simulation");

/** The lives that are lived with every run of the tests. */
const KEPT = join(folder, "kept-lives.jsonl");

/**
 * Puts the simulation and all that it simulates into one file. Returns which of the sources that have another text are part of it.
 *
 * @param {string} file Absolute.
 * @param {ReadonlyMap<string, string>} [texts] What stands in the place of sources.
 * @param {string} [entry] In the package's `src`.
 */
async function bundleSimulation(file, texts = new Map(), entry = "cli.ts") {
  /** @type {Set<string>} */
  const met = new Set();
  const replaced = {
    name: "rigline-mutant",
    load: (id) => {
      const code = texts.get(id);
      if (code === undefined) return null;
      met.add(id);
      return { code, moduleType: "ts" };
    },
  };
  const build = await rolldown({
    cwd: folder,
    input: join(folder, "src", entry),
    platform: "node",
    external: ["jiti", "typescript"],
    resolve: { conditionNames: ["@rigline/source", "node", "import", "module-sync", "default"] },
    transform: { target: "node20" },
    plugins: [bundleRequired, replaced],
    onLog: () => {},
  });
  await build.write({ file, format: "esm", codeSplitting: false });
  await build.close();
  return met;
}

/**
 * Runs a bundled program. With `timeoutMs` what it prints is taken, and `code` is undefined when it has not ended by then.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {number} [timeoutMs]
 * @returns {Promise<{ code: number | undefined, output: string }>}
 */
function run(program, args, timeoutMs) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", timeoutMs === undefined ? "inherit" : "pipe", timeoutMs === undefined ? "inherit" : "ignore"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? undefined, output }));
  });
}

// In the package, whose version it asks for.
mkdirSync(join(folder, "dist"), { recursive: true });
const scratch = mkdtempSync(join(folder, "dist", "run-"));
const args = process.argv.slice(2);
try {
  if (args[0] === "--bundle") await bundleSimulation(args[1]);
  else if (args[0] === "--mutants") {
    register("./typescript-hooks.mjs", import.meta.url);
    const { main } = await import("../test/reliability/mutants/simulated/main.ts");
    process.exitCode = await main(args.slice(1), { bundle: bundleSimulation, run, scratch, kept: KEPT });
  } else {
    const program = join(scratch, "simulate.mjs");
    await bundleSimulation(program);
    process.exitCode = (await run(program, [KEPT, ...args])).code ?? 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
