import { parseArgs } from "node:util";
import { Life } from "./life/life.js";
import { planOf } from "./plan/plan-life.js";
import type { LifePlan } from "./plan/plan.js";
import { type KeptLife, parseKept, renderKept, withKept } from "./replay/kept-lives.js";
import { liveKeptForMistakes, makeMistake } from "./replay/mistakes.js";
import { liveInLanes, liveMany } from "./replay/lanes.js";
import { shrink } from "./replay/shrink.js";
import { addTally, emptyTally, renderTally, type Tally } from "./replay/tally.js";

const USAGE = `npm run simulate -- [--seed N] [--lives N] [--lanes N] [--kept] [--json]
npm run simulate -- --seed N | --life NAME [--until OPERATION] [--shrink] [--keep NAME]
npm run simulate -- --mutants [--lives N] [--lanes N] [WORDS …]

  --lives N    so many lives, from the seed on; 1000 when neither a seed nor a number is given
  --lanes N    so many processes side by side; 1 otherwise
  --misreads C each source is read wrongly the first time with this chance
  --verify-source
               and a second time
  --kept       and those that are kept
  --keeping    in each of the seeds' lives copies are read again, in each other one sources deleted by rule, and in each third
               one the owner of the share holds the rig up
  --json       the sum as JSON
  --seed N     one life, told in words
  --life NAME  a kept one
  --until N    up to this operation
  --shrink     of a life that breaks a promise, the least that still does
  --keep NAME  under this name from now on: what it is made of, whatever becomes of its seed
  --then       what follows is another call, by the same process
`;

const OPTIONS = {
  seed: { type: "string" },
  seeds: { type: "string" },
  lives: { type: "string" },
  life: { type: "string" },
  lanes: { type: "string", default: "1" },
  until: { type: "string", default: "Infinity" },
  shrink: { type: "boolean", default: false },
  keep: { type: "string" },
  mutant: { type: "string" },
  json: { type: "boolean", default: false },
  "until-broken": { type: "boolean", default: false },
  misreads: { type: "string" },
  "verify-source": { type: "boolean", default: false },
  kept: { type: "boolean", default: false },
  keeping: { type: "boolean", default: false },
  // Of a program with the mistakes in it (test/reliability/mutants/simulated).
  mistake: { type: "string" },
  "kept-for-mistakes": { type: "boolean", default: false },
  lane: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** What the program reaches beyond itself. */
export interface Surroundings {
  /** This program, for a lane. */
  readonly command: readonly [string, ...string[]];
  readonly readKept: () => string;
  readonly writeKept: (text: string) => void;
}

/** Returns the exit code: 0 when every promise was kept, 1 when one was broken, 2 for a call that makes no sense. */
export async function main(args: readonly string[], { command, readKept, writeKept }: Surroundings): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [seed = 1, lives = 1000, lanes = 1, until = Infinity, lane = 0] = [
    values.seed ?? 1,
    values.lives ?? 1000,
    values.lanes,
    values.until,
    values.lane ?? 0,
  ].map(Number);
  const areNumbers = [seed, lives, lanes, lane].every((number) => Number.isSafeInteger(number)) && !Number.isNaN(until);
  if (values.help || !areNumbers || lanes < 1) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  if (values["kept-for-mistakes"]) {
    process.stdout.write(`${JSON.stringify(await liveKeptForMistakes(parseKept(readKept())))}\n`);
    return 0;
  }
  makeMistake(values.mistake);
  const changes =
    values.misreads === undefined ? {} : { misreads: Number(values.misreads), verifySource: values["verify-source"] };
  if (values.life !== undefined || (values.seed !== undefined && values.lives === undefined)) {
    const planned =
      values.life === undefined
        ? { ...planOf(seed, values.keeping), ...changes }
        : findKept(parseKept(readKept()), values.life);
    const plan = values.shrink ? await shrunk(planned) : planned;
    const { keep: name, mutant } = values;
    if (name !== undefined)
      writeKept(
        renderKept(withKept(parseKept(readKept()), { name, ...(mutant === undefined ? {} : { mutant }), plan })),
      );
    return tellOne(plan, until);
  }
  const planned = {
    seeds: values.seeds?.split(",").map(Number) ?? Array.from({ length: lives }, (_none, index) => seed + index),
    keeps: values.keeping,
    kept: values.kept ? parseKept(readKept()) : [],
    changes,
    untilBroken: values["until-broken"],
  };
  if (values.lane !== undefined) {
    await liveMany(planned, { lane, lanes }, (news) => void process.stdout.write(`${JSON.stringify(news)}\n`));
    return 0;
  }
  const tally = emptyTally();
  const onTally = (news: Tally): void => {
    addTally(tally, news);
    if (!values.json)
      tellProgress(tally, news, { lives: planned.seeds.length + planned.kept.length, keeps: values.keeping });
  };
  if (lanes === 1) await liveMany(planned, { lane, lanes }, onTally);
  else await liveInLanes(lanes, [...command, ...args], onTally);
  process.stdout.write(values.json ? `${JSON.stringify(tally)}\n` : renderTally(tally));
  return tally.broken.length === 0 ? 0 : 1;
}

function findKept(lives: readonly KeptLife[], wanted: string): LifePlan {
  const found = lives.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no kept life is named "${wanted}"`);
  return found.plan;
}

function tellProgress(
  tally: Tally,
  news: Tally,
  { lives, keeps }: { readonly lives: number; readonly keeps: boolean },
): void {
  for (const { life, message } of news.broken) {
    const which =
      typeof life === "number" ? `--seed ${life}${keeps ? " --keeping" : ""}` : `--life ${JSON.stringify(life)}`;
    process.stdout.write(`${message}\n  npm run simulate -- ${which}\n`);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${tally.lives} of ${lives} lives`);
}

async function shrunk(plan: LifePlan): Promise<LifePlan> {
  const { violation } = await new Life(plan).live();
  return violation === undefined ? plan : shrink(plan, violation.rule);
}

async function tellOne(plan: LifePlan, until: number): Promise<number> {
  process.stdout.write(describePlan(plan));
  const life = new Life(plan, (line, operation) => operation <= until && void process.stdout.write(`${line}\n`));
  const { violation, digest } = await life.live();
  process.stdout.write(
    violation === undefined ? `every promise was kept (digest ${digest})\n` : `${violation.message}\n`,
  );
  return violation === undefined ? 0 : 1;
}

function describePlan({ rig, share, sessions, happenings, faults = [], ...rest }: LifePlan): string {
  const listed = [...sessions, ...happenings, ...faults].map((one) => JSON.stringify(one));
  return `${[`rig ${rig}, share ${share ?? "none"}, ${JSON.stringify(rest)}`, ...listed].join("\n")}\n`;
}
