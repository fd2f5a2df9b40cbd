import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import { type CursorFile, readCursor, type Sent, writeCursor } from "@rigline/manifest/fleet";

/** More journals than that are not kept in mind one by one. */
const MOST_KEPT = 400;

/** Of a journal that nothing is known of. */
const UNSENT: Sent = { epoch: "", seq: 0, tail: "", modified: 0 };

/**
 * What the fleet has, by the journals' file names, in `<flag_dir>/.rigline/fleet.json`. It saves sending again what is there already;
 * who loses it sends more, and nothing is lost or there twice.
 */
export class PushCursor {
  readonly #fileSystem: FileSystem;
  readonly #flagFolder: string;
  #known: CursorFile;
  #isWritten = true;

  constructor(fileSystem: FileSystem, flagFolder: string, url: string) {
    this.#fileSystem = fileSystem;
    this.#flagFolder = flagFolder;
    const none: CursorFile = { url, since: 0, journals: {}, answers: {} };
    const found = readCursor(fileSystem, flagFolder) ?? none;
    this.#known = found.url === url ? found : none;
  }

  of(journal: string): Sent {
    return this.#known.journals[journal] ?? UNSENT;
  }

  /** Whether the fleet may lack something of a journal that was written then. */
  mayLack(journal: string, modified: number): boolean {
    const known = this.#known.journals[journal];
    return known === undefined ? modified >= this.#known.since : known.modified !== modified;
  }

  note(journal: string, sent: Sent): void {
    this.#known.journals[journal] = sent;
    this.#isWritten = false;
  }

  get answers(): CursorFile["answers"] {
    return this.#known.answers;
  }

  hear(wish: number, answer: CursorFile["answers"][string]): void {
    this.#known.answers[wish] = answer;
    this.#isWritten = false;
  }

  /** The fleet knows what came of these. */
  forget(wishes: readonly number[]): void {
    for (const wish of wishes) delete this.#known.answers[wish];
    if (wishes.length > 0) this.#isWritten = false;
  }

  /** Where it can't be written, more is sent after a restart. */
  write(): void {
    if (this.#isWritten) return;
    this.#shorten();
    try {
      writeCursor(this.#fileSystem, this.#flagFolder, this.#known);
      this.#isWritten = true;
    } catch {
      mark("fleet: what can't be noted down is sent again");
    }
  }

  /** The oldest that are all there need no line of their own. */
  #shorten(): void {
    const entries = Object.entries(this.#known.journals);
    if (entries.length <= MOST_KEPT) return;
    const byAge = entries.toSorted(([, one], [, other]) => one.modified - other.modified);
    const open = byAge.filter(([, { modified }]) => modified === 0);
    const done = byAge.slice(open.length);
    const dropped = done.slice(0, Math.max(0, done.length - MOST_KEPT / 2));
    const last = dropped.at(-1)?.[1].modified ?? this.#known.since;
    const kept = [...open, ...done.slice(dropped.length)];
    this.#known = { ...this.#known, since: Math.max(this.#known.since, last), journals: Object.fromEntries(kept) };
  }
}
