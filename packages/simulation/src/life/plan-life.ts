import { createRandom, createStreams, type Random } from "../random.js";
import { ODD_ANSWERS } from "../world/simulated-service.js";
import {
  type Happening,
  type LifePlan,
  type Moment,
  PERSON_DEEDS,
  type PlannedHandOff,
  type PlannedWeather,
} from "./plan.js";

const RIG_CODES = ["EIO", "ENOSPC", "EMFILE", "EBUSY", "ENOMEM"];
const SHARE_CODES = ["EIO", "ENOSPC", "ETIMEDOUT", "EHOSTDOWN", "ESTALE", "ECONNRESET", "EBUSY", "EACCES"];

/** The life that a seed decides. */
export function planLife(seed: number): LifePlan {
  const random = createRandom(seed);
  const rig = random.pick(["ext4", "xfs", "btrfs", "ntfs"] as const);
  const share = random.pick(["smb", "smb", "nfs", "ext4", "btrfs", "ntfs", "fuse", undefined] as const);
  const peaceAt = 60_000 + random.below(600_000);
  const sessions = Array.from({ length: 1 + random.below(3) }, (_none, index) => planSession(random, index, peaceAt));
  const plan = {
    seed,
    rig,
    share,
    dataByLink: random.chance(0.2),
    zone: random.pick(["America/Los_Angeles", "Europe/London", "Asia/Kolkata", "UTC"]),
    // Some of them the night in which clocks are set.
    begins: random.pick([
      "2026-07-14T16:05:00Z",
      "2026-03-08T09:50:00Z",
      "2026-11-01T08:50:00Z",
      "2026-10-25T00:50:00Z",
    ]),
    rescanMs: random.pick([20_000, 100_000, 300_000]),
    jobs: 1 + random.below(3),
    workers: 1 + random.below(2),
    mostBytes: random.pick([64, 700, 1_000_000]),
    rigWeather: planWeather(random, RIG_CODES),
    shareWeather: planWeather(random, SHARE_CODES),
    sessions,
    happenings: planHappenings(random, sessions, share !== undefined, peaceAt),
    answers: Array.from({ length: random.below(5) }, () => random.pick(ODD_ANSWERS)),
    peaceAt,
  };
  addLater(plan, createStreams(seed)("later"));
  return plan;
}

/** What came later, from a stream of its own: the rest of a life is what it was. */
function addLater({ sessions, happenings, peaceAt }: LifePlan, random: Random): void {
  const at = (): Moment => ({ operations: 1 + random.below(1_000) });
  const areByHand = sessions.every(({ by }) => by === "clabe");
  if (random.chance(0.03)) for (const session of sessions) if (session.by === "clabe") session.inPlace = true;
  if (random.chance(0.15) && areByHand)
    happenings.push({ at: at(), kind: "flag folder away", ms: random.below(Math.min(60_000, peaceAt)) });
  if (random.chance(0.15))
    happenings.push({ at: at(), kind: "takes the name at the destination", session: random.pick(sessions).name });
}

function planWeather(random: Random, codes: readonly string[]): PlannedWeather {
  const chance = random.chance(0.4) ? 0 : random() * random() * 0.02;
  return { chance, codes: codes.filter(() => random.chance(0.6)), flips: random.chance(0.7) ? 0 : random() * 0.1 };
}

function planSession(random: Random, index: number, peaceAt: number): PlannedHandOff {
  const folders = ["", "", "a/", "a/b/", "Ünïcode/"];
  const files = Object.fromEntries(
    Array.from({ length: 1 + random.below(4) }, (_none, number) => [
      `${random.pick(folders)}f${number}.bin`,
      random.chance(0.15) ? 0 : random.below(2_000),
    ]),
  );
  const handedOffAt = random.below(Math.min(peaceAt, 120_000));
  return {
    name: `s${index}`,
    by: random.chance(0.3) ? "launcher" : "clabe",
    files,
    deleteSource: random.chance(0.6),
    submits: random.chance(0.8),
    handedOffAt,
    halvesMs: random.chance(0.2) ? random.below(5_000) : undefined,
    schedule: random.chance(0.1) ? handedOffAt + random.below(600_000) : undefined,
  };
}

function planHappenings(
  random: Random,
  sessions: readonly PlannedHandOff[],
  hasShare: boolean,
  peaceAt: number,
): Happening[] {
  const moment = (): Moment =>
    random.chance(0.8)
      ? { operations: 1 + random.below(random.pick([300, 1_000, 3_000])) }
      : { ms: random.below(peaceAt) };
  const happenings: Happening[] = [];
  const add = (most: number, make: () => Happening): void => {
    for (let left = random.below(most + 1); left > 0; left -= 1) happenings.push(make());
  };
  add(4, () => ({
    at: moment(),
    kind: random.pick(["kill daemon", "kill launcher", "cut power", "cut power", "kill worker"] as const),
  }));
  add(1, () => ({ at: moment(), kind: random.pick(["Ctrl+C", "second daemon", "Ctrl+C in the launcher"] as const) }));
  add(1, () => ({ at: moment(), kind: "clock jumps", ms: random.pick([-3_600_000, 3_600_000, -30_000, 86_400_000]) }));
  // Our launcher would make another one.
  if (random.chance(0.1) && sessions.every(({ by }) => by === "clabe"))
    add(1, () => ({ at: moment(), kind: "flag folder away", ms: random.below(60_000) }));
  if (hasShare) {
    add(1, () => ({ at: moment(), kind: "cut the server's power" }));
    add(2, () => ({
      at: moment(),
      kind: "share away",
      how: random.pick(["gone", "refusing", "hanging"] as const),
      ms: random.below(300_000),
    }));
  }
  if (random.chance(0.2))
    add(1, () => ({
      at: moment(),
      kind: "disk full",
      which: random.pick(["rig", "share"] as const),
      ms: random.below(120_000),
    }));
  if (random.chance(0.5))
    add(2, () => ({ at: moment(), kind: random.pick(PERSON_DEEDS), session: random.pick(sessions).name }));
  return happenings;
}
