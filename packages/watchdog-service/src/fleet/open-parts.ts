import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { MOST_JOURNALS, type FleetHave, type Sent } from "@rigline/manifest/fleet";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { PushCursor } from "./push-cursor.js";
import { nextEpoch, type ReadPart, readPart, stillHas } from "./read-part.js";

/** A part of a journal that is on its way. */
export interface OpenPart extends ReadPart {
  /** Of the journal. */
  readonly path: string;
  readonly modified: number;
}

/** Journals of which the fleet may lack something. */
export class OpenParts {
  readonly #fileSystem: DaemonParts["fileSystem"];
  readonly #cursor: PushCursor;
  readonly #paths = new Set<string>();
  readonly #unread = new Set<string>();

  constructor(fileSystem: DaemonParts["fileSystem"], cursor: PushCursor) {
    this.#fileSystem = fileSystem;
    this.#cursor = cursor;
  }

  get size(): number {
    return this.#paths.size;
  }

  add(path: string): void {
    this.#paths.add(path);
  }

  /** Those of a folder. */
  find(folder: string): void {
    const fileSystem = this.#fileSystem;
    try {
      if (!fileSystem.exists(folder)) return;
      const journals = fileSystem
        .list(folder)
        .filter(({ name }) => name.endsWith(".jsonl"))
        .map(({ name }) => ({ name, modified: fileSystem.stat(join(folder, name)).modified }));
      for (const { name } of this.#cursor.lacking(journals)) this.add(join(folder, name));
    } catch {
      mark("fleet: a flag folder that is away is looked through when it is back");
    }
  }

  /** What could not be read the last time is tried again. */
  again(): void {
    for (const path of this.#unread) this.add(path);
    this.#unread.clear();
  }

  /** So many events at most; a journal of which none is told counts as one. They are open again where `add` says so. */
  read(most: number): readonly OpenPart[] {
    const read: OpenPart[] = [];
    let left = most;
    for (const path of this.#paths) {
      if (read.length >= MOST_JOURNALS || left <= 0) break;
      this.#paths.delete(path);
      const part = this.#readOne(path, left);
      if (part === undefined) continue;
      left -= Math.max(1, part.part.events.length);
      read.push(part);
    }
    return read;
  }

  #readOne(path: string, mostEvents: number): OpenPart | undefined {
    const journal = basename(path);
    const aside = this.#cursor.aside.filter(({ of }) => of === journal).map(({ line }) => line);
    if (aside.includes(0)) return undefined;
    try {
      const { modified } = this.#fileSystem.stat(path);
      const options = { mostEvents, aside: new Set(aside) };
      const next = readPart(this.#fileSystem, path, this.#cursor.of(journal), options);
      return next === undefined || next.part.to < next.part.from ? undefined : { ...next, path, modified };
    } catch {
      mark("fleet: a journal that can't be read now is told of later");
      this.#unread.add(path);
      return undefined;
    }
  }

  /** What the fleet has of it by now. False: it does not take what follows what it has. */
  note({ path, part, isLast, modified }: OpenPart, have: readonly FleetHave[]): boolean {
    const journal = basename(path);
    const known = have.find(({ job, epoch }) => job === part.job && epoch === part.epoch);
    if (known === undefined) {
      this.add(path);
      return false;
    }
    const { epoch, seq, tail } = known;
    if (seq === part.to && tail === part.tail) {
      this.#cursor.note(journal, { epoch, seq, tail, modified: isLast ? modified : 0 });
      if (!isLast) this.add(path);
      return true;
    }
    this.add(path);
    if (seq === part.from - 1 && tail === part.before) return false;
    this.#cursor.note(journal, this.#agree(path, known));
    return true;
  }

  /** The fleet has another part than was thought: the answer to a push was lost, or the cursor, or the disk was set back. */
  #agree(path: string, { epoch, seq, tail }: FleetHave): Sent {
    const isSame = seq === 0 || stillHas(this.#fileSystem, path, seq, tail);
    if (isSame) mark("fleet: what the fleet has already is not sent a second time");
    return isSame ? { epoch, seq, tail, modified: 0 } : { epoch: nextEpoch(epoch), seq: 0, tail: "", modified: 0 };
  }
}
