import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { jobJournalPath } from "@rigline/manifest";
import { inspectIfThere, type Disk, type DiskEntry } from "../platform/disk.js";
import { isUnreachableName, nameOfBytes } from "./file-name.js";
import { copiedFrom, judgeName, type NameVerdict } from "./manifest-name.js";

export interface FoundManifest {
  readonly path: string;
  readonly entry: DiskEntry;
}

/** A name that is passed over. */
export interface PassedOver {
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
