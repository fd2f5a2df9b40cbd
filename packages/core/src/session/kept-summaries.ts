import type { FileSystem } from "@rigline/foundation/platform";
import { summarizeSession, type SessionSummary } from "./list-sessions.js";
import { sessionJournalPath } from "./session-places.js";

/**
 * `summarizeSession` for whoever lists the same sessions each second: a journal is only read when it is not as long, or as old, as
 * it was.
 */
export function keepSummaries(fileSystem: FileSystem): (directory: string) => SessionSummary {
  const kept = new Map<string, { readonly stamp: string; readonly summary: SessionSummary }>();
  return (directory) => {
    const stamp = stampOf(fileSystem, directory);
    const known = kept.get(directory);
    if (stamp !== undefined && known?.stamp === stamp) return known.summary;
    const summary = summarizeSession(fileSystem, directory);
    if (stamp !== undefined && summary.problem === undefined) kept.set(directory, { stamp, summary });
    return summary;
  };
}

function stampOf(fileSystem: FileSystem, directory: string): string | undefined {
  try {
    const { size, modified } = fileSystem.stat(sessionJournalPath(directory));
    return `${size} ${modified}`;
  } catch {
    return undefined;
  }
}
