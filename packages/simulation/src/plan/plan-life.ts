import { createRandom, createStreams, type Random } from "../random.js";
import { ODD_ANSWERS } from "../world/simulated-service.js";
import { STORE_ANSWERS } from "../store/store-answers.js";
import { planHappenings } from "./plan-happenings.js";
import { SELECTIONS, type SelectionName } from "./selections.js";
import type { Happening, LifePlan, PlannedHandOff, PlannedHold, PlannedWeather } from "./plan.js";

const RIG_CODES = ["EIO", "ENOSPC", "EMFILE", "EBUSY", "ENOMEM"];
const SHARE_CODES = ["EIO", "ENOSPC", "ETIMEDOUT", "EHOSTDOWN", "ESTALE", "ECONNRESET", "EBUSY", "EACCES"];

/** From here on the lives of rigs whose launcher has its sessions copied while they run: the seeds before keep theirs. */
const FOLLOWED_FROM = 1_000_000_000;

/** And from here on those of rigs whose data go to a store of the S3 kind. */
const STORED_FROM = 2_000_000_000;

/** The life that a seed decides. */
function planLife(seed: number): LifePlan {
  const life = planAnyLife(seed);
  if (seed > STORED_FROM) return planStored(life);
  if (seed < FOLLOWED_FROM) return life;
  const sessions = life.sessions.map((session): PlannedHandOff => {
    const isAlone = session.partOf === undefined && life.sessions.every(({ partOf }) => partOf !== session.name);
    return isAlone ? { ...session, by: "launcher", inPlace: undefined } : session;
  });
  // Our launcher would make another one.
  const happenings = life.happenings.filter(({ kind }) => kind !== "flag folder away");
  return { ...life, follows: true, sessions, happenings };
}

function planStored(life: LifePlan): LifePlan {
  const random = createStreams(life.seed)("the store");
  const answers = Object.keys(STORE_ANSWERS).filter(() => random.chance(0.6));
  return {
    ...life,
    share: undefined,
    store: {
      conditions: random.pick(["kept", "kept", "unknown", "ignored"]),
      checksums: random.pick(["compared", "told", "none"]),
      refusal: random.pick(["InvalidAccessKeyId", "RequestTimeTooSkewed", "SlowDown"]),
      partBytes: random.pick([100, 700, undefined]),
    },
    // Of requests there are fewer than of operations, and the kit asks again.
    shareWeather: { ...life.shareWeather, chance: random.chance(0.3) ? 0 : random() * random() * 0.15, codes: answers },
    sessions: life.sessions.map((session) => ({ ...session, inPlace: undefined })),
    happenings: [
      ...life.happenings.filter(({ kind }) => kind !== "cut the server's power"),
      ...(random.chance(0.7) ? [planDeedInStore(life, random)] : []),
    ],
  };
}

/** Soon enough to matter, whenever there is something to do it to. */
function planDeedInStore({ sessions }: LifePlan, random: Random): Happening {
  const { name, handedOffAt } = random.pick(sessions);
  const kind = random.pick([
    "edits a copy on its way",
    "leaves a file among copies on their way",
    "takes the name at the destination",
    "edits a published file",
    "deletes the manifest",
    "edits a source",
  ] as const);
  return {
    at: { ms: handedOffAt + random.below(kind === "takes the name at the destination" ? 2_000 : 6_000) },
    kind,
    session: name,
  };
}

function planAnyLife(seed: number): LifePlan {
  const random = createRandom(seed);
  const rig = random.pick(["ext4", "xfs", "btrfs", "ntfs"] as const);
  const share = random.pick(["smb", "smb", "nfs", "ext4", "btrfs", "ntfs", "fuse", undefined] as const);
  const peaceAt = 40_000 + random.below(260_000);
  const inPlace = random.chance(0.04);
  const sessions = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, (_none, index) =>
    planSession(random, index, { peaceAt, inPlace }),
  );
  // In the place of others: a session of two computers costs as much as two.
  if (random.chance(0.06)) {
    sessions.splice(-2, 2, ...planParts(random, Math.max(0, sessions.length - 2), peaceAt));
    for (const session of sessions) session.schedule = session.later = undefined;
  }
  const plan: LifePlan = {
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
    rescanMs: random.pick([30_000, 100_000, 300_000]),
    jobs: 1 + random.below(3),
    workers: 1 + random.below(2),
    checksums: true,
    mostBytes: random.pick([64, 700, 1_000_000]),
    rigWeather: planWeather(random, RIG_CODES),
    shareWeather: planWeather(random, SHARE_CODES),
    sessions,
    happenings: planHappenings(random, sessions, { hasShare: share !== undefined, peaceAt }),
    answers: Array.from({ length: random.below(5) }, () => random.pick(ODD_ANSWERS)),
    peaceAt,
  };
  // Drawn last: what came before is as it was.
  if (!random.chance(0.15)) return plan;
  return { ...plan, verifySource: true, misreads: random.chance(0.5) ? 0.2 : 0 };
}

/**
 * The same. `keeps`: copies are read again in it, in each other one the sources deleted by rule, and in each third one the owner of the share
 * holds the rig up; all that is drawn is as it is without.
 */
export function planOf(seed: number, keeps: boolean): LifePlan {
  const plan = planLife(seed);
  if (!keeps) return plan;
  return { ...plan, keeping: { retains: seed % 2 === 0, ...(seed % 3 === 0 ? { holds: planHolds(plan) } : {}) } };
}

function planHolds({ seed, peaceAt }: LifePlan): PlannedHold[] {
  const random = createStreams(seed)("holds");
  const mode = (): PlannedHold["mode"] => random.pick(["pause", "pause", "pause", "drain", "throttle", "damaged"]);
  // Early and long, so that something is handed off while it holds; and in one life of two another, at any moment.
  const first = { at: random.below(5_000), ms: 60_000 + random.below(peaceAt), mode: mode() };
  if (random.chance(0.5)) return [first];
  const at = first.at + first.ms + random.below(60_000);
  return [first, { at, ms: 1 + random.below(60_000), mode: mode() }];
}

function planWeather(random: Random, codes: readonly string[]): PlannedWeather {
  const chance = random.chance(0.4) ? 0 : random() * random() * 0.02;
  return { chance, codes: codes.filter(() => random.chance(0.6)), flips: random.chance(0.7) ? 0 : random() * 0.1 };
}

function planSession(
  random: Random,
  index: number,
  { peaceAt, inPlace }: { readonly peaceAt: number; readonly inPlace: boolean },
): PlannedHandOff {
  const by = random.chance(0.3) ? "launcher" : "clabe";
  // What patterns leave out, or what waits, stands there already.
  const isPlain = inPlace && by === "clabe";
  const selection =
    !isPlain && random.chance(0.08) ? random.pick(Object.keys(SELECTIONS) as SelectionName[]) : undefined;
  const isSlow = !isPlain && random.chance(0.06);
  const handedOffAt = random.below(Math.min(peaceAt, 90_000));
  return {
    name: `s${index}`,
    by,
    files: planFiles(random, selection),
    inPlace: isPlain ? true : undefined,
    deleteSource: random.chance(0.6),
    submits: random.chance(0.8),
    handedOffAt,
    halvesMs: random.chance(0.2) ? random.below(5_000) : undefined,
    schedule: isSlow || !random.chance(0.1) ? undefined : handedOffAt + random.below(300_000),
    selection,
    later: isSlow
      ? {
          files: planFiles(random, selection),
          at: handedOffAt + 30_000 + random.below(300_000),
          publishFirst: random.chance(0.5),
        }
      : undefined,
  };
}

function planFiles(random: Random, selection: SelectionName | undefined): Readonly<Record<string, number>> {
  const folders = ["", "", "a/", "a/b/", "Ünïcode/"];
  const endings = selection === undefined ? [".bin"] : [".bin", ".bin", ".tmp"];
  return Object.fromEntries(
    Array.from({ length: 1 + random.below(4) }, (_none, number) => [
      `${random.pick(folders)}f${number}${random.pick(endings)}`,
      random.chance(0.15) ? 0 : random.below(2_000),
    ]),
  );
}

/** Two computers record one session: whoever waits for the other looks every half a minute, so nothing waits for an hour of the next day. */
function planParts(random: Random, index: number, peaceAt: number): readonly PlannedHandOff[] {
  const both = { by: "clabe", submits: random.chance(0.9) } as const;
  const plan = (at: number): PlannedHandOff => ({ ...planSession(random, at, { peaceAt, inPlace: false }), ...both });
  return [plan(index), { ...plan(index + 1), partOf: `s${index}` }];
}
