import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { inspectReal, type Disk } from "@rigline/foundation/disk";
import { parseJson } from "@rigline/foundation/documents";
import { messageOf } from "@rigline/foundation/errors";
import { isWithin } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import { type Inventory, InventorySchema, publishedInventoryPath } from "@rigline/manifest";
import { listsOfBag, readBagList } from "./read-bag.js";
import { BadSums, type ListedSum, readSums } from "./read-sums.js";
import { verifyError } from "./verify-errors.js";

/** What a folder is compared with. */
export interface FileList {
  /** `inventory`: Rigline's own. `sums`: what `sha256sum` writes, of which nobody says whether it names all there was. */
  readonly kind: "inventory" | "sums";
  readonly files: readonly ListedFile[];
  /** Of the hashes; null: there are none. */
  readonly algorithm: string | null;
  readonly count: number;
  /** Of lists of sums, those of the files that are there. */
  readonly bytes: number;
  /** Absent: a list of sums says nothing of it. */
  readonly head?: Pick<Inventory, "name" | "madeBy" | "at" | "digest">;
}

export interface ListedFile {
  /** Relative to the folder, `/` between folders. */
  readonly path: string;
  /** Absent: it is not known. */
  readonly bytes?: number | undefined;
  /** Lower-case hex. Absent: it is not known. */
  readonly hash?: string | undefined;
}

export function toFileList(inventory: Inventory): FileList {
  const { files, algorithm, count, bytes, name, madeBy, at, digest } = inventory;
  return { kind: "inventory", files, algorithm, count, bytes, head: { name, madeBy, at, digest } };
}

const IN_FOLDER = ["SHA256SUMS", "SHA256SUMS.txt", "sha256sum.txt", "checksums.sha256"];

/** What people call a list of sums. */
export function namesOfSums(folder: string): string {
  return [`${basename(folder)}.sha256`, ...IN_FOLDER].join(", ");
}

/** Where people put a list of sums: beside the folder under its name, or in it. The first is Rigline's own, without its JSON. */
export function placesOfSums(folder: string): readonly string[] {
  const name = basename(folder);
  const inside = [`${name}.sha256`, ...IN_FOLDER];
  return [
    publishedInventoryPath(folder, "sha256"),
    join(dirname(folder), `${name}.sha256`),
    ...inside.map((file) => join(folder, file)),
  ];
}

/** Reads a list of either kind. Throws INVENTORY_UNREADABLE. */
export function readFileList(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  file: string,
  folder: string,
): FileList {
  const refuse = (why: string, cause: unknown, line?: number): Error =>
    verifyError("INVENTORY_UNREADABLE", {
      what: line === undefined ? `${file} can't be read as a list of files` : `${file} is no list of sha256sum`,
      why,
      where: { file, ...(line === undefined ? {} : { line }) },
      ...(line === undefined ? {} : { todo: "Correct that line, or name another list with --inventory." }),
      cause,
    });
  let bytes: Uint8Array;
  try {
    bytes = fileSystem.read(file);
  } catch (cause) {
    throw refuse(messageOf(cause), cause);
  }
  if (bytes.find((byte) => !SPACES.has(byte)) === OPENING) {
    const parsed = InventorySchema.safeParse(parseJson(Buffer.from(bytes).toString("utf8")));
    if (parsed.success) return toFileList(parsed.data);
    throw refuse("it is JSON, and no inventory of Rigline's", parsed.error);
  }
  try {
    const sums = listsOfBag(disk, folder).includes(file)
      ? readBagList(disk, folder, Buffer.from(bytes).toString("utf8"))
      : readSums(bytes);
    return listSums(disk, folder, placeIn(disk, folder, sums), file === publishedInventoryPath(folder, "sha256"));
  } catch (cause) {
    if (!(cause instanceof BadSums)) throw cause;
    throw refuse(cause.message, cause, cause.line);
  }
}

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPENING = "{".charCodeAt(0);

/**
 * The paths of a list, relative to the folder: `sha256sum` may have been run in it, in the folder above, or with whole paths. Throws a
 * BadSums of one that leads elsewhere, for nothing outside of the folder is read.
 */
function placeIn(disk: Disk, folder: string, sums: readonly ListedSum[]): readonly ListedSum[] {
  const above = `${basename(folder)}/`;
  const isFromAbove =
    sums.every(({ path }) => path.startsWith(above)) &&
    sums.every(({ path }) => inspectReal(disk, join(folder, path)) === undefined);
  if (isFromAbove) mark("verify: a list that was made in the folder above is read as one of the folder");
  return sums.map((sum) => {
    const whole = resolve(folder, isFromAbove ? sum.path.slice(above.length) : sum.path);
    if (whole === folder || !isWithin(folder, whole)) throw new BadSums(sum.line, `${sum.path} is not in ${folder}`);
    return { ...sum, path: relative(folder, whole).split(sep).join("/") };
  });
}

function listSums(disk: Disk, folder: string, sums: readonly ListedSum[], isOwn: boolean): FileList {
  const files = sums.map(({ path, hash }) => ({ path, hash }));
  const sizes = files.map(({ path }) => inspectReal(disk, join(folder, path)));
  const bytes = sizes.reduce((sum, found) => sum + (found?.kind === "file" ? found.size : 0), 0);
  return { kind: isOwn ? "inventory" : "sums", files, algorithm: "sha256", count: files.length, bytes };
}
