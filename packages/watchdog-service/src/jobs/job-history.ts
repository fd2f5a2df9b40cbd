import { readJournalIfThere } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { toJobRecords, type JobRecord } from "@rigline/manifest";

/** The records of a job's journal, oldest first, those of verified files that follow each other as one. Throws JOURNAL_UNREADABLE. */
export function readJobHistory(fileSystem: FileSystem, journal: string): readonly JobRecord[] {
  const history: JobRecord[] = [];
  for (const record of toJobRecords(readJournalIfThere(journal, { fileSystem })?.records ?? [])) {
    const last = history.at(-1);
    if (record.type === "verified" && last?.type === "verified" && record.by === last.by)
      history[history.length - 1] = { ...record, files: [...last.files, ...record.files] };
    else history.push(record);
  }
  return history;
}
