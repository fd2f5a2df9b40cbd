import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { type Disk, inspectReal } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import { isChecksumList } from "@rigline/manifest";
import { CHAIN, HISTORY, isOfHistory } from "../custody/history-names.js";
import { readChain } from "../custody/read-chain.js";
import { c4IdOf } from "../custody/c4-id.js";
import type { FileList } from "./file-list.js";
import { readSums } from "./read-sums.js";
import type { Verification } from "./verify-folder.js";

/** The lists of a session that several computers hand off, of each one: in the folder itself. Absolute. */
export function listsOfParts(disk: Disk, folder: string): readonly string[] {
  if (inspectReal(disk, folder)?.kind !== "folder") return [];
  return disk
    .list(folder)
    .filter((name) => isChecksumList(name) && name.split(".").length === 3)
    .map((name) => join(folder, name));
}

/** Lists of sums as one. */
export function joinLists(lists: readonly FileList[]): FileList {
  const files = lists.flatMap((list) => list.files);
  const bytes = lists.reduce((sum, list) => sum + list.bytes, 0);
  return { kind: "sums", files, algorithm: "sha256", count: files.length, bytes };
}

/**
 * The same without the lists that lie in the folder: the one that it was compared with, and those that the hand-off has put there, as long
 * as they say what the folder was compared with, and a history of ASC MHL whose chain holds. They are none of its data.
 */
export function withoutLists(
  fileSystem: Pick<FileSystem, "read">,
  { folder, listFile, list }: { readonly folder: string; readonly listFile: string; readonly list: FileList },
  found: Verification,
): Verification {
  const history = intactHistory(fileSystem, folder, found.extra);
  const isList = (path: string): boolean =>
    resolve(folder, path) === listFile ||
    history.includes(path) ||
    (isChecksumList(basename(path)) && !path.includes("/") && saysTheSame(fileSystem, join(folder, path), list));
  return { ...found, extra: found.extra.filter((path) => !isList(path)) };
}

/** Of what is in a folder and in no list, its history of ASC MHL, where each generation has the C4 id that the chain says, and nothing is beside them. */
function intactHistory(
  fileSystem: Pick<FileSystem, "read">,
  folder: string,
  extra: readonly string[],
): readonly string[] {
  const found = extra.filter(isOfHistory);
  if (found.length === 0) return [];
  try {
    const chain = readChain(Buffer.from(fileSystem.read(join(folder, HISTORY, CHAIN))).toString("utf8"));
    const holds = (name: string, id: string): boolean =>
      c4IdOf(
        createHash("sha512")
          .update(fileSystem.read(join(folder, HISTORY, name)))
          .digest(),
      ) === id;
    const isWhole = chain.size === found.length - 1 && [...chain].every(([name, id]) => holds(name, id));
    return isWhole ? found : [];
  } catch {
    mark("verify: a history in the folder that is none, or can't be read, is files like others");
    return [];
  }
}

function saysTheSame(fileSystem: Pick<FileSystem, "read">, file: string, { files, algorithm }: FileList): boolean {
  if (algorithm !== "sha256") return false;
  const known = new Map(files.map(({ path, hash }) => [path, hash]));
  try {
    return readSums(fileSystem.read(file)).every(({ path, hash }) => known.get(path) === hash);
  } catch {
    mark("verify: a list in the folder that is none, or can't be read, is a file like others");
    return false;
  }
}
