import { z } from "zod";
import { FleetWishSchema } from "./fleet-wish.js";

/** What one request may bring; more goes into the next one. */
export const MOST_JOURNALS = 200;
export const MOST_EVENTS = 500;

export const MOST_ANSWERS = 100;
/** Of a journal, and of wishes: what a database's integer holds. */
const Count = z.int().nonnegative().max(2_000_000_000);

const EventSchema = z.object({
  /** The line of the journal, from 1. */
  seq: Count,
  /** A record of the job's journal, as `tellRecord` makes it; one of a later version is kept as it is. */
  record: z.looseObject({ type: z.string().max(64), at: z.string().max(40).optional() }),
});

export type FleetEvent = z.output<typeof EventSchema>;

/**
 * Lines `from` to `to` of one job's journal. It is taken when `from` follows what is there already and `before` is the sum of the
 * line there: so no event is there twice, none is left out, and a journal that was begun anew is noticed.
 */
const JournalPartSchema = z.object({
  /** File name of the manifest: the job's name at the rig. */
  job: z.string().min(1).max(400),
  /** Which journal of that name it is. */
  epoch: z.string().min(1).max(40),
  from: Count,
  to: Count,
  /** Sum of the line before the first; empty for the first line. */
  before: z.string().max(16),
  /** Sum of the last line. */
  tail: z.string().max(16),
  /** Of these lines, those of which the fleet is told. */
  events: z.array(EventSchema).max(MOST_EVENTS),
});

export type JournalPart = z.output<typeof JournalPartSchema>;

/** `taken`: the rig's daemon was asked; what comes of it is in the job's journal. */
const WishAnswerSchema = z.object({
  wish: Count,
  outcome: z.enum(["taken", "refused"]),
  /** Why it was refused, one sentence; empty where it was taken. */
  message: z.string().max(2000),
});

export type WishAnswer = z.output<typeof WishAnswerSchema>;

/** The body of `POST /v1/events`. Without journals it says that the rig is there. */
export const FleetPushSchema = z.object({
  /** The computer's own name. */
  host: z.string().max(255),
  /** Of Rigline. */
  version: z.string().max(64),
  /** When the daemon was started, ISO 8601 in UTC. */
  since: z.iso.datetime(),
  journals: z.array(JournalPartSchema).max(MOST_JOURNALS),
  answers: z.array(WishAnswerSchema).max(MOST_ANSWERS),
});

export type FleetPush = z.output<typeof FleetPushSchema>;

/** How much of one journal the fleet has. */
const HaveSchema = z.object({
  job: z.string(),
  epoch: z.string(),
  /** The last line; 0: nothing. */
  seq: z.int().nonnegative(),
  /** Its sum; empty: there is none. */
  tail: z.string(),
});

export type FleetHave = z.output<typeof HaveSchema>;

/** The answer to a push. */
export const FleetAnswerSchema = z.object({
  /** Of each journal of the push, in its order. */
  have: z.array(HaveSchema),
  /** What people ask of this rig's jobs, the oldest first; each until the rig has answered. */
  wishes: z.array(FleetWishSchema),
});

export type FleetAnswer = z.output<typeof FleetAnswerSchema>;
