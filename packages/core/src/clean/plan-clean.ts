import { messageOf } from "@rigline/foundation/errors";
import type { Clock } from "@rigline/foundation/platform";
import { describeStatus, type StatusWord } from "@rigline/foundation/status";
import type { HandOffReader } from "../di/core-tokens.js";
import type { ReleasedFile } from "../di/release.js";
import type { ListedSession } from "../report/render-sessions.js";
import type { SessionSummary } from "../session/list-sessions.js";
import { describeBegun, type CleanRow } from "./clean-row.js";

/** A session with what may be deleted of it. */
export interface PlannedClean {
  readonly row: CleanRow;
  readonly summary: SessionSummary;
  /** Where its copy is, and how it is known, one phrase; empty where it stays. */
  readonly copy: string;
  /** By path in the session's folder, `/` between folders. */
  readonly files: ReadonlyMap<string, ReleasedFile>;
  /** What is left in the session's folder when they are gone; absent: nothing. */
  readonly receipt?: { readonly name: string; readonly text: string };
}

export interface CleanParts {
  readonly reader: Pick<HandOffReader, "release" | "released"> | undefined;
  readonly rigName: string;
  /** Who deletes, `user@host`. */
  readonly by: string;
  readonly clock: Pick<Clock, "now">;
  readonly describe: (summary: SessionSummary) => Promise<ListedSession>;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

export interface CleanWishes {
  /** Milliseconds since the session's date, at least; and as it was written. */
  readonly olderThan: { readonly ms: number; readonly text: string } | undefined;
  /** The copy is read again first. */
  readonly verifies: boolean;
}

/** Where data have arrived; of any other there is nothing to ask. `cleaned` is not among them. */
const ARRIVED: readonly StatusWord[] = ["at its destination", "submitted", "processed", "safe to delete"];

/**
 * Decides about one session by the one rule for "safe to delete", which the plugin that hands off looks at anew; undefined:
 * nothing of it is left at the rig. Never throws but once `signal` is aborted.
 */
export async function planClean(
  parts: CleanParts,
  summary: SessionSummary,
  { olderThan, verifies }: CleanWishes,
): Promise<PlannedClean | undefined> {
  const { reader, rigName, by, clock, describe, signal, onProgress } = parts;
  const listed = await describe(summary);
  signal.throwIfAborted();
  const { name, subject, date, directory, status, standing } = listed;
  if (status.word === "cleaned") return undefined;
  const base = { name, subject, date, directory, status, left: [] };
  const keep = (why: string): PlannedClean => ({
    row: { ...base, decision: "keep", why, files: 0, bytes: 0 },
    summary,
    copy: "",
    files: new Map(),
  });
  const { session } = summary;
  if (session === undefined || standing !== "finished" || !ARRIVED.includes(status.word))
    return keep(describeStatus(status));
  if (session.rigName !== rigName) return keep(`it is of rig ${session.rigName}: clean it there`);
  if (olderThan !== undefined && clock.now().getTime() - Date.parse(session.date) < olderThan.ms)
    return keep(`it is not ${olderThan.text} old yet`);
  if (reader?.release === undefined) return keep("the plugin that hands it off does not say what may be deleted");
  try {
    const release = await reader.release(session, { verifies, by, signal, onProgress });
    if (!release.mayDelete) return keep(release.why);
    const files = new Map(release.files.map((file) => [file.path, file]));
    if (files.size === 0 && summary.cleaning === undefined) return undefined;
    const bytes = release.files.reduce((sum, file) => sum + Number(file.bytes), 0);
    const begun = summary.cleaning === undefined ? "" : `${describeBegun(summary.cleaning)}; `;
    const { copy, receipt } = release;
    const why = `${begun}${copy}`;
    const row = { ...base, decision: "delete" as const, why, files: files.size, bytes };
    return { row, summary, copy, files, ...(receipt === undefined ? {} : { receipt }) };
  } catch (error) {
    signal.throwIfAborted();
    return keep(`it can't be told whether it may be deleted: ${messageOf(error)}`);
  }
}
