import { readJournalIfThere } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { toJobRecords, type JobRecord } from "@rigline/manifest";

/** The records of a job's journal, oldest first, those of verified files that follow each other as one. Throws JOURNAL_UNREADABLE. */
export function readJobHistory(fileSystem: FileSystem, journal: string): readonly JobRecord[] {
  return joinVerified(toJobRecords(readJournalIfThere(journal, { fileSystem })?.records ?? []));
}

/** Records of verified files that follow each other as one, with the time of the last; each later reading stays what it was. */
export function joinVerified(records: readonly JobRecord[]): readonly JobRecord[] {
  const history: JobRecord[] = [];
  for (const record of records) {
    const last = history.at(-1);
    if (record.type === "verified" && last?.type === "verified" && record.by === undefined && last.by === undefined)
      history[history.length - 1] = { ...record, files: [...last.files, ...record.files] };
    else history.push(record);
  }
  return history;
}
