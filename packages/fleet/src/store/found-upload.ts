import type { JobState, UploadState } from "@rigline/manifest";

/** What the fleet's server heard of an upload at the transfer service itself. `unknown`: the service tells of no job of that name. */
export interface FoundUpload {
  readonly state: UploadState["state"] | "unknown";
  /** The service's own name of the job. */
  readonly job?: string | undefined;
  readonly reason?: string | undefined;
  /** Since when it says that, ISO 8601 in UTC. */
  readonly since: string;
}

/**
 * A hand-off as it stands with what the server heard of its upload. That goes before what the rig heard, which may have told it long
 * after; but for an upload that the rig saw succeed, and where the server heard nothing.
 */
export function withFound(state: JobState, found: FoundUpload | null): JobState {
  if (found === null || found.state === "unknown" || state.upload?.state === "success") return state;
  if (found.state === "lost" && state.upload !== undefined) return state;
  const { state: heard, job, reason, since } = found;
  return { ...state, upload: { state: heard, job, reason, since } };
}

/** The service took it, and tells of no job of that name; nobody ever heard of one. */
export function isUnknown(state: JobState, found: FoundUpload | null): boolean {
  return found?.state === "unknown" && state.upload === undefined;
}
