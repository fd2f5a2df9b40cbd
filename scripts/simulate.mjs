// Lives of a simulated rig: the sources, TypeScript that Node 20 does not run, are put into one file, and that is run.
// `--mutants [WORDS …]`: with one deliberate mistake after the other in them, and after how many lives each is noticed.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { register } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { bundleRequired } from "./bundle.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "packages", "simulation");

/** A mistake that nothing notices in so many lives is a hole in what watches them. */
const MOST_LIVES = 20_000;

/**
 * Puts the simulation and all that it simulates into one file. False: the source is no part of it.
 *
 * @param {string} file Absolute.
 * @param {{ readonly source: string, readonly text: string }} [mutated] The text that stands in a source's place.
 */
async function bundleSimulation(file, mutated) {
  let met = false;
  const replaced = {
    name: "rigline-mutant",
    load: (id) => {
      if (id !== mutated?.source) return null;
      met = true;
      return { code: mutated.text, moduleType: "ts" };
    },
  };
  const build = await rolldown({
    cwd: folder,
    input: join(folder, "src", "cli.ts"),
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

/** Returns the exit code, and with `take` what is printed. */
function run(program, args, take = false) {
  // Errors are what lives are full of, and nobody reads where in the code they came from.
  const child = spawn(process.execPath, ["--stack-trace-limit=0", program, ...args], {
    stdio: ["ignore", take ? "pipe" : "inherit", "inherit"],
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Each mistake of test/reliability/mutants, until a life breaks a promise by it. Returns the exit code. */
async function runMutants(scratch, words, lives) {
  register("./typescript-hooks.mjs", import.meta.url);
  const { MUTANTS } = await import("../test/reliability/mutants/all-mutants.ts");
  const { mutate, sourceOf } = await import("../test/reliability/mutants/mutant.ts");
  const chosen = MUTANTS.filter(
    ({ name, file }) => words.length === 0 || words.some((word) => `${name}\n${file}`.includes(word)),
  );
  const program = join(scratch, "untouched.mjs");
  await bundleSimulation(program);
  const untouched = await live(program, ["--lives", String(Math.min(lives, 2_000))]);
  const except = untouched.broken.flatMap(({ seed }) => ["--except", String(seed)]);
  if (except.length > 0)
    process.stdout.write(`passed over, as a promise is broken without any mistake: ${except.length / 2} lives\n`);
  let survived = 0;
  for (const mutant of chosen) {
    const file = join(scratch, "mutant.mjs");
    if (!(await bundleSimulation(file, { source: sourceOf(mutant), text: mutate(mutant) }))) continue;
    const { lives: lived, broken } = await live(file, ["--lives", String(lives), "--until-broken", ...except]);
    const [first] = broken;
    if (first === undefined) survived += 1;
    const how =
      first === undefined ? `survived ${lived} lives` : `${String(lived).padStart(6)}  ${first.message.slice(0, 100)}`;
    process.stdout.write(`${how}\n        ${mutant.name}  (${mutant.package}/src/${mutant.file})\n`);
  }
  return survived === 0 ? 0 : 1;
}

async function live(program, args) {
  const { output } = await run(program, ["--seed", "1", "--json", ...args], true);
  if (output.trim() !== "") return JSON.parse(output);
  // Nothing runs at all: that is noticed before the first life.
  return { lives: 0, broken: [{ seed: 0, message: "the program itself broke off" }] };
}

// In the package, whose version it asks for.
mkdirSync(join(folder, "dist"), { recursive: true });
const scratch = mkdtempSync(join(folder, "dist", "run-"));
const args = process.argv.slice(2);
try {
  if (args[0] === "--mutants") {
    const lives = args[1] === "--lives" ? Number(args[2]) : MOST_LIVES;
    process.exitCode = await runMutants(scratch, args.slice(args[1] === "--lives" ? 3 : 1), lives);
  } else {
    const program = join(scratch, "simulate.mjs");
    await bundleSimulation(program);
    process.exitCode = (await run(program, args)).code;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
