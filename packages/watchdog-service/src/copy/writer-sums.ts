import { basename, dirname, resolve } from "node:path";
import { inspectReal, type Disk } from "@rigline/foundation/disk";
import { decodeDocument } from "@rigline/foundation/documents";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import { isNothing, type FileSystem } from "@rigline/foundation/platform";
import { readCompleteLines } from "@rigline/manifest/follow";
import { readSums } from "../verify/read-sums.js";

/** Where programs say what they wrote. Absolute, links resolved. */
export interface WriterLists {
  /** Of sums, in the form of GNU's `sha256sum`. */
  readonly sums: readonly string[];
  /** What an experiment has said of its files as they became complete, one JSON object a line; undefined: it keeps no such list. */
  readonly completion: { readonly path: string; readonly directory: string } | undefined;
}

/** What a program says of a file that it wrote. */
export interface WriterSum {
  /** Where it says so, absolute. */
  readonly list: string;
  /** sha256, lower-case hex. */
  readonly hash: string;
}

export interface FoundSums {
  /** `source`: of the file, absolute, links resolved. */
  readonly sums: readonly (WriterSum & { readonly source: string })[];
  /** Why lists do not count, one sentence each. */
  readonly objections: readonly string[];
}

interface NamedSum {
  /** Relative to a folder. */
  readonly path: string;
  readonly hash: string;
}

interface Ports {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
}

const HASH = /^[\da-f]{64}$/i;
/** A hundred thousand files are a tenth of it; data that are only called as a list is are not taken into memory. */
const LONGEST_LIST = 256 * 1024 * 1024;

/**
 * Reads what programs say of the files that they wrote. A list counts as a whole or not at all: one that can't be read, that leads out
 * of its folder, or that names what is not there, is of something else than these data.
 */
export function readWriterSums(ports: Ports, { sums: lists, completion }: WriterLists): FoundSums {
  const sums: FoundSums["sums"][number][] = [];
  const objections: string[] = [];
  const take = (list: string, folder: () => string, read: (folder: string) => readonly NamedSum[]): void => {
    try {
      const root = folder();
      for (const sum of locate(ports.disk, root, read(root))) sums.push({ ...sum, list });
    } catch (error) {
      mark("copy: a list of its writer's that is of something else than the data does not count");
      objections.push(
        `${list} does not count as what the writer says, and its files are read twice: ${messageOf(error)}`,
      );
    }
  };
  for (const list of lists)
    take(
      list,
      () => dirname(list),
      (folder) => readSumList(ports, list, folder),
    );
  if (completion !== undefined)
    take(
      completion.path,
      () => ports.disk.realPath(completion.directory),
      () => readCompletionList(ports, completion.path),
    );
  return { sums, objections };
}

/** `name.ext.sha256` of one line is about the file beside it, wherever that was when it was made. */
function readSumList({ disk, fileSystem }: Ports, list: string, folder: string): readonly NamedSum[] {
  requireShort(disk, list);
  const bytes = fileSystem.read(list);
  const beside = basename(list).replace(/\.sha256$/i, "");
  const text = decodeDocument(bytes, { codePage: true })?.text.trim() ?? "";
  if (HASH.test(text)) return [{ path: beside, hash: text.toLowerCase() }];
  const sums = readSums(bytes);
  const [only] = sums;
  const isOfOne = only !== undefined && sums.length === 1 && isFile(disk, resolve(folder, beside));
  return isOfOne ? [{ path: beside, hash: only.hash }] : sums;
}

/** Of a file that was written twice the last line counts. */
function readCompletionList({ disk, fileSystem }: Ports, list: string): readonly NamedSum[] {
  try {
    requireShort(disk, list);
  } catch (error) {
    if (isNothing(error)) return [];
    throw error;
  }
  const said = new Map<string, NamedSum>();
  for (const { path, sha256 } of readCompleteLines(Buffer.from(fileSystem.read(list)).toString("utf8"))) {
    said.delete(path);
    if (sha256 === undefined) continue;
    if (!HASH.test(sha256)) throw new Error(`what it has of ${path} is no sha256`);
    said.set(path, { path, hash: sha256 });
  }
  return [...said.values()];
}

function requireShort(disk: Disk, list: string): void {
  const { kind, size } = disk.inspect(list);
  if (kind !== "file") throw new Error("it is no file");
  if (size > LONGEST_LIST) throw new Error("it is too long for a list");
}

function isFile(disk: Disk, path: string): boolean {
  return inspectReal(disk, path)?.kind === "file";
}

function locate(disk: Disk, folder: string, sums: readonly NamedSum[]): readonly { source: string; hash: string }[] {
  return sums.map(({ path, hash }) => {
    const whole = resolve(folder, path);
    if (!isWithin(folder, whole)) throw new Error(`${path} is not in ${folder}`);
    if (!isFile(disk, whole)) throw new Error(`it names ${path}, and no such file is there`);
    return { source: disk.realPath(whole), hash };
  });
}
