import { readJournalIfThere } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { foldJobState, jobJournalPath, type JobState, toJobRecords } from "@rigline/manifest";
import type { SessionTruth } from "../life/session-truth.js";
import { equal } from "../world/inode.js";
import type { World } from "../world/world.js";
import { filesBelow } from "./durable.js";
import { isUndone } from "./causes.js";
import type { Report } from "./violation.js";

/** K, after all that peace: a copy that was spoilt is brought back or told, a whole one is not told spoilt, and what was deleted left a receipt. */
export class Keeping {
  readonly #world: World;
  readonly #sessions: readonly SessionTruth[];
  readonly #report: Report;

  constructor(world: World, sessions: readonly SessionTruth[], report: Report) {
    this.#world = world;
    this.#sessions = sessions;
    this.#report = report;
  }

  atEnd(fileSystem: FileSystem): void {
    for (const session of this.#sessions) {
      const { manifest, computer } = session;
      const journal = readJournalIfThere(jobJournalPath(computer.flagFolder, manifest), { fileSystem });
      const state = foldJobState(toJobRecords(journal?.records ?? []));
      if (state.step !== "complete" || state.published === undefined) continue;
      this.#copyIsKnown(session, state);
      // What is recorded where it is published is not deleted.
      if (state.sourceDeleted && session.plan.inPlace !== true) this.#leftReceipt(session);
    }
  }

  #copyIsKnown(session: SessionTruth, { verification }: JobState): void {
    const root = this.#world.findAnywhere(session.published);
    // Of what a cut of the server took nobody knows any more what it was.
    if (root !== undefined && isUndone(root.volume)) return;
    const files = root === undefined ? new Map() : filesBelow(root);
    const spoilt = [...session.versions].find(([path, versions]) => {
      const file = files.get(path);
      return file === undefined || !versions.some((bytes) => equal(bytes, file.data));
    });
    const isTold = verification?.isWhole === false;
    if (spoilt !== undefined && session.tampered && !session.nameTaken && !isTold)
      this.#report("K1", `${spoilt[0]} of the copy of ${session.name} is not what was handed off, and nobody was told`);
    if (spoilt === undefined && isTold)
      this.#report("K2", `the copy of ${session.name} is told to be spoilt, and is what was handed off`);
  }

  /** In each folder that the manifest names and nothing is left in. */
  #leftReceipt(session: SessionTruth): void {
    const modalities = new Set(
      [...session.versions.keys()].filter((path) => path.includes("/")).map((path) => path.split("/", 1)[0]),
    );
    for (const modality of modalities) {
      const folder = `${session.source}/${modality}`;
      const there = [...this.#world.filesAt(folder)].map(([path]) => path);
      if (there.length === 0 && this.#world.find(session.source) !== undefined)
        this.#report("K3", `${folder} of ${session.name} was deleted, and left no receipt`);
    }
  }
}
