import { mark } from "@rigline/foundation/marks";
import { Chooser } from "@rigline/manifest";
import { CHANGED_QUIET_SECONDS, type CompletionContract, type CompleteFile } from "@rigline/manifest/follow";
import type { SessionFile } from "./list-session.js";

interface Seen {
  readonly file: SessionFile;
  /** When it was first seen as it is, by the monotonic clock. */
  readonly since: number;
  /** Until then it is not looked at, by the monotonic clock. */
  readonly asideUntil: number;
  /** So often it was set aside, or changed after it had been copied. */
  readonly setbacks: number;
}

/** A file is set aside for twice as long each time, up to this many times. */
const MOST_DOUBLINGS = 6;

/**
 * Which files of a session that still runs are whole, by what its experiment promises. Whether it keeps the promise is not believed: a
 * file that changes after it was copied has to be quiet for longer and longer.
 */
export class WholeFiles {
  readonly #contract: CompletionContract;
  readonly #first: readonly Chooser[];
  readonly #seen = new Map<string, Seen>();
  readonly #listed = new Map<string, CompleteFile>();

  constructor(contract: CompletionContract) {
    this.#contract = contract;
    this.#first = contract.first.map((pattern) => new Chooser([{ include: [pattern], exclude: [] }]));
  }

  /** Takes over what a look found; what it did not find is forgotten. `now`: by the monotonic clock. */
  update(files: readonly SessionFile[], listed: readonly CompleteFile[], now: number): void {
    for (const file of listed) this.#listed.set(file.path, file);
    const before = new Map(this.#seen);
    this.#seen.clear();
    for (const file of files) {
      const known = before.get(file.path);
      const same = known !== undefined && isUntouched(known.file, file);
      this.#seen.set(file.path, same ? known : { ...ASIDE_NEVER, ...known, file, since: now });
    }
  }

  /** Whole files that `isWanted`, in the order in which they are to be copied: those that were declared to go first, then the smaller. */
  ready(now: number, isWanted: (file: SessionFile) => boolean): readonly SessionFile[] {
    const whole = [...this.#seen.values()].filter((seen) => isWanted(seen.file) && this.#isWhole(seen, now));
    const ranked = whole.map(({ file }) => ({ file, rank: this.#rankOf(file.path) }));
    ranked.sort((one, other) => one.rank - other.rank || one.file.bytes - other.file.bytes);
    return ranked.map(({ file }) => file);
  }

  /** Of those that were seen last, how many are `isWanted`. */
  count(isWanted: (file: SessionFile) => boolean): number {
    let count = 0;
    for (const { file } of this.#seen.values()) if (isWanted(file)) count += 1;
    return count;
  }

  /** It was copied and is another by now, or it could not be copied: it is left alone for a while. */
  setAside(path: string, now: number): void {
    const seen = this.#seen.get(path);
    if (seen === undefined) return;
    mark("follow: a file that changes while it is copied, or can't be, is left alone for a while");
    const asideUntil = now + CHANGED_QUIET_SECONDS * 1000 * 2 ** Math.min(seen.setbacks, MOST_DOUBLINGS);
    this.#seen.set(path, { ...seen, asideUntil, setbacks: seen.setbacks + 1 });
  }

  /** What the experiment said of a file when it was complete; undefined: nothing, or of other bytes than these. */
  saidOf({ path, bytes }: Pick<SessionFile, "path" | "bytes">): CompleteFile | undefined {
    const listed = this.#listed.get(path);
    return listed?.bytes === bytes ? listed : undefined;
  }

  #isWhole({ file, since, asideUntil, setbacks }: Seen, now: number): boolean {
    const { wholeWhen, suffix, quietSeconds } = this.#contract;
    if (now < asideUntil || (suffix !== "" && file.path.endsWith(suffix))) return false;
    const quietMs = now - since;
    if (setbacks > 0 && quietMs < CHANGED_QUIET_SECONDS * 1000) return false;
    switch (wholeWhen) {
      case "listed":
        return this.saidOf(file) !== undefined;
      case "renamed":
        // Seen twice: who makes no promise about a file may only have begun with it.
        return quietMs > 0;
      case "quiet":
        return quietMs >= quietSeconds * 1000;
    }
  }

  #rankOf(path: string): number {
    const rank = this.#first.findIndex((chooser) => chooser.takes(path));
    return rank === -1 ? this.#first.length : rank;
  }
}

const ASIDE_NEVER = { asideUntil: -Infinity, setbacks: 0 };

export function isUntouched(one: Omit<SessionFile, "path">, other: Omit<SessionFile, "path">): boolean {
  return one.bytes === other.bytes && one.modified === other.modified && one.identity === other.identity;
}
