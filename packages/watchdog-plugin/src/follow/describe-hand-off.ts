import { formatBytes, formatDuration } from "@rigline/foundation/quantities";
import type { OwedHandOff } from "./hand-off.js";

const NOT_FLUSHED =
  "the share has no flush: a power cut of its server soon could take the copy, so no source is deleted";

/** A hand-off as lines of the closing report: label and value. */
export function describeHandOff(handOff: OwedHandOff): [string, string][] {
  const { state, reason, archivedTo, todo } = handOff;
  return [
    ["hand-off", reason === undefined ? state : `${state}: ${reason}`],
    ...describeCopy(handOff),
    ...describeSubmission(handOff),
    ...(archivedTo === undefined ? [] : [["archived", archivedTo] satisfies [string, string]]),
    ...(todo === undefined ? [] : [["follow it with", todo] satisfies [string, string]]),
  ];
}

/** Until it is published, what is verified is told by the reason alone. */
function describeCopy({ files, bytes, algorithm, milliseconds, flushed }: OwedHandOff): [string, string][] {
  if (files === undefined || bytes === undefined || algorithm === undefined) return [];
  const time = milliseconds === undefined ? "" : ` in ${formatDuration(milliseconds)}`;
  return [
    ["verified", `${files} files, ${formatBytes(bytes)}, every byte read back and its ${algorithm} compared${time}`],
    ...(flushed === false ? [["not flushed", NOT_FLUSHED] satisfies [string, string]] : []),
  ];
}

function describeSubmission({ submission }: OwedHandOff): [string, string][] {
  if (submission === undefined) return [];
  const { endpoint, status } = submission;
  return [
    ["submitted", endpoint === null ? "not asked for (transfer_endpoint: null)" : `${endpoint}, answered ${status}`],
  ];
}
