// How long a command takes to answer, beside the Python launcher of the field and an empty Node; and what of it is work of
// its own, beside the same before what a rig runs was bundled.
import { pythonWithPackages } from "../interop/python.js";
import { interleave } from "./interleave.js";
import { compare, type Row, type Target } from "./row.js";
import { runProgram, type Program } from "./run-program.js";
import type { Contender } from "./sample.js";
import { makeSmallRig, rigline } from "./small-rig.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";
import { countsUserTime, runForUserTime } from "./user-time.js";

const CLABE = "aind-clabe==0.14.1";
const FLOOR = "node -e 0";
const PYTHON = "python: import clabe.launcher";
const COMMANDS = [["--version"], ["--help"], ["doctor"]] as const;

const VERSION_UP_TO = 1.1;
const OF_BEFORE_UP_TO = 0.7;
/**
 * The user time of the commands at b3d6059, before they were bundled, in multiples of an empty Node's: what several runs of
 * 15 to 21 rounds agreed on, on 2026-11-28. Against that checkout itself, `--beside` measures anew.
 */
const WORKED = [
  { args: ["run", "--dry-run", "--subject", "1", "--no-input"], name: "rigline run --dry-run", before: 7.3 },
  { args: ["doctor"], name: "rigline doctor", before: 7.5 },
] as const;

const node: Program = { command: process.execPath, args: ["-e", "0"] };

export async function benchStartUp(options: SuiteOptions): Promise<SuiteResult> {
  const rig = makeSmallRig(options.folder);
  const { rows, skipped = [] } = await benchAnswers(options, rig);
  if (countsUserTime) return { rows: [...rows, ...(await benchUserTime(options, rig))], skipped };
  return { rows, skipped: [...skipped, "user time of the commands: there is no bash to tell it"] };
}

async function benchAnswers({ folder }: SuiteOptions, rig: string): Promise<SuiteResult> {
  const python = await pythonWithPackages([CLABE]);
  const program = (name: string, started: Program): Contender => ({ name, turn: () => runProgram(started, folder) });
  const contenders = [
    ...COMMANDS.map(([argument]) => program(`rigline ${argument}`, rigline([argument], rig))),
    program(FLOOR, node),
    ...(python === undefined ? [] : [program(PYTHON, { command: python, args: ["-c", "import clabe.launcher"] })]),
  ];
  const samples = await interleave(contenders, 11);
  const rows = COMMANDS.flatMap(([argument]): readonly Row[] => {
    const ours = `rigline ${argument}`;
    const what = `start-up: ${ours}`;
    const target = (ratioUpTo: number): { target?: Target } =>
      argument === "--version" ? { target: { ratioUpTo } } : {};
    const peers = python === undefined ? [] : [compare(samples, { what, ours, peer: PYTHON, ...target(1) })];
    return [...peers, compare(samples, { what, ours, peer: FLOOR, ...target(VERSION_UP_TO) })];
  });
  return { rows, skipped: python === undefined ? [`start-up beside Python: no Python with ${CLABE}`] : [] };
}

async function benchUserTime({ beside }: SuiteOptions, rig: string): Promise<readonly Row[]> {
  const program = (name: string, started: Program): Contender => ({ name, turn: () => runForUserTime(started) });
  const besideName = (name: string): string => `${name} of ${beside ?? ""}`;
  const contenders = [
    program(FLOOR, node),
    program("rigline --version", rigline(["--version"], rig)),
    ...WORKED.map(({ name, args }) => program(name, rigline(args, rig))),
    ...(beside === undefined
      ? []
      : WORKED.map(({ name, args }) => program(besideName(name), rigline(args, rig, beside)))),
  ];
  const samples = await interleave(contenders, 21);
  const row = (ours: string, peer: string, target?: Target): Row =>
    compare(samples, { what: `user time: ${ours}`, ours, peer, measure: "userSeconds", ...(target && { target }) });
  return [
    row("rigline --version", FLOOR, { ratioUpTo: VERSION_UP_TO }),
    ...WORKED.flatMap(({ name, before }): readonly Row[] => [
      row(name, FLOOR, { ratioUpTo: Number((OF_BEFORE_UP_TO * before).toFixed(2)) }),
      ...(beside === undefined
        ? []
        : [row(name, besideName(name), { ratioUpTo: OF_BEFORE_UP_TO }), row(besideName(name), FLOOR)]),
    ]),
  ];
}
