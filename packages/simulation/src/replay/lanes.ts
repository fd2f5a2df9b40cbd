import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { addLife, emptyTally, type Tally } from "./tally.js";
import { Life } from "../life/life.js";
import { planOf } from "../plan/plan-life.js";
import type { LifePlan } from "../plan/plan.js";
import type { KeptLife } from "./kept-lives.js";

export interface Lives {
  readonly seeds: readonly number[];
  /** Lived first. */
  readonly kept: readonly KeptLife[];
  /** What is otherwise than the seeds decide. */
  readonly changes?: Partial<LifePlan>;
  /** Ends at the first life in which a promise is broken. */
  readonly untilBroken?: boolean;
  /** In those of seeds copies are read again, and sources deleted by rule. */
  readonly keeps?: boolean;
}

/** The one of so many that live them together, from 0. */
export interface Lane {
  readonly lane: number;
  readonly lanes: number;
}

/** Often enough for who watches. */
const TELL_EVERY_MS = 500;

/** Lives one after the other, in this process. `onTally` is given what has come since it was called last. */
export async function liveMany(
  { seeds, kept, changes, untilBroken = false, keeps = false }: Lives,
  { lane, lanes }: Lane,
  onTally: (news: Tally) => void,
): Promise<void> {
  let news = emptyTally();
  let told = performance.now();
  for (let index = lane; index < kept.length + seeds.length; index += lanes) {
    const one = kept[index];
    const number = seeds[index - kept.length] ?? 0;
    const end = await new Life(one?.plan ?? { ...planOf(number, keeps), ...changes }).live();
    addLife(news, one?.name ?? number, end);
    if (untilBroken && end.violation !== undefined) break;
    if (performance.now() - told < TELL_EVERY_MS) continue;
    onTally(news);
    news = emptyTally();
    told = performance.now();
  }
  onTally(news);
}

/** The same, shared out to so many processes. `command`: this program with its arguments. Throws when one of them fails. */
export async function liveInLanes(
  lanes: number,
  command: readonly [string, ...string[]],
  onTally: (news: Tally) => void,
): Promise<void> {
  await Promise.all(
    Array.from({ length: lanes }, async (_none, lane) => {
      const [program, ...args] = command;
      const child = spawn(program, [...args, "--lane", String(lane)], { stdio: ["ignore", "pipe", "inherit"] });
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once("close", resolve);
        child.once("error", reject);
      });
      for await (const line of createInterface({ input: child.stdout })) onTally(JSON.parse(line) as Tally);
      const code = await ended;
      if (code !== 0) throw new Error(`lane ${lane} ended with code ${code}`);
    }),
  );
}
