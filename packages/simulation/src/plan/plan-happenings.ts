import type { Random } from "../random.js";
import { type Happening, type Moment, PERSON_DEEDS, type PlannedHandOff } from "./plan.js";

/** What one happening of a kind is in this life; undefined: it has no place here. */
type Draw = () => Happening | undefined;

interface Draws {
  readonly death: Draw;
  readonly interruption: Draw;
  readonly clock: Draw;
  readonly flagFolder: Draw;
  readonly server: Draw;
  readonly share: Draw;
  readonly full: Draw;
  readonly deed: Draw;
}

/** How many more a busy life has at most, and what they are, by their shares: of what people do one thing makes the next one matter. */
const MOST_MORE = 6;
const MORE: readonly (keyof Draws)[] = [
  ...Array<keyof Draws>(11).fill("deed"),
  "death",
  "death",
  "death",
  "server",
  "share",
  "clock",
  "flagFolder",
  "interruption",
  "full",
];

/** What happens to a rig from outside in the life that a seed decides. */
export function planHappenings(
  random: Random,
  sessions: readonly PlannedHandOff[],
  { hasShare, peaceAt }: { readonly hasShare: boolean; readonly peaceAt: number },
): Happening[] {
  const draws = drawsOf(random, sessions, { hasShare, peaceAt });
  const happenings: Happening[] = [];
  const add = (times: number, draw: Draw): void => {
    for (let left = times; left > 0; left -= 1) {
      const happening = draw();
      if (happening !== undefined) happenings.push(happening);
    }
  };
  add(random.below(4), draws.death);
  add(random.below(2), draws.interruption);
  add(random.below(2), draws.clock);
  if (random.chance(0.1)) add(1, draws.flagFolder);
  add(random.below(2), draws.server);
  add(random.below(3), draws.share);
  if (random.chance(0.1)) add(1, draws.full);
  if (random.chance(0.5)) add(random.below(3), draws.deed);
  if (random.chance(0.5)) add(1 + random.below(MOST_MORE), () => draws[random.pick(MORE)]());
  return happenings;
}

function drawsOf(
  random: Random,
  sessions: readonly PlannedHandOff[],
  { hasShare, peaceAt }: { readonly hasShare: boolean; readonly peaceAt: number },
): Draws {
  const at = (): Moment =>
    random.chance(0.8)
      ? { operations: 1 + random.below(random.pick([300, 1_000, 2_000])) }
      : { ms: random.below(peaceAt) };
  const forAWhile = (most: number): number => random.below(Math.min(most, peaceAt));
  // Our launcher would make another one.
  const areByHand = sessions.every(({ by }) => by === "clabe");
  return {
    death: () => ({
      at: at(),
      kind: random.pick(["kill daemon", "kill launcher", "cut power", "cut power", "kill worker"] as const),
    }),
    interruption: () => ({
      at: at(),
      kind: random.pick(["Ctrl+C", "second daemon", "Ctrl+C in the launcher"] as const),
    }),
    clock: () => ({ at: at(), kind: "clock jumps", ms: random.pick([-3_600_000, 3_600_000, -30_000, 86_400_000]) }),
    flagFolder: () => (areByHand ? { at: at(), kind: "flag folder away", ms: forAWhile(60_000) } : undefined),
    server: () => (hasShare ? { at: at(), kind: "cut the server's power" } : undefined),
    share: () =>
      hasShare
        ? {
            at: at(),
            kind: "share away",
            how: random.pick(["gone", "refusing", "hanging"] as const),
            ms: forAWhile(300_000),
          }
        : undefined,
    full: () => ({
      at: at(),
      kind: "disk full",
      which: random.pick(["rig", "share"] as const),
      ms: forAWhile(120_000),
    }),
    deed: () => ({ at: at(), kind: random.pick(PERSON_DEEDS), session: random.pick(sessions).name }),
  };
}
