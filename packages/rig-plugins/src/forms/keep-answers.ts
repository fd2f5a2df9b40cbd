import { join } from "node:path";
import { type FileSystem, type Logger, messageOf, type Session, writeDurably } from "@rigline/core";
import type { FieldAnswers } from "./field.js";
import { openHistory } from "./history.js";

export interface KeptAnswers {
  readonly before: FieldAnswers;
  readonly after: FieldAnswers;
}

export interface KeepParts {
  readonly fileSystem: FileSystem;
  readonly log: Logger;
  /** Of the CSV file; absolute. */
  readonly csv: string;
  /** The name of the JSON file in the session's folder. */
  readonly file: string;
}

/**
 * Writes the answers into the session, and into the CSV file of all sessions; the session's are the ones that count. Throws
 * STORAGE_WRITE_FAILED for those; a CSV file that can't be written, as one that is open in Excel, is told.
 */
export function keepAnswers({ fileSystem, log, csv, file }: KeepParts, session: Session, kept: KeptAnswers): void {
  const record = { session: session.name, subject: session.subject, date: session.date, ...kept };
  writeDurably(join(session.directory, file), `${JSON.stringify(record, undefined, 2)}\n`, { fileSystem });
  // What was answered for a session without an animal is nobody's last weight.
  if (session.simulated === true) return;
  try {
    openHistory(fileSystem, csv).put(session, { ...kept.before, ...kept.after });
  } catch (error) {
    log.warning(
      `${csv} could not be written, so this session is missing there: ${messageOf(error)}. Close it, and copy the line out of ${file} of the session.`,
    );
  }
}
