import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import {
  type Aside,
  type CursorFile,
  type FleetTrouble,
  type HeardWish,
  readCursor,
  type Sent,
  writeCursor,
} from "@rigline/manifest/fleet";

/** More journals than that are not kept in mind one by one. */
const MOST_KEPT = 400;
/** Of wishes that are done so many are remembered, and of what was set aside. */
const MOST_WISHES = 200;
const MOST_ASIDE = 50;

/** Of a journal that nothing is known of. */
const UNSENT: Sent = { epoch: "", seq: 0, tail: "", modified: 0 };

/** A journal in its folder. */
interface FoundJournal {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/**
 * What the fleet has, by the journals' file names, in `<flag_dir>/.rigline/fleet.json`, and what was heard there. It saves sending again
 * what is there already; who loses it sends more, and nothing is lost or there twice.
 */
export class PushCursor {
  readonly #fileSystem: FileSystem;
  readonly #flagFolder: string;
  #known: CursorFile;
  #isWritten = true;

  constructor(fileSystem: FileSystem, flagFolder: string, url: string) {
    this.#fileSystem = fileSystem;
    this.#flagFolder = flagFolder;
    const found = readCursor(fileSystem, flagFolder);
    const none: CursorFile = { url, since: 0, unlisted: 0, journals: {}, wishes: {}, aside: [], trouble: null };
    this.#known = found?.url === url ? found : none;
  }

  of(journal: string): Sent {
    return this.#known.journals[journal] ?? UNSENT;
  }

  /** Those of which the fleet may lack something. */
  lacking(journals: readonly FoundJournal[]): readonly FoundJournal[] {
    const { journals: listed, since, unlisted } = this.#known;
    const old = journals.filter(({ name, modified }) => listed[name] === undefined && modified <= since);
    const isCounted = old.length <= unlisted;
    if (!isCounted) {
      mark("fleet: journals that were written when a clock was wrong are looked at");
      this.#change({ since: 0, unlisted: 0 });
      // One of them that was written since is listed by now.
    } else if (old.length < unlisted) this.#change({ unlisted: old.length });
    return journals.filter(({ name, modified }) => {
      const known = listed[name];
      return known === undefined ? modified > since || !isCounted : known.modified !== modified;
    });
  }

  note(journal: string, sent: Sent): void {
    this.#known.journals[journal] = sent;
    this.#isWritten = false;
  }

  /** What was heard of a wish; undefined: nothing. */
  wish(id: number): HeardWish | undefined {
    return this.#known.wishes[id];
  }

  get wishes(): readonly (readonly [id: number, wish: HeardWish])[] {
    return Object.entries(this.#known.wishes).map(([id, wish]) => [Number(id), wish] as const);
  }

  /** Undefined: nothing was heard of it after all. */
  noteWish(id: number, heard: HeardWish | undefined): void {
    const { [id]: _before, ...others } = this.#known.wishes;
    const wishes = Object.entries(heard === undefined ? others : { ...others, [id]: heard });
    // The oldest have the smallest numbers.
    const spare = wishes.filter(([, { told }]) => told).slice(0, Math.max(0, wishes.length - MOST_WISHES));
    this.#change({ wishes: Object.fromEntries(wishes.filter((one) => !spare.includes(one))) });
  }

  get aside(): readonly Aside[] {
    return this.#known.aside;
  }

  setAside(aside: Aside): void {
    this.#change({ aside: [...this.aside, aside].slice(-MOST_ASIDE) });
  }

  get trouble(): FleetTrouble | null {
    return this.#known.trouble;
  }

  noteTrouble(trouble: FleetTrouble | null): void {
    if (trouble?.what !== this.trouble?.what || trouble?.since !== this.trouble?.since) this.#change({ trouble });
  }

  /** Throws what the disk says. */
  writeSurely(): void {
    this.#shorten();
    writeCursor(this.#fileSystem, this.#flagFolder, this.#known);
    this.#isWritten = true;
  }

  /** Where it can't be written, more is sent after a restart. */
  write(): void {
    if (this.#isWritten) return;
    try {
      this.writeSurely();
    } catch {
      mark("fleet: what can't be noted down is sent again");
    }
  }

  #change(change: Partial<CursorFile>): void {
    this.#known = { ...this.#known, ...change };
    this.#isWritten = false;
  }

  /** The oldest that are all there need no line of their own. */
  #shorten(): void {
    const { journals, since, unlisted } = this.#known;
    const entries = Object.entries(journals);
    if (entries.length <= MOST_KEPT) return;
    const byAge = entries.toSorted(([, one], [, other]) => one.modified - other.modified);
    const open = byAge.filter(([, { modified }]) => modified === 0);
    const done = byAge.slice(open.length);
    const dropped = done.slice(0, Math.max(0, done.length - MOST_KEPT / 2));
    const last = dropped.at(-1)?.[1].modified ?? since;
    const kept = [...open, ...done.slice(dropped.length)];
    this.#change({
      since: Math.max(since, last),
      unlisted: unlisted + dropped.length,
      journals: Object.fromEntries(kept),
    });
  }
}
