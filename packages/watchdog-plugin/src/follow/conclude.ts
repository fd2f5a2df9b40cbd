import { followError } from "./follow-errors.js";
import type { OwedHandOff } from "./hand-off.js";
import type { JobView } from "./read-job.js";

export interface Published {
  /** Absolute path in the flag folder. */
  readonly manifest: string;
  readonly destination: string;
}

/** What the last look at a job means for the session. Throws HAND_OFF_PARKED and MANIFEST_WITHDRAWN. */
export function conclude(view: JobView, published: Published, configFile: string): OwedHandOff {
  const follow = `rigline-watchdog status -c "${configFile}"`;
  const { state } = view;
  const { manifest, destination } = published;
  if (state === undefined) return concludeForeign(view, published, follow);
  if (state.step === "parked") {
    throw followError("HAND_OFF_PARKED", {
      what: `the hand-off to ${destination} is parked: ${state.failure?.message ?? "no reason was given"}`,
      where: { file: manifest },
      ...(state.failure === undefined ? {} : { why: `${state.failure.code}: ${state.failure.message}` }),
      ...(view.todo === undefined ? {} : { todo: view.todo }),
    });
  }
  const { files, bytes } = state.published ?? state.verified;
  const facts = {
    manifest,
    destination: state.destination ?? destination,
    files,
    bytes,
    ...(state.published === undefined
      ? {}
      : { algorithm: state.published.algorithm, milliseconds: state.published.milliseconds }),
    ...(state.submission === undefined ? {} : { submission: dropUndefined(state.submission) }),
  };
  if (state.step === "complete")
    return { state: "complete", ...facts, ...dropUndefined({ archivedTo: state.archivedTo }) };
  if (state.step === "scheduled")
    return {
      state: "scheduled",
      ...facts,
      reason: `it starts at ${view.scheduledUntil ?? "its scheduled time"}`,
      todo: follow,
    };
  const reason = state.failure?.message ?? `the time to follow it was over at the step "${state.step}"`;
  return { state: "pending", ...facts, reason, todo: follow };
}

/** Without a journal of ours the folders tell: an external service moves the manifest when it has done. */
function concludeForeign(
  { manifest: place, archivePath }: JobView,
  { manifest, destination }: Published,
  follow: string,
): OwedHandOff {
  if (place === "archived") return { state: "complete", manifest, destination, archivedTo: archivePath };
  if (place === "queued")
    return { state: "pending", manifest, destination, reason: "no daemon has taken it up yet", todo: follow };
  throw followError("MANIFEST_WITHDRAWN", {
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
