// Tries mutants in lives of the simulated rig, and keeps the table of docs/promises/mutants.md.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MUTANTS } from "../all-mutants.js";
import { ROOT, type Mutant } from "../mutant.js";
import { keepLeast, type Lane, liveKept, liveWithMutant, openLanes, type Programs } from "./live-with-mutant.js";
import { readKeptLives } from "./kept-lives.js";
import { Reached } from "./reached.js";
import { readTable, renderTable, type Row } from "./table.js";

const USAGE = `npm run simulate -- --mutants [--lives N] [--lanes N] [--again] [--keep] [--only NAME] [WORDS …]
npm run simulate -- --mutants --kept [WORDS …]

  --lives N    so many lives for each that is not noticed; 20000 otherwise
  --lanes N    so many mutants at a time; 2 otherwise
  --again      also those that the table says have been noticed, or have survived so many
  --keep       of each that is noticed the least of the life, among those that every run of the tests lives
  --kept       the kept lives alone: each must break a promise by the mistake that it is kept for
  --only NAME  this one alone
  --table FILE the table; that of docs/promises/mutants.md otherwise
  WORDS        only the mutants with one of these in their name or file; all otherwise
`;

const TABLE = join(ROOT, "docs", "promises", "mutants.md");

/** All are tried this far before one is tried further: most are noticed soon. */
const ROUNDS = [100, 1_000, 5_000];
/** One whose reason for not being noticed is known is lived with so often, in case it is one no more. */
const LIVES_OF_EXCUSED = 1_000;

/** Returns the exit code: 0 when each was noticed or has its reason, 1 when one was not, 2 for a call that makes no sense. */
export async function main(args: readonly string[], programs: Programs): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      lives: { type: "string", default: "20000" },
      lanes: { type: "string", default: "2" },
      again: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      kept: { type: "boolean", default: false },
      only: { type: "string" },
      table: { type: "string", default: TABLE },
      help: { type: "boolean", default: false },
    },
  });
  const [most = 0, lanes = 0] = [values.lives, values.lanes].map(Number);
  const chosen = MUTANTS.filter(({ name, package: room, file }) =>
    values.only === undefined
      ? positionals.length === 0 || positionals.some((words) => `${name}\n${room}/src/${file}`.includes(words))
      : name === values.only,
  );
  if (values.help || chosen.length === 0 || !(most >= 1) || !(lanes >= 1)) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const laneOf = await openLanes(programs);
  if (values.kept) return proveKept(chosen, laneOf(0));
  const page = (): string => (existsSync(values.table) ? readFileSync(values.table, "utf8") : "");
  const rows = new Map(readTable(page()).map((row) => [row.name, row]));
  if (values.again) for (const { name } of chosen) rows.delete(name);
  const commit = commitOf();
  const note = (row: Row): void => {
    rows.set(row.name, row);
    writeFileSync(values.table, renderTable(page(), rows));
  };
  const reached = await Reached.open(programs);
  for (const round of [...ROUNDS.filter((lives) => lives < most), most]) {
    const open = chosen.filter((mutant) => isOpen(mutant, rows.get(mutant.name), round));
    // Those first of which there is more to learn.
    const queue = open.toSorted((one, other) => Number(!!one.notSimulated) - Number(!!other.notSimulated));
    if (queue.some(({ livesFrom }) => livesFrom === undefined)) await reached.liveTo(round);
    const work = async (_none: unknown, lane: number): Promise<void> => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const before = rows.get(mutant.name)?.lives ?? 0;
        const { livesFrom = 0 } = mutant;
        // Nearly each of the lives that a mistake has to itself comes to it.
        const seeds =
          livesFrom > 0
            ? Array.from({ length: round - before }, (_none, index) => livesFrom + before + 1 + index)
            : reached.seedsOf(mutant.name, before + 1, round);
        const { lives, broken } = await liveWithMutant(mutant, { seeds, to: livesFrom + round }, laneOf(lane));
        const ended = { lives: lives - livesFrom, broken };
        const reachedBy = (rows.get(mutant.name)?.reached ?? 0) + seeds.filter((seed) => seed <= lives).length;
        const row = { name: mutant.name, commit, reached: reachedBy, ...ended };
        note(row);
        process.stdout.write(`${tell(row)}\n`);
        if (values.keep && row.broken !== undefined) await keepLeast(mutant, livesFrom + row.lives, laneOf(lane));
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
  }
  const kept = new Set(readKeptLives().map(({ mutant }) => mutant));
  const left = chosen.filter(
    ({ name, notSimulated }) => notSimulated === undefined && !rows.get(name)?.broken && !kept.has(name),
  );
  process.stdout.write(
    `\nmutants ${chosen.length}: not noticed, with neither a life that is kept nor a reason, ${left.length}\n`,
  );
  return left.length === 0 ? 0 : 1;
}

/** Returns the exit code: 1 when a kept life breaks no promise any more by the mistake that it is kept for. */
async function proveKept(chosen: readonly Mutant[], lane: Lane): Promise<number> {
  const lives = readKeptLives().filter(({ mutant }) => chosen.some(({ name }) => name === mutant));
  const told = await liveKept(lives, lane);
  for (const { name } of lives) process.stdout.write(`${name}\n        ${told.get(name) ?? "SURVIVED"}\n`);
  return lives.every(({ name }) => told.get(name) !== undefined) ? 0 : 1;
}

function isOpen({ notSimulated }: Mutant, row: Row | undefined, round: number): boolean {
  if (row === undefined) return true;
  if (row.broken !== undefined) return false;
  return row.lives < (notSimulated === undefined ? round : Math.min(round, LIVES_OF_EXCUSED));
}

function tell({ name, lives, reached, broken }: Row): string {
  return broken === undefined
    ? `survived ${lives.toLocaleString("en")} lives, of which ${reached.toLocaleString("en")} come to it: ${name}`
    : `${lives.toLocaleString("en").padStart(6)}  ${name}\n        ${broken}`;
}

/** With a `+` where sources differ from it. */
function commitOf(): string {
  const git = (...words: readonly string[]): string =>
    execFileSync("git", words, { cwd: ROOT, encoding: "utf8" }).trim();
  return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--", "packages") === "" ? "" : "+");
}
