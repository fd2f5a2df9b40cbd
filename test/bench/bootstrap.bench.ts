// What `npm start` and `npm test` add when nothing has changed since the last time.
import { fileURLToPath } from "node:url";
import { interleave } from "./interleave.js";
import { compare } from "./row.js";
import { runProgram } from "./run-program.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const BOOTSTRAP = fileURLToPath(new URL("../../scripts/bootstrap.mjs", import.meta.url));
const FLOOR = "node -e 0";

export async function benchBootstrap({ folder }: SuiteOptions): Promise<SuiteResult> {
  const node = (name: string, ...args: readonly string[]) => ({
    name,
    turn: () => runProgram({ command: process.execPath, args }, folder),
  });
  const samples = await interleave([node("bootstrap", BOOTSTRAP), node(FLOOR, "-e", "0")], 5);
  const what = "second `npm start`: set-up, nothing changed";
  return { rows: [compare(samples, { what, ours: "bootstrap", peer: FLOOR, target: { oursBelow: 3 } })] };
}
