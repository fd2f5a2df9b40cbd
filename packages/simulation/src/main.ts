import { parseArgs } from "node:util";
import { Life } from "./life/life.js";
import { type LifePlan, planLife } from "./life/plan.js";
import { liveInLanes, liveMany } from "./replay/lanes.js";
import { KEPT_SEEDS } from "./replay/kept-seeds.js";
import { shrink } from "./replay/shrink.js";
import { addTally, emptyTally, renderTally, type Tally } from "./replay/tally.js";

const USAGE = `npm run simulate -- [--seed N] [--lives N] [--lanes N] [--json]
npm run simulate -- --seed N [--until OPERATION] [--shrink]

  --lives N    so many lives, from the seed on; 1000 when neither a seed nor a number is given
  --lanes N    so many processes side by side; 1 otherwise
  --kept       and those that have broken a promise once
  --json       the sum as JSON
  --seed N     one life, told in words
  --until N    up to this operation
  --shrink     of a life that breaks a promise, the least that still does
`;

/** Returns the exit code: 0 when every promise was kept, 1 when one was broken, 2 for a call that makes no sense. */
export async function main(args: readonly string[], command: readonly [string, ...string[]]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      lives: { type: "string" },
      lanes: { type: "string", default: "1" },
      until: { type: "string", default: "Infinity" },
      shrink: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      "until-broken": { type: "boolean", default: false },
      kept: { type: "boolean", default: false },
      also: { type: "string", multiple: true, default: [] },
      except: { type: "string", multiple: true, default: [] },
      lane: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [seed, lives, lanes, until] = [values.seed ?? 1, values.lives ?? 1000, values.lanes, values.until].map(Number);
  const areNumbers = [seed, lives, lanes].every((number) => Number.isSafeInteger(number)) && !Number.isNaN(until);
  if (values.help || !areNumbers || seed === undefined || lives === undefined || lanes === undefined || lanes < 1) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.seed !== undefined && values.lives === undefined)
    return tellOne(values.shrink ? await shrunk(seed) : planLife(seed), until ?? Infinity);
  const tally = emptyTally();
  const untilBroken = values["until-broken"];
  const except = values.except.map(Number);
  const also = [...(values.kept ? KEPT_SEEDS : []), ...values.also.map(Number)];
  if (values.lane) {
    await liveMany({ seed, lives, also }, (news) => void process.stdout.write(`${JSON.stringify(news)}\n`));
    return 0;
  }
  const onTally = (news: Tally): void => {
    addTally(tally, news);
    if (!values.json) tellProgress(tally, news, lives + also.length);
  };
  if (lanes === 1) await liveMany({ seed, lives, also, untilBroken, except }, onTally);
  else await liveInLanes({ seed, lives, also }, lanes, command, onTally);
  process.stdout.write(values.json ? `${JSON.stringify(tally)}\n` : renderTally(tally));
  return tally.broken.length === 0 ? 0 : 1;
}

function tellProgress(tally: Tally, news: Tally, lives: number): void {
  for (const { seed, message } of news.broken)
    process.stdout.write(`seed ${seed}: ${message}\n  npm run simulate -- --seed ${seed}\n`);
  if (process.stderr.isTTY) process.stderr.write(`\r${tally.lives} of ${lives} lives`);
}

async function shrunk(seed: number): Promise<LifePlan> {
  const plan = planLife(seed);
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

function describePlan({ rig, share, sessions, happenings, ...rest }: LifePlan): string {
  const lines = [
    `rig ${rig.name}, share ${share?.name ?? "none"}, ${JSON.stringify(rest)}`,
    ...sessions.map((session) => JSON.stringify(session)),
    ...happenings.map((happening) => JSON.stringify(happening)),
  ];
  return `${lines.join("\n")}\n`;
}
