// Lives of a simulated rig: the sources, TypeScript that Node 20 does not run, are put into one file, and that is run.
// `--mutants [WORDS …]`: with one deliberate mistake after the other in them, and how many lives each of them survives.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { bundleRequired } from "./bundle.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "packages", "simulation");

/**
 * Puts the simulation and all that it simulates into one file.
 *
 * @param {string} file Absolute.
 * @param {{ readonly source: string, readonly text: string }} [mutated] The text that stands in a source's place.
 */
export async function bundleSimulation(file, mutated) {
  const build = await rolldown({
    cwd: folder,
    input: join(folder, "src", "cli.ts"),
    platform: "node",
    external: ["jiti", "typescript"],
    resolve: { conditionNames: ["@rigline/source", "node", "import", "module-sync", "default"] },
    transform: { target: "node20" },
    plugins: [bundleRequired, ...(mutated === undefined ? [] : [replaced(mutated)])],
    onLog: () => {},
  });
  await build.write({ file, format: "esm", codeSplitting: false });
  await build.close();
}

function replaced({ source, text }) {
  let met = false;
  return {
    name: "rigline-mutant",
    load: (id) => {
      if (id !== source) return null;
      met = true;
      return { code: text, moduleType: "ts" };
    },
    buildEnd: () => {
      if (!met) throw new Error(`${source} is no part of the simulation`);
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // In the package, whose version it asks for.
  mkdirSync(join(folder, "dist"), { recursive: true });
  const scratch = mkdtempSync(join(folder, "dist", "run-"));
  try {
    const program = join(scratch, "simulate.mjs");
    await bundleSimulation(program);
    // Errors are what lives are full of, and nobody reads where in the code they came from.
    const args = ["--stack-trace-limit=0", program, ...process.argv.slice(2)];
    process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
