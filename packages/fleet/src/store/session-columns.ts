import type { SessionStatus } from "@rigline/foundation/status";
import {
  copiesOf,
  type CopyStanding,
  decideStatus,
  jobName,
  type JobState,
  jobStatusUrl,
  whatIsLacking,
} from "@rigline/manifest";
import { type FoundUpload, isUnknown, withFound } from "./found-upload.js";
import { plainText, timeOf } from "./json-text.js";

/** What is known of a session beside its state, in columns: to be counted, sorted and looked for. */
export interface SessionColumns {
  readonly name: string;
  readonly digest: string | null;
  readonly copy_of: string | null;
  readonly word: string;
  readonly detail: string;
  readonly todo: string | null;
  readonly needs_person: boolean;
  readonly is_over: boolean;
  readonly code: string | null;
  readonly destination: string | null;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly published_at: string | null;
  readonly submitted_at: string | null;
  readonly lacks: string | null;
  /** Where it was posted, of those whose uploads can be asked for by name. */
  readonly service: string | null;
  /** How its upload stands, by whoever heard of it last. */
  readonly upload: FoundUpload["state"] | null;
}

/**
 * In the same words as `rigline status` at the rig: it is decided by the same rule. What only the rig can see is not known here. `found`:
 * what the transfer service told this server.
 */
export function columnsOfSession(
  job: string,
  { state: told, found }: { readonly state: JobState; readonly found: FoundUpload | null },
  copies: readonly CopyStanding[],
  now: Date,
): SessionColumns {
  const state = withFound(told, found);
  const endpoint = state.submission?.endpoint;
  const status = decideStatus({
    state,
    copies,
    manifest: state.archivedTo !== undefined ? "archived" : state.step === "cancelled" ? "gone" : "queued",
    progress: undefined,
    now,
    watched: undefined,
    isFollowed: typeof endpoint === "string" && jobStatusUrl(endpoint) !== undefined,
    deletion: undefined,
    other: undefined,
    commands: { redrive: "rigline-watchdog redrive -c CONFIG NAME", watch: [] },
  });
  const done = state.published ?? state.planned;
  const isNotKnown = isUnknown(state, found) && status.word === "submitted";
  const { word, detail, todo, isOver } = isNotKnown ? { ...status, ...notKnown(state) } : status;
  return {
    name: plainText(jobName(state, job)),
    digest: state.digest ?? null,
    copy_of: state.copyOf?.manifest ?? null,
    word,
    detail: plainText(detail),
    todo: todo === null ? null : plainText(todo),
    needs_person: word === "stuck",
    is_over: isOver,
    code: state.failure?.code ?? null,
    destination: state.destination === undefined ? null : plainText(state.destination),
    files: wholeNumber(done?.files),
    bytes: wholeNumber(done?.bytes),
    published_at: timeOf(state.published?.at),
    submitted_at: timeOf(state.submittedAt?.at),
    lacks: plainTextOrNull(whatIsLacking({ state, copies }, "accepted")),
    service: serviceOf(state),
    upload: state.upload?.state ?? (found?.state === "unknown" ? "unknown" : null),
  };
}

/** It is asked for on, as long as the service tells of such jobs. */
function notKnown({ destination = "" }: JobState): Pick<SessionStatus, "detail" | "todo" | "isOver"> {
  return {
    detail: `${destination}; the transfer service took the job, and knows none of its name now`,
    todo: "Ask those who run the transfer service what became of the job; keep the data at the rig",
    isOver: false,
  };
}

function serviceOf({ submission }: JobState): string | null {
  const { endpoint, status, names = [] } = submission ?? {};
  return typeof endpoint === "string" && typeof status === "number" && names.length > 0 ? plainText(endpoint) : null;
}

/** The file names of the manifests of a session's further copies. */
export function manifestsOfCopies(state: JobState): readonly string[] {
  return copiesOf({ state }).map(({ manifest }) => manifest);
}

function plainTextOrNull(text: string | undefined): string | null {
  return text === undefined ? null : plainText(text);
}

function wholeNumber(value: number | undefined): number | null {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
