import {
  copiesOf,
  type CopyStanding,
  decideStatus,
  jobName,
  type JobState,
  jobStatusUrl,
  whatIsLacking,
} from "@rigline/manifest";
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
}

/** In the same words as `rigline status` at the rig: it is decided by the same rule. What only the rig can see is not known here. */
export function columnsOfSession(
  job: string,
  state: JobState,
  copies: readonly CopyStanding[],
  now: Date,
): SessionColumns {
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
  const { word, detail, todo, isOver } = status;
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
  };
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
