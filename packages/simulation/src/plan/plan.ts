import { z } from "zod";
import { PERSONALITIES, type PersonalityName } from "../world/personality.js";
import { ODD_ANSWERS } from "../world/simulated-service.js";
import { STORE_ANSWERS, type StoreAnswer } from "../store/store-answers.js";
import { SELECTIONS, type SelectionName } from "./selections.js";

/** What can be set in motion by its kind alone. */
const PLAIN_KINDS = [
  "kill launcher",
  "Ctrl+C in the launcher",
  "kill daemon",
  "kill worker",
  "cut power",
  "cut the server's power",
  "Ctrl+C",
  "second daemon",
] as const;

export const PERSON_DEEDS = [
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
  "takes the name at the destination",
] as const;
export type PersonDeed = (typeof PERSON_DEEDS)[number];

const whole = z.int().nonnegative();
const personality = z.enum(Object.keys(PERSONALITIES) as [PersonalityName, ...PersonalityName[]]);
const answer = z.enum(ODD_ANSWERS);

/** After so many operations of all processes, or so many milliseconds. */
const Moment = z.union([z.strictObject({ operations: whole }), z.strictObject({ ms: whole })]);
export type Moment = z.infer<typeof Moment>;

const Happening = z.discriminatedUnion("kind", [
  z.strictObject({ at: Moment, kind: z.enum(PLAIN_KINDS) }),
  z.strictObject({
    at: Moment,
    kind: z.literal("share away"),
    how: z.enum(["gone", "refusing", "hanging"]),
    ms: whole,
  }),
  z.strictObject({ at: Moment, kind: z.literal("clock jumps"), ms: z.int() }),
  z.strictObject({ at: Moment, kind: z.literal("flag folder away"), ms: whole, isCovered: z.boolean().optional() }),
  z.strictObject({ at: Moment, kind: z.literal("disk full"), which: z.enum(["rig", "share"]), ms: whole }),
  z.strictObject({ at: Moment, kind: z.enum(PERSON_DEEDS), session: z.string() }),
]);
export type Happening = z.infer<typeof Happening>;

const sessionName = z.string().regex(/^s\d$/);

const Session = z.strictObject({
  name: sessionName,
  /** Who runs it and hands it off: our launcher, or somebody's, who writes the manifest as clabe does. */
  by: z.enum(["launcher", "clabe"]),
  /** Bytes, by path below the modality's folder. */
  files: z.record(z.string(), whole),
  /** It is recorded where it is to be published. */
  inPlace: z.boolean().optional(),
  /** What writes its manifest does not flush it. */
  isUnflushed: z.boolean().optional(),
  deleteSource: z.boolean(),
  submits: z.boolean(),
  /** Milliseconds from the beginning. */
  handedOffAt: whole,
  /** The manifest is written under its name at once, or in two halves so many milliseconds apart. */
  halvesMs: whole.optional(),
  /** When it is to be handed off by its schedule, milliseconds from the beginning. */
  schedule: whole.optional(),
  /** Which of its files stay at the rig. */
  selection: z.enum(Object.keys(SELECTIONS) as [SelectionName, ...SelectionName[]]).optional(),
  /** A second modality, which waits for an hour of its own: milliseconds from the beginning. */
  later: z.strictObject({ files: z.record(z.string(), whole), at: whole, publishFirst: z.boolean() }).optional(),
  /** The hand-off of whose session this is the other part, recorded by the second computer. */
  partOf: sessionName.optional(),
});
export type PlannedHandOff = z.infer<typeof Session>;

const Weather = z.strictObject({
  /** How often an operation fails by itself, between 0 and 1. */
  chance: z.number(),
  /** With what. */
  codes: z.array(z.string()),
  /** How often a write changes a bit. */
  flips: z.number(),
});
export type PlannedWeather = z.infer<typeof Weather>;

/** A single operation that goes wrong: the `nth` of its kind at its path by processes of that kind, from 1. */
const Fault = z.strictObject({
  by: z.enum(["daemon", "worker", "launcher", "look"]),
  operation: z.string(),
  path: z.string(),
  nth: whole,
  /** What the system answers; `flip`: nothing, and a bit is another one. */
  code: z.string(),
});
export type Fault = z.infer<typeof Fault>;

/** One life of a rig, decided before it begins: what is left out of it, a life of the rest remains. */
export const LifePlan = z.strictObject({
  /** Of what is drawn as it is lived, each kind from a stream of its own. */
  seed: z.int(),
  rig: personality,
  /** Undefined: the destination lies on the rig's own disk. */
  share: personality.optional(),
  /** The destination is a store of the S3 kind, in the place of a share. */
  store: z
    .strictObject({
      conditions: z.enum(["kept", "unknown", "ignored"]),
      checksums: z.enum(["compared", "told", "none"]),
      refusal: z.enum(Object.keys(STORE_ANSWERS) as [StoreAnswer, ...StoreAnswer[]]),
      partBytes: whole.optional(),
    })
    .optional(),
  /** While the share is away a folder of the destination's name shows through, as somebody has once made it there. */
  hasShadow: z.boolean().optional(),
  /** Where the sources lie: a folder, or a link to one. */
  dataByLink: z.boolean(),
  /** Sessions are copied while they run. */
  follows: z.literal(true).optional(),
  zone: z.string(),
  begins: z.iso.datetime(),
  rescanMs: whole,
  jobs: whole,
  workers: whole,
  /** A list of sums lies in each published session, as it does where nobody says otherwise; absent: none, as in lives of before. */
  checksums: z.boolean().optional(),
  /** Sources are read a second time; absent: once. */
  verifySource: z.boolean().optional(),
  /** How often the first reading of a source by a worker gives another bit, between 0 and 1; absent: never. */
  misreads: z.number().optional(),
  /** Bytes of one read or write at most. */
  mostBytes: whole,
  rigWeather: Weather,
  shareWeather: Weather,
  /** Instead of what the weather brings. */
  faults: z.array(Fault).optional(),
  /** What becomes of copies and sources after the hand-off: copies are read again and mended, and sources deleted by rule where that is so. */
  keeping: z
    .strictObject({
      retains: z.boolean(),
      /** When the owner of the share says something to all rigs by a file there, for how long, milliseconds, and what; absent: never. */
      holds: z
        .array(z.strictObject({ at: whole, ms: whole, mode: z.enum(["pause", "drain", "throttle", "damaged"]) }))
        .optional(),
    })
    .optional(),
  sessions: z.array(Session),
  happenings: z.array(Happening),
  answers: z.array(answer),
  /** When all that goes wrong is over, milliseconds from the beginning. */
  peaceAt: whole,
});
export type LifePlan = z.infer<typeof LifePlan>;
export type PlannedHold = NonNullable<NonNullable<LifePlan["keeping"]>["holds"]>[number];
