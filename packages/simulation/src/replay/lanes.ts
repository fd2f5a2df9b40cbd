import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { addLife, emptyTally, type Tally } from "./tally.js";
import { Life } from "../life/life.js";
import { planLife } from "../life/plan.js";

export interface Lives {
  readonly seed: number;
  readonly lives: number;
  /** Seeds besides. */
  readonly also?: readonly number[];
  /** Ends at the first life in which a promise is broken. */
  readonly untilBroken?: boolean;
  /** Seeds that are passed over. */
  readonly except?: readonly number[];
}

/** Often enough for who watches. */
const TELL_EVERY_MS = 500;

/** Lives one after the other, in this process. `onTally` is given what has come since it was called last. */
export async function liveMany(
  { seed, lives, also = [], untilBroken = false, except = [] }: Lives,
  onTally: (news: Tally) => void,
): Promise<void> {
  let news = emptyTally();
  let told = performance.now();
  for (let index = 0; index < lives + also.length; index += 1) {
    const next = also[index - lives] ?? seed + index;
    if (except.includes(next)) continue;
    const end = await new Life(planLife(next)).live();
    addLife(news, next, end);
    if (untilBroken && end.violation !== undefined) break;
    if (performance.now() - told < TELL_EVERY_MS) continue;
    onTally(news);
    news = emptyTally();
    told = performance.now();
  }
  onTally(news);
}

/** The same, shared out to so many processes. `command`: this program, for a lane. Throws when one of them fails. */
export async function liveInLanes(
  { seed, lives, also = [] }: Lives,
  lanes: number,
  command: readonly [string, ...string[]],
  onTally: (news: Tally) => void,
): Promise<void> {
  const each = Math.ceil(lives / lanes);
  await Promise.all(
    Array.from({ length: lanes }, async (_none, lane) => {
      const first = seed + lane * each;
      const count = Math.max(0, Math.min(each, seed + lives - first));
      const [program, ...args] = command;
      const besides = also.filter((_seed, index) => index % lanes === lane).flatMap((one) => ["--also", String(one)]);
      const share = ["--lane", "--seed", String(first), "--lives", String(count), ...besides];
      const child = spawn(program, [...args, ...share], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once("close", resolve);
        child.once("error", reject);
      });
      for await (const line of createInterface({ input: child.stdout })) onTally(JSON.parse(line) as Tally);
      const code = await ended;
      if (code !== 0) throw new Error(`the lane from seed ${first} on ended with code ${code}`);
    }),
  );
}
