import { formatBytes } from "@rigline/core";
import type { JobView } from "./read-job.js";

/** How far a job is, a few words for the person who waits. */
export function describeJob({ state, manifest, scheduledUntil }: JobView): string {
  if (state === undefined) return manifest === "queued" ? "waiting for the daemon" : manifest;
  if (state.failure?.retryAt !== undefined && state.failure.retryAt !== null)
    return `${state.failure.message}; tried again at ${state.failure.retryAt}`;
  switch (state.step) {
    case "accepted":
      return "waiting until the files are still";
    case "scheduled":
      return `scheduled${scheduledUntil === undefined ? "" : ` for ${scheduledUntil}`}`;
    case "copying":
      return describeCopy(state.verified, state.planned);
    case "published":
      return "published, submitting";
    case "submitted":
      return "submitted, archiving the manifest";
    case "complete":
      return "complete";
    case "parked":
      return state.failure?.message ?? "parked";
  }
}

interface Amount {
  readonly files: number;
  readonly bytes: number;
}

function describeCopy(verified: Amount, planned: Amount | undefined): string {
  if (planned === undefined) return `verified ${verified.files} files, ${formatBytes(verified.bytes)}`;
  return `verified ${verified.files} of ${planned.files} files, ${formatBytes(verified.bytes)} of ${formatBytes(planned.bytes)}`;
}
