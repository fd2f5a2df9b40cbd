import { readJournalIfThere } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { foldJobState } from "./job-fold.js";
import { jobJournalPath } from "./job-places.js";
import { toJobRecords } from "./job-record.js";
import type { JobState } from "./job-state.js";

/** Where a manifest's job stands by its journal; undefined: there is none. Damaged lines are passed over. Throws JOURNAL_UNREADABLE. */
export function readJobState(fileSystem: FileSystem, flagFolder: string, manifest: string): JobState | undefined {
  const found = readJournalIfThere(jobJournalPath(flagFolder, manifest), { fileSystem });
  return found && foldJobState(toJobRecords(found.records));
}
