import { join } from "node:path";
import { inspectIfThere, type Disk, type DiskEntry } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath } from "@rigline/manifest";
import { isUnreachableName, nameOfBytes } from "./file-name.js";

export interface FoundManifest {
  readonly path: string;
  readonly entry: DiskEntry;
}

/** A name that is passed over. */
interface PassedOver {
  /** As `nameOfBytes` gives it. */
  readonly name: string;
  readonly why: string;
}

/** What stands in a flag folder now, in order of name. */
export interface FolderScan {
  readonly found: readonly FoundManifest[];
  /** A manifest by its name that the system does not let us look at just now: `EIO`, `EPERM`, `EBUSY`, … */
  readonly outOfReach: readonly { readonly path: string; readonly why: string }[];
  /** Looks like a manifest, and can't be taken by its name. */
  readonly strange: readonly PassedOver[];
  /** Copies, backups and half written files. */
  readonly aside: readonly (PassedOver & { readonly copy: boolean })[];
}

/** So many that all can't be looked at are no matter of single names. */
const ALL_OF_THEM = 3;
const NOT_UTF8 = "its name is no valid UTF-8";

/** Throws when the folder can't be read, or nothing in it can be looked at. */
export function scanFolder(disk: Disk, folder: string): FolderScan {
  const found: FoundManifest[] = [];
  const outOfReach: { path: string; why: string; error: unknown }[] = [];
  const strange: PassedOver[] = [];
  const aside: (PassedOver & { copy: boolean })[] = [];
  const names = listNames(disk, folder);
  for (const name of names) {
    const verdict = judge(disk, folder, name, names);
    if (verdict.kind === "strange") strange.push({ name, why: verdict.why });
    if (verdict.kind === "aside") aside.push({ name, why: verdict.why, copy: verdict.copy });
    if (verdict.kind !== "manifest") continue;
    const path = join(folder, name);
    try {
      const entry = inspectIfThere(disk, path);
      if (entry !== undefined) found.push({ path, entry });
      else if (name.includes("\uFFFD")) strange.push({ name, why: NOT_UTF8 });
    } catch (error) {
      mark("board: a manifest that the system does not let us look at is told and looked at again");
      outOfReach.push({ path, why: messageOf(error), error });
    }
  }
  if (found.length === 0 && outOfReach.length >= ALL_OF_THEM) throw outOfReach[0]?.error;
  return { found, outOfReach, strange, aside };
}

/** Equal while nobody writes into the file or replaces it. */
export function fingerprint({ size, modifiedNs, inode, kind }: DiskEntry): string {
  return `${kind}:${size}:${modifiedNs}:${inode}`;
}

function listNames(disk: Disk, folder: string): readonly string[] {
  const names = disk.list(folder);
  const whole = names.some((name) => name.includes("\uFFFD")) ? disk.listBytes(folder).map(nameOfBytes) : names;
  return [...whole].sort();
}

function judge(disk: Disk, folder: string, name: string, names: readonly string[]): NameVerdict {
  const verdict = judgeName(name);
  if (verdict.kind !== "manifest") return verdict;
  if (isUnreachableName(name)) return { kind: "strange", why: NOT_UTF8 };
  const original = copiedFrom(name);
  if (original === undefined || hasJournal(disk, folder, name)) return verdict;
  return names.includes(original) || hasJournal(disk, folder, original)
    ? { kind: "aside", copy: true, why: `it is named as a copy of ${original}` }
    : verdict;
}

function hasJournal(disk: Disk, folder: string, name: string): boolean {
  try {
    return inspectIfThere(disk, jobJournalPath(folder, name)) !== undefined;
  } catch {
    return false;
  }
}

/** What a file of the flag folder is by its name. */
type NameVerdict =
  | { readonly kind: "manifest" }
  /** It would be one, but for its name. */
  | { readonly kind: "strange"; readonly why: string }
  /** A copy, backup or half written file: rightly left alone. */
  | { readonly kind: "aside"; readonly why: string; readonly copy: boolean }
  | { readonly kind: "other" };

const MANIFEST: NameVerdict = { kind: "manifest" };
const COPY_PREFIX = /^copy of /i;
/** What Explorer, Finder, GNOME, Dropbox, ownCloud and Syncthing put behind the name of a second one. */
const COPY_SUFFIX =
  /( - copy( ?\(\d+\))?| copy( \d+)?| \(copy\)| \(another copy\)| ?\(\d+\)| ?\([^()]*conflict[^()]*\)|\.sync-conflict-[\w-]+)$/i;

/**
 * aind-watchdog-service 0.1.9 takes `*manifest*.*` when it starts, and later what has `manifest` in its name and ends in
 * `.yml` or `.yaml`. So do we with the latter, in any case, as Windows takes names; but nothing hidden or temporary.
 */
export function judgeName(name: string): NameVerdict {
  if (!/manifest.*\./is.test(name)) return { kind: "other" };
  if (/^[.~]/.test(name)) return aside("hidden and temporary files are no manifests");
  if (/\.(json|ya?ml\.txt)$/i.test(name))
    return { kind: "strange", why: "the name of a manifest ends in .yml or .yaml" };
  if (!/\.ya?ml$/i.test(name)) return aside("the name of a manifest ends in .yml or .yaml");
  if (/\p{Cc}/u.test(name)) return { kind: "strange", why: "its name holds a line break or another control character" };
  return MANIFEST;
}

function aside(why: string): NameVerdict {
  return { kind: "aside", why, copy: false };
}

/** The name that this one is the second of, by what programs call a copy; undefined when it is called like none. */
export function copiedFrom(name: string): string | undefined {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = [name.slice(0, dot), name.slice(dot)];
  const original = stem.replace(COPY_PREFIX, "").replace(COPY_SUFFIX, "");
  return original === stem || original === "" ? undefined : `${original}${ending}`;
}
