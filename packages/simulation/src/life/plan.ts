import { createRandom, type Random } from "../random.js";
import { BTRFS, EXT4, FUSE, NFS, NTFS, type Personality, SMB, XFS } from "../world/personality.js";
import { ODD_ANSWERS, type OddAnswer } from "../world/simulated-service.js";

/** One life of a rig, decided by its seed before it begins: what is left out of it, a life of the rest remains. */
export interface LifePlan {
  readonly seed: number;
  readonly rig: Personality;
  /** Undefined: the destination lies on the rig's own disk. */
  readonly share: Personality | undefined;
  /** Where the sources lie: a folder, or a link to one. */
  readonly dataByLink: boolean;
  readonly zone: string;
  readonly begins: string;
  readonly rescanMs: number;
  readonly jobs: number;
  readonly workers: number;
  /** Bytes of one read or write at most. */
  readonly mostBytes: number;
  readonly rigWeather: Weather;
  readonly shareWeather: Weather;
  readonly sessions: readonly PlannedHandOff[];
  readonly happenings: readonly Happening[];
  readonly answers: readonly OddAnswer[];
  /** When all that goes wrong is over, milliseconds from the beginning. */
  readonly peaceAt: number;
}

/** How often an operation fails by itself, between 0 and 1, and with what. */
export interface Weather {
  readonly chance: number;
  readonly codes: readonly string[];
  /** How often a write changes a bit. */
  readonly flips: number;
}

export interface PlannedHandOff {
  readonly name: string;
  /** Who runs it and hands it off: our launcher, or somebody's, who writes the manifest as clabe does. */
  readonly by: "launcher" | "clabe";
  /** Bytes, by path below the modality's folder. */
  readonly files: Readonly<Record<string, number>>;
  readonly deleteSource: boolean;
  readonly submits: boolean;
  /** Milliseconds from the beginning. */
  readonly handedOffAt: number;
  /** The manifest is written under its name at once, or in two halves so many milliseconds apart. */
  readonly halvesMs: number | undefined;
  /** When it is to be handed off by its schedule, milliseconds from the beginning. */
  readonly schedule: number | undefined;
}

/** After so many operations of all processes, or so many milliseconds. */
export type Moment = { readonly operations: number } | { readonly ms: number };

export type Happening = { readonly at: Moment } & (
  | {
      readonly kind:
        | "kill launcher"
        | "Ctrl+C in the launcher"
        | "kill daemon"
        | "kill worker"
        | "cut power"
        | "cut the server's power"
        | "Ctrl+C"
        | "second daemon";
    }
  | { readonly kind: "share away"; readonly how: "gone" | "refusing" | "hanging"; readonly ms: number }
  | { readonly kind: "clock jumps" | "flag folder away"; readonly ms: number }
  | { readonly kind: "disk full"; readonly which: "rig" | "share"; readonly ms: number }
  | { readonly kind: PersonDeed; readonly session: string }
);

const PERSON_DEEDS = [
  "edits a source",
  "replaces a source",
  "deletes a source",
  "deletes the manifest",
  "replaces the manifest",
  "takes the manifest away for a minute",
  "edits a copy on its way",
  "leaves a file among copies on their way",
  "edits a published file",
  "deletes a published file",
  "redrives",
] as const;
export type PersonDeed = (typeof PERSON_DEEDS)[number];

const RIG_CODES = ["EIO", "ENOSPC", "EMFILE", "EBUSY", "ENOMEM"];
const SHARE_CODES = ["EIO", "ENOSPC", "ETIMEDOUT", "EHOSTDOWN", "ESTALE", "ECONNRESET", "EBUSY", "EACCES"];

export function planLife(seed: number): LifePlan {
  const random = createRandom(seed);
  const rig = random.pick([EXT4, XFS, BTRFS, NTFS]);
  const share = random.pick([SMB, SMB, NFS, EXT4, BTRFS, NTFS, FUSE, undefined]);
  const peaceAt = 60_000 + random.below(600_000);
  const sessions = Array.from({ length: 1 + random.below(3) }, (_none, index) => planSession(random, index, peaceAt));
  return {
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
}

function planWeather(random: Random, codes: readonly string[]): Weather {
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
): readonly Happening[] {
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
