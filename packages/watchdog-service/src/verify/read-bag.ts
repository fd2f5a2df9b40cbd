import { join } from "node:path";
import { type Disk, inspectReal } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import { BadSums, type ListedSum } from "./read-sums.js";

/** What makes a folder a bag of BagIt (RFC 8493). */
const DECLARATION = "bagit.txt";
const MANIFEST = "manifest-sha256.txt";
const TAG_MANIFEST = "tagmanifest-sha256.txt";

const LINE = /^([\da-f]{64})[ \t]+\*?(.+)$/iu;
const ENCODED: Readonly<Record<string, string>> = { "%0A": "\n", "%0D": "\r", "%25": "%" };

/**
 * The lists of a bag, of its data and, where it has one, of what tells of them; none: the folder is no bag, or has no sums that are known here. The last
 * is in no list itself. Absolute.
 */
export function listsOfBag(disk: Disk, folder: string): readonly string[] {
  const isThere = (name: string): boolean => inspectReal(disk, join(folder, name))?.kind === "file";
  if (!isThere(DECLARATION) || !isThere(MANIFEST)) return [];
  return [MANIFEST, TAG_MANIFEST].filter(isThere).map((name) => join(folder, name));
}

/**
 * Reads one. A name has `%0A`, `%0D` and `%25` for what would not stay in its line, and no other escape; some writers leave a percent sign as it is.
 * Throws a BadSums.
 */
export function readBagList(disk: Disk, folder: string, text: string): readonly ListedSum[] {
  const lines = text.replace(/^\uFEFF/u, "").split(/\r?\n|\r/u);
  const sums = lines.flatMap((written, index): readonly ListedSum[] => {
    if (written.trim() === "") return [];
    const [, hash = "", name = ""] = LINE.exec(written) ?? [];
    if (hash === "") throw new BadSums(index + 1, `${JSON.stringify(written.slice(0, 80))} is no line of a bag's list`);
    return [{ path: placeOf(name), hash: hash.toLowerCase(), line: index + 1 }];
  });
  if (sums.length === 0) throw new BadSums(1, "it names no file");
  return sums;

  function placeOf(name: string): string {
    const path = name.replaceAll(/%(?:0A|0D|25)/giu, (code) => ENCODED[code.toUpperCase()] ?? code);
    if (path === name || inspectReal(disk, join(folder, path)) !== undefined) return path;
    if (inspectReal(disk, join(folder, name)) === undefined) return path;
    mark("verify: a bag's name that was not encoded is taken as it is");
    return name;
  }
}
