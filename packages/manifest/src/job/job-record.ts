import { z } from "zod";
import { SelectedSchema } from "../selection/selected.js";
import { CopyOfSchema, FurtherCopySchema } from "../further/further-copy.js";
import { CataloguedSchema } from "../catalogue/catalogued.js";
import { DestinationHoldSchema } from "../hold/destination-hold.js";
import { DestinationPlaceSchema } from "./destination-place-schema.js";
import { ProofSchema } from "../evidence/proof.js";
import { ReadBackSchema } from "./read-back.js";
import { SourceReadSchema } from "../evidence/source-read.js";
import { VerifiedRecordSchema } from "../evidence/verified-record.js";
import { UploadPartSchema } from "../parts/index.js";
import { TOLD_KINDS } from "../watch-config/notify-schema.js";

/**
 * Whose record it is, by the sha256 of the manifest's bytes: believed also where the line that accepted it is damaged.
 * Journals of before have it in `accepted` alone.
 */
const digest = z.string().optional();

/** Who did or asked for it, `user@host`. */
const by = z.string();

/**
 * The lines of a job's journal, `<flag_dir>/.rigline/jobs/<manifest file name>.jsonl`: the daemon writes them, the
 * launcher reads them. Sizes are in bytes, hashes are lower-case hex, times ISO 8601 in UTC.
 */
export const JobRecordSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("accepted"),
    at: z.string().optional(),
    /** Absolute path of the manifest in the flag folder. */
    manifest: z.string(),
    /** sha256 of the manifest's bytes; with it the submission's idempotency key is made. */
    digest: z.string(),
    name: z.string(),
    /** `<destination>/<name>`. */
    destination: z.string(),
    copyOf: CopyOfSchema.optional(),
    /** The trace that its session belongs to, by W3C's header. */
    traceparent: z.string().optional(),
  }),
  /** The manifests of its further copies are in the flag folder: written once, whatever becomes of them. */
  z.object({ type: z.literal("further"), at: z.string().optional(), digest, copies: z.array(FurtherCopySchema) }),
  z.object({
    type: z.literal("scheduled"),
    at: z.string().optional(),
    until: z.string(),
    /** What waits is what does not go first: `begins` with what does, or it is there and verified. */
    rest: z.enum(["begins", "waits"]).optional(),
  }),
  /** What the destination was found to be, before anything was written there; again when it is another thing. */
  z.object({ type: z.literal("destination"), at: z.string().optional(), ...DestinationPlaceSchema.shape }),
  z.object({
    type: z.literal("planned"),
    at: z.string().optional(),
    digest,
    files: z.number(),
    bytes: z.number(),
    /** They are what goes first, and not all. */
    first: z.literal(true).optional(),
    ...SelectedSchema.shape,
  }),
  VerifiedRecordSchema,
  z.object({
    type: z.literal("published"),
    at: z.string().optional(),
    digest,
    destination: z.string(),
    files: z.number(),
    bytes: z.number(),
    algorithm: z.string(),
    /** `device`: every file was read back past the cache, by this attempt. Absent in journals of before. */
    readBack: ReadBackSchema.optional(),
    /** By what it is known that each file arrived; absent: its bytes were compared. */
    proof: ProofSchema.optional(),
    /** How the first reading of every source was checked; absent: it was not. */
    sourceRead: SourceReadSchema.optional(),
    /** So many files are as the program says that wrote them; absent: none was compared with that. */
    asWritten: z.number().optional(),
    milliseconds: z.number(),
    /** False: the share could not bring all of it onto its device for certain, so no source is deleted. */
    flushed: z.boolean().optional(),
    /** False: the share keeps no times, so that the files have those of their copying. */
    timesKept: z.boolean().optional(),
  }),
  /** Its part of the session has arrived; what is waited for is in `missing`, or that the computer `submits` submits it. */
  z.object({
    type: z.literal("awaiting"),
    at: z.string().optional(),
    digest,
    missing: z.array(z.string()),
    submits: z.string().nullable(),
  }),
  /** All parts of the session have arrived, and it is this computer's to submit; with what each says of its modalities. */
  z.object({ type: z.literal("gathered"), at: z.string().optional(), digest, uploads: z.array(UploadPartSchema) }),
  /** The other computers can see, where they look, that the session is submitted. */
  z.object({ type: z.literal("announced"), at: z.string().optional(), digest }),
  /** About to be posted: on the device before each post. */
  z.object({
    type: z.literal("submitting"),
    at: z.string().optional(),
    digest,
    endpoint: z.string(),
    idempotencyKey: z.string(),
    /** Blanks: that they could be written shows that the answer can be recorded. */
    room: z.string().optional(),
  }),
  z.object({
    type: z.literal("submitted"),
    at: z.string().optional(),
    digest,
    /** Without user, password, query and fragment. Null: the manifest names none, so nothing was posted. */
    endpoint: z.string().nullable(),
    status: z.number().nullable(),
    idempotencyKey: z.string(),
    /** The service's answer, shortened. */
    answer: z.string().optional(),
    /** By the service's own clock, ISO 8601: what it begins for this job is not older. */
    serviceTime: z.string().optional(),
    /** The computer that posted it for all that hand off a part of the session; absent: this one. */
    by: z.string().optional(),
    /** What the service calls the uploads of that post. */
    names: z.array(z.string()).optional(),
  }),
  /** What the transfer service says of the upload that was submitted; recorded when it says something else. */
  z.object({
    type: z.literal("upload"),
    at: z.string().optional(),
    digest,
    /** Of all its upload jobs together. `lost`: nobody can be asked any more. */
    state: z.enum(["queued", "running", "success", "failed", "lost"]),
    /** The service's own name of the job that tells most, where one is known. */
    job: z.string().optional(),
    /** What is to be known of it, one phrase. */
    reason: z.string().optional(),
  }),
  /** What came of telling the catalogue of the session. */
  z.object({ type: z.literal("catalogued"), at: z.string().optional(), digest, ...CataloguedSchema.shape }),
  /** `by`: who or what deleted it long after: a rule of the watch config, or a person by `rigline clean`. */
  z.object({
    type: z.literal("sourceDeleted"),
    at: z.string().optional(),
    digest,
    files: z.number(),
    by: by.optional(),
  }),
  z.object({ type: z.literal("archived"), at: z.string().optional(), digest, to: z.string() }),
  z.object({
    type: z.literal("attemptFailed"),
    at: z.string().optional(),
    step: z.string(),
    code: z.string(),
    message: z.string(),
    /** Of the failures in a row, from 1. Those that say nothing new are recorded ever more seldom. */
    attempt: z.number(),
    /** Null: it will not be tried again by itself. */
    retryAt: z.string().nullable(),
    /** Until when the service asked not to be posted to again. */
    notBefore: z.string().optional(),
  }),
  /** Set aside with its reason, so that it blocks nobody; `rigline-watchdog redrive` puts it back. */
  z.object({
    type: z.literal("parked"),
    at: z.string().optional(),
    code: z.string(),
    reason: z.string(),
    todo: z.string(),
  }),
  /**
   * In a journal of its own, that of a share or disk: so much was published there, and so much room was left. What is forecast of
   * the room rests on it.
   */
  z.object({
    type: z.literal("room"),
    at: z.string().optional(),
    /** Of the file system, as `destination` has it. */
    root: z.string(),
    /** How many were published since the line before, and their bytes. */
    jobs: z.number(),
    bytes: z.number(),
    /** Of these the bytes of further copies; absent: none. */
    furtherBytes: z.number().optional(),
    /** Bytes that were free behind it. */
    free: z.number(),
    /** Manifests in the flag folder that were still to be published. */
    waiting: z.number(),
  }),
  /** In a journal of its own, that of an owner's hold file: what it says, when that has changed. */
  z.object({ type: z.literal("destinationHold"), at: z.string().optional(), ...DestinationHoldSchema.shape }),
  /** An unfinished copy that nobody wants any more is gone from its destination. `path`: absolute. */
  z.object({ type: z.literal("cleared"), at: z.string().optional(), path: z.string() }),
  /** To be told to people: here before it is sent, so that a crash neither loses it nor sends it under another `message`. */
  z.object({
    type: z.literal("tell"),
    at: z.string().optional(),
    /** One message may tell of several jobs: the records of them all have its id. */
    message: z.string(),
    channel: z.string(),
    about: z.enum(TOLD_KINDS),
    /** Of `needs_you`: why the job is parked. */
    code: z.string().optional(),
  }),
  /** The channel has taken the message; or, with the reason in `failed`, it is given up. */
  z.object({
    type: z.literal("told"),
    at: z.string().optional(),
    message: z.string(),
    failed: z.string().optional(),
  }),
  /** A person wants it submitted with another request than its manifest makes; a `redriven` is behind it. `request`: JSON. */
  z.object({ type: z.literal("corrected"), at: z.string().optional(), digest, by, request: z.string() }),
  /** A person put it back to work, or what it was parked for is over; journals of before do not say who. */
  z.object({ type: z.literal("redriven"), at: z.string().optional(), by: by.optional() }),
  /** Nothing is done for it until it is released. */
  z.object({ type: z.literal("held"), at: z.string().optional(), by, reason: z.string().optional() }),
  z.object({ type: z.literal("released"), at: z.string().optional(), by }),
  /** A person chose another hour; the `scheduled` behind it is what counts, for daemons of before as well. */
  z.object({ type: z.literal("rescheduled"), at: z.string().optional(), by, until: z.string() }),
  /**
   * It is not to be handed off any more: an end that was wanted. Without `by` somebody took the manifest out of the flag folder;
   * in journals of before that is a `parked` with the code JOB_CANCELLED.
   */
  z.object({ type: z.literal("cancelled"), at: z.string().optional(), by: by.optional(), reason: z.string() }),
]);

export type JobRecord = z.output<typeof JobRecordSchema>;

/** The records of a journal's lines, oldest first; what another version wrote and this one does not know is passed over. */
export function toJobRecords(lines: readonly unknown[]): readonly JobRecord[] {
  return lines.flatMap((line) => {
    const parsed = JobRecordSchema.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
}
