// How long a command takes to answer, beside the Python launcher of the field and an empty Node.
import { pythonWithPackages } from "../interop/python.js";
import { interleave } from "./interleave.js";
import { compare, type Row } from "./row.js";
import { runProgram, type Program } from "./run-program.js";
import type { Contender } from "./sample.js";
import { makeSmallRig, rigline } from "./small-rig.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const CLABE = "aind-clabe==0.14.1";
const FLOOR = "node -e 0";
const PYTHON = "python: import clabe.launcher";
const COMMANDS = [["--version"], ["--help"], ["doctor"]] as const;

export async function benchStartUp({ folder }: SuiteOptions): Promise<SuiteResult> {
  const rig = makeSmallRig(folder);
  const python = await pythonWithPackages([CLABE]);
  const program = (name: string, started: Program): Contender => ({ name, turn: () => runProgram(started, folder) });
  const contenders = [
    ...COMMANDS.map(([argument]) => program(`rigline ${argument}`, rigline([argument], rig))),
    program(FLOOR, { command: process.execPath, args: ["-e", "0"] }),
    ...(python === undefined ? [] : [program(PYTHON, { command: python, args: ["-c", "import clabe.launcher"] })]),
  ];
  const samples = await interleave(contenders, 11);
  const rows = COMMANDS.flatMap(([argument]): readonly Row[] => {
    const ours = `rigline ${argument}`;
    const what = `start-up: ${ours}`;
    const target = argument === "--version" ? { target: { ratioUpTo: 1 } } : {};
    const peers = python === undefined ? [] : [compare(samples, { what, ours, peer: PYTHON, ...target })];
    return [...peers, compare(samples, { what, ours, peer: FLOOR })];
  });
  return { rows, skipped: python === undefined ? [`start-up beside Python: no Python with ${CLABE}`] : [] };
}
