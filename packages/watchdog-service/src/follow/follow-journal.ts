import { openJournal, type Journal } from "@rigline/foundation/journal";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import { followFile, readFollowLine, type FollowLine } from "@rigline/manifest/follow";
import type { VerifiedFile } from "../copy/copy-task.js";
import type { FollowedFile } from "./followed-copy.js";

export interface FollowLedger {
  readonly files: ReadonlyMap<string, FollowedFile>;
  /** False: at least one copy could not be given its source's time. */
  readonly timesKept: boolean;
}

/**
 * What was copied of a session while it ran, so that the next daemon need not copy it again; it reads each copy again before it counts.
 */
export class FollowJournal {
  readonly #journal: Journal;
  readonly #algorithm: string;
  readonly #files = new Map<string, FollowedFile>();
  #timesKept = true;

  constructor(
    { fileSystem, clock }: { readonly fileSystem: FileSystem; readonly clock: Pick<Clock, "now"> },
    { flagFolder, algorithm }: { readonly flagFolder: string; readonly algorithm: string },
    directory: string,
  ) {
    this.#algorithm = algorithm;
    const path = followFile(flagFolder, directory, "jsonl");
    this.#journal = openJournal(path, {
      fileSystem,
      clock,
      damaged: "skip",
      below: flagFolder,
      onRecord: (record) => this.#add(record),
    });
  }

  get ledger(): FollowLedger {
    return { files: this.#files, timesKept: this.#timesKept };
  }

  /** `copied`: its `path` is the place of the copy. Not flushed: what is lost of it is copied again. */
  note(files: readonly { readonly source: string; readonly copied: VerifiedFile }[], timesKept: boolean): void {
    if (files.length === 0) return;
    const named = files.map(({ source, copied }) => {
      const { path: place, bytes, hash, modified, identity, readBack } = copied;
      return { source, place, bytes, hash, modified, identity, readBack };
    });
    const line: FollowLine = { type: "copied", algorithm: this.#algorithm, timesKept, files: named };
    this.#journal.note([line]);
    // The journal has handed its line back by now, without what this process alone knows.
    for (const [index, { source, ...file }] of named.entries()) {
      const { flushed, copy } = files[index]?.copied ?? {};
      this.#files.set(source, { ...file, copy: flushed === true ? copy : undefined });
    }
  }

  close(): void {
    this.#journal.close();
  }

  #add(record: unknown): void {
    const line = readFollowLine(record);
    if (line?.algorithm !== this.#algorithm) return;
    this.#timesKept &&= line.timesKept;
    for (const { source, ...file } of line.files) this.#files.set(source, file);
  }
}
