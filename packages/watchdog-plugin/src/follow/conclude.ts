import {
  adviseOnParked,
  describeArrival,
  describeJob,
  describeSelected,
  destinationsOf,
  isCancelledByPerson,
  isTakenAway,
  isWithdrawn,
  type JobState,
  quoteArgument,
  redriveCommand,
} from "@rigline/manifest";
import { statusCommand } from "../commands.js";
import { followError } from "./follow-errors.js";
import type { OwedHandOff } from "./hand-off.js";
import type { JobView } from "./read-job.js";

export interface FollowedManifest {
  /** Absolute path in the flag folder. */
  readonly manifest: string;
  readonly destination: string;
}

/** What the commands in the advice are made of. */
export interface AdviceParts {
  /** The watch config. */
  readonly configFile: string;
  /** The session's name. */
  readonly session: string;
}

/** What the last look at a job means for the session. Throws HAND_OFF_PARKED and MANIFEST_WITHDRAWN. */
export function conclude(view: JobView, published: FollowedManifest, advice: AdviceParts): OwedHandOff {
  const { state } = view;
  if (isWithdrawn(view)) throw withdrawn(published);
  if (state?.step === "parked") throw parked(state, published, advice);
  const also = destinationsOf(view);
  const facts = { ...published, ...describeFacts(state), ...(also.length === 0 ? {} : { also: [...also] }) };
  // Without a journal of ours the folders tell: an external service moves the manifest when it has done.
  if (state === undefined && view.manifest === "archived")
    return { state: "complete", ...facts, archivedTo: view.archivePath };
  if (state?.step === "complete")
    return { state: "complete", ...facts, ...dropUndefined({ archivedTo: state.archivedTo }) };
  const decided = concludeDecided(view, facts, advice);
  if (decided !== undefined) return decided;
  const todo = statusCommand(advice.configFile);
  return { state: state?.step === "scheduled" ? "scheduled" : "pending", ...facts, reason: describeJob(view), todo };
}

/** What a person has decided about it since it was published. */
function concludeDecided(
  view: JobView,
  facts: Omit<OwedHandOff, "state">,
  { session }: AdviceParts,
): OwedHandOff | undefined {
  const reason = describeJob(view);
  if (view.state?.held !== undefined)
    return { state: "held", ...facts, reason, todo: `rigline handoff release ${quoteArgument(session)}` };
  if (!isCancelledByPerson(view.state)) return undefined;
  return { state: "cancelled", ...facts, reason, todo: `rigline handoff ${quoteArgument(session)}` };
}

function describeFacts(state: JobState | undefined): Partial<OwedHandOff> {
  if (state === undefined) return {};
  const { published, submission, destination, selected } = state;
  const { files, bytes } = published ?? state.verified;
  return {
    ...dropUndefined({ destination }),
    files,
    bytes,
    ...(published === undefined ? {} : { algorithm: published.algorithm, milliseconds: published.milliseconds }),
    ...(published?.readBack === undefined ? {} : { readBack: published.readBack }),
    ...(published?.sourceRead === undefined ? {} : { sourceRead: published.sourceRead }),
    ...(published?.asWritten === undefined ? {} : { asWritten: published.asWritten }),
    ...(published?.flushed === false ? { flushed: false } : {}),
    ...(published?.timesKept === false ? { timesKept: false } : {}),
    ...(selected === undefined ? {} : { leftOut: describeSelected(selected) }),
    ...(submission === undefined ? {} : { submission: dropUndefined(submission) }),
  };
}

function parked(state: JobState, { manifest, destination }: FollowedManifest, { configFile }: AdviceParts): Error {
  const { failure } = state;
  const command = redriveCommand(configFile, state.name, manifest);
  return followError("HAND_OFF_PARKED", {
    what: `the hand-off to ${destination} is parked: ${describeJob({ state, manifest: "queued" })}`,
    where: { file: manifest },
    why: `${failure === undefined ? "" : `${failure.code}; `}${describeArrival(state)}`,
    todo: isTakenAway(state) && failure?.todo ? failure.todo : adviseOnParked(state, command),
  });
}

function withdrawn({ manifest }: FollowedManifest): Error {
  return followError("MANIFEST_WITHDRAWN", {
    what: `the manifest ${manifest} is no longer in the queue, nor among the completed ones`,
    where: { file: manifest },
  });
}

type WithoutUndefined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function dropUndefined<T extends object>(value: T): WithoutUndefined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as WithoutUndefined<T>;
}
