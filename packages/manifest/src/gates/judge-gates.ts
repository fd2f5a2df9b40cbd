import { formatData, formatFiles } from "@rigline/foundation/quantities";
import type { GateName, GateStatus } from "@rigline/foundation/status";
import { showLocalTime } from "@rigline/foundation/time";
import { type CopyStanding, copiesOf, isGivenUp } from "../further/further-copies.js";
import { describeDamage } from "../job/describe-damage.js";
import type { SeenJob } from "../job/describe-job.js";
import type { JobState } from "../job/job-state.js";
import { describeProof } from "../evidence/proof.js";
import { describeSourceRead } from "../evidence/source-read.js";

/** From when on what lies at the rig may be deleted: when the service took the job, or when it has processed it. */
export const SAFE_WHEN = ["accepted", "processed"] as const;
export type SafeWhen = (typeof SAFE_WHEN)[number];

/** What was found where the data were recorded. Undefined: nobody has looked. `at`: when, ISO 8601 in UTC. */
export type SourceLook =
  /** Each file in the session's folder is, by time and size, what was handed off; `.rigline` is not looked into. */
  | { readonly isHandedOff: true; readonly at?: string }
  /** `why`: what is only there, or can't be told, one phrase. */
  | { readonly isHandedOff: false; readonly why: string; readonly at?: string };

/** What of a job the gates are judged by. */
export type JudgedJob = Pick<SeenJob, "state" | "copies">;

export interface GateOptions {
  readonly when: SafeWhen;
  readonly source: SourceLook | undefined;
  /** Whoever asks fetches each copy back before its source is deleted, so that what a store has told of it need not be enough. */
  readonly readsBack?: boolean;
}

/** A gate before it is known whether anything needs it. */
type Judged = Omit<GateStatus, "gate" | "needed">;

/**
 * The gates between a session's data at the rig and their deletion, in the order in which a session passes them: each with whether it
 * is passed, since when that is known, and by what. `not verified` is what nobody has looked at: it is not passed, and nothing is known against it.
 */
export function judgeGates(job: JudgedJob, { when, source, readsBack = false }: GateOptions): readonly GateStatus[] {
  const { state } = job;
  const copies = copiesOf(job).filter(({ needed }) => needed);
  const gate = (name: GateName, judged: Judged, needed = true): GateStatus => ({ gate: name, ...judged, needed });
  const processed = judgeProcessing(state);
  return [
    gate("inventory complete", judgeInventory(state)),
    gate("copies verified", judgeCopies(state, copies, copiesOf(job), readsBack)),
    gate("flushed", judgeFlush(state, copies)),
    gate("source verified", judgeSecondReading(state), false),
    gate("job accepted", judgeSubmission(state)),
    gate("processed", processed, processed.state === "failed" || (when === "processed" && asksService(state))),
    gate("source still the same", judgeSource(source)),
  ];
}

/** A service is to take the job, or nobody knows yet whether one is. */
function asksService(state: JobState | undefined): boolean {
  return state?.submission?.endpoint !== null;
}

function passed(at: string | undefined, evidence: string): Judged {
  return { state: "passed", at: at ?? null, evidence };
}

function open(evidence: string): Judged {
  return { state: "open", at: null, evidence };
}

function notVerified(at: string | undefined, evidence: string): Judged {
  return { state: "not verified", at: at ?? null, evidence };
}

function failed(at: string | undefined, evidence: string): Judged {
  return { state: "failed", at: at ?? null, evidence };
}

function judgeInventory(state: JobState | undefined): Judged {
  const nobody = "no daemon of Rigline has verified the copy";
  if (state === undefined) return notVerified(undefined, nobody);
  const { published, planned, verified, selected } = state;
  if (published === undefined)
    return open(
      planned === undefined ? nobody : `${nobody}: ${verified.files} of ${formatFiles(planned.files)} so far`,
    );
  const left = selected === undefined ? "" : `; left at the rig by patterns: ${formatData(selected.leftOut)}`;
  return passed(published.at, `${formatData(published)} listed with their ${published.algorithm}${left}`);
}

function judgeCopies(
  state: JobState | undefined,
  copies: readonly CopyStanding[],
  all: readonly CopyStanding[],
  readsBack: boolean,
): Judged {
  // Of those of which any are enough, the ones that are not.
  const spare = all.filter(({ needed, among }) => !needed && among !== undefined).length;
  const destinations = `${1 + copies.length + spare} destinations${spare === 0 ? "" : ", as many as are needed"}`;
  if (state?.published === undefined) return open(`at 0 of ${1 + copies.length + spare} destinations`);
  if (state.verification?.isWhole === false) return failed(state.verification.at, describeDamage(state.verification));
  const damaged = copies.find((copy) => copy.state?.verification?.isWhole === false);
  if (damaged?.state?.verification !== undefined)
    return failed(
      damaged.state.verification.at,
      `${describeDamage(damaged.state.verification)}: ${damaged.destination}`,
    );
  const missing = copies.find((copy) => copy.state?.published === undefined);
  if (missing !== undefined)
    return isGivenUp(missing) ? failed(missing.state?.cancelled?.at, lackOf(missing)) : open(lackOf(missing));
  // As of when all of it holds: when the one was looked at that was not looked at for the longest.
  const at = [state, ...copies.flatMap((copy) => copy.state ?? [])].map((one) => verifiedAt(one) ?? "");
  const since = at.reduce((one, other) => (one < other ? one : other));
  const { verification, published, destination = "its destination" } = state;
  const again =
    verification === undefined
      ? ""
      : `, and again by ${verification.by}${verification.at === undefined ? "" : ` at ${showLocalTime(verification.at)}`}`;
  if (!readsBack && ![state, ...copies.flatMap((copy) => copy.state ?? [])].some(isRead))
    return notVerified(
      since === "" ? undefined : since,
      `nobody has read it back: ${destination} has only told its sha256, and no other copy was read back; \`rigline-watchdog verify\` reads it`,
    );
  const also = copies.map((copy) => `, ${copy.destination}${howProven(copy)}`).join("");
  return passed(
    since === "" ? undefined : since,
    `at ${1 + copies.length} of ${destinations}: ${destination}${also}; ${describeProof(published)} and compared${again}`,
  );
}

/** Bytes have come back and were compared: when it was published, or by whoever has read it again since. */
function isRead({ published, verification }: JobState): boolean {
  return published?.proof !== "server-hash" || verification?.isWhole === true;
}

/** Of a store that is no folder, by what it is known. */
function howProven({ state }: CopyStanding): string {
  const proof = state?.published?.proof;
  return proof === undefined || proof === "bytes" ? "" : ` (${describeProof({ proof })})`;
}

function lackOf(copy: CopyStanding): string {
  return isGivenUp(copy)
    ? `its copy for ${copy.destination}, where it is needed too, was cancelled`
    : `it is not at ${copy.destination} yet, where it is needed too`;
}

function verifiedAt({ verification, published }: Pick<JobState, "verification" | "published">): string | undefined {
  return verification?.at ?? published?.at;
}

function judgeFlush(state: JobState | undefined, copies: readonly CopyStanding[]): Judged {
  if (state?.published === undefined) return open("there is no copy yet that could be");
  const { published } = state;
  if (published.flushed === false)
    return notVerified(published.at, "the share has no flush, so a power cut of its server could take the copy");
  const unflushed = copies.find((copy) => copy.state?.published?.flushed === false);
  if (unflushed !== undefined)
    return notVerified(
      unflushed.state?.published?.at,
      `the share of ${unflushed.destination} has no flush, so a power cut of its server could take the copy`,
    );
  return passed(published.at, "files and folders are on the device that holds them, as far as its system says");
}

function judgeSecondReading(state: JobState | undefined): Judged {
  if (state?.published === undefined) return open("nothing of it is published yet");
  const { sourceRead, asWritten, at } = state.published;
  if (sourceRead === undefined)
    return notVerified(undefined, "the source was read once: nobody has compared that with a second reading");
  const evidence = describeSourceRead(sourceRead, asWritten);
  // What the cache has wrongly it gives twice.
  return sourceRead === "cache" ? notVerified(at, evidence) : passed(at, evidence);
}

function judgeSubmission(state: JobState | undefined): Judged {
  const { submission, submittedAt, step } = state ?? {};
  if (submission === undefined) return open("the transfer service has not taken the job");
  if (step !== "complete") return open("the job is not at its end");
  const { endpoint, status } = submission;
  return passed(
    submittedAt?.at,
    endpoint === null
      ? "the manifest names no transfer service"
      : `${endpoint} has answered ${status ?? "and taken it"}`,
  );
}

function judgeProcessing(state: JobState | undefined): Judged {
  const { submission, submittedAt, upload } = state ?? {};
  if (submission?.endpoint === null) return passed(submittedAt?.at, "the manifest names no transfer service");
  if (upload?.state === "failed") return failed(upload.since, "its upload has failed");
  if (upload?.state === "success")
    return passed(upload.since, "the transfer service says that the upload has ended well");
  return open("the transfer service has not told that it is processed");
}

function judgeSource(source: SourceLook | undefined): Judged {
  if (source === undefined) return notVerified(undefined, "nobody has looked whether it was changed since");
  if (!source.isHandedOff) return failed(source.at, source.why);
  return passed(source.at, "each file is, by its place, size and time, what was handed off");
}
