import { standsAt, type FileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, readJobState, type JobState } from "@rigline/manifest";

/** Where a manifest's job stands by its journal; undefined: there is none. */
export type ReadJobState = (fileSystem: FileSystem, flagFolder: string, manifest: string) => JobState | undefined;

/** `readJobState` for whoever looks at the same jobs each second: a journal is only read when it is not as long, or as old, as it was. */
export function keepJobStates(): ReadJobState {
  const kept = new Map<string, { readonly stamp: string; readonly state: JobState | undefined }>();
  return (fileSystem, flagFolder, manifest) => {
    const journal = jobJournalPath(flagFolder, manifest);
    const stamp = standsAt(fileSystem, journal) ? stampOf(fileSystem, journal) : "none";
    const known = kept.get(journal);
    if (known?.stamp === stamp) return known.state;
    const state = readJobState(fileSystem, flagFolder, manifest);
    kept.set(journal, { stamp, state });
    return state;
  };
}

function stampOf(fileSystem: FileSystem, journal: string): string {
  const { size, modified } = fileSystem.stat(journal);
  return `${size} ${modified}`;
}
