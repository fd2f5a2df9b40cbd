import { join } from "node:path";
import { writeDurably, type Clock, type FileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { addToSessionJournal } from "../session/session-journal.js";
import { messageOf } from "@rigline/foundation/errors";
import type { HandOffReader } from "../di/core-tokens.js";
import type { CleanRow } from "./clean-row.js";
import { deleteSessionFiles } from "./delete-session-files.js";
import type { PlannedClean } from "./plan-clean.js";

export interface CleanSessionParts {
  readonly fileSystem: FileSystem;
  readonly clock: Pick<Clock, "now">;
  readonly reader: Pick<HandOffReader, "released"> | undefined;
  /** `user@host`. */
  readonly by: string;
  readonly signal: AbortSignal;
  readonly onDeleted: (bytes: number) => void;
}

/**
 * Deletes what was planned of one session. That it is begun stands in the session's journal, on the device, before the first file
 * is gone, and that it is done after the last: killed in between, it is gone on with. A receipt is left in their place before that is on record, and
 * whoever hands off is told. Throws what can't be recorded, having deleted nothing.
 */
export async function cleanSession(
  parts: CleanSessionParts,
  { row, summary, copy, files, receipt }: PlannedClean,
): Promise<CleanRow> {
  const { fileSystem, clock, by, signal, onDeleted, reader } = parts;
  const { directory } = summary;
  const record = (type: "cleaning" | "cleaned", count: number, bytes: number): void =>
    addToSessionJournal(summary, { type, by, files: count, bytes, copy }, { fileSystem, clock });
  if (summary.cleaning !== undefined) mark("clean: a deletion that was killed is gone on with");
  record("cleaning", row.files, row.bytes);
  const { left, ...deleted } = await deleteSessionFiles(fileSystem, directory, files, { signal, onDeleted });
  if (left.length > 0) return { ...row, ...deleted, decision: "left", left };
  if (receipt !== undefined) writeDurably(join(directory, receipt.name), receipt.text, { fileSystem });
  try {
    if (summary.session !== undefined) reader?.released?.(summary.session, { files: deleted.files, by });
  } catch (error) {
    mark("clean: who can't be told of a deletion now is told by the next one");
    return {
      ...row,
      ...deleted,
      decision: "left",
      left: [{ path: "", why: `nobody can be told: ${messageOf(error)}` }],
    };
  }
  record("cleaned", deleted.files, deleted.bytes);
  return { ...row, ...deleted, decision: "deleted" };
}
