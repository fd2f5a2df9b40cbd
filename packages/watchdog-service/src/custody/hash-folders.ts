import { createHash } from "node:crypto";
import { dirname, basename } from "node:path/posix";

export interface HashedFile {
  /** `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Of the sha512, its 64 bytes. */
  readonly digest: Uint8Array;
}

/** As 64 bytes of sha512 each. */
export interface FolderHash {
  /** Of the contents, whatever the files are called. */
  readonly content: Uint8Array;
  /** Of the contents and the names. */
  readonly structure: Uint8Array;
}

/**
 * The hashes that ASC MHL gives each folder, by path, the root's at "" (`DirectoryHashContext` of ascmhl 1.2). `folders`: all there are.
 */
export function hashFolders(files: readonly HashedFile[], folders: readonly string[]): ReadonlyMap<string, FolderHash> {
  const growing = new Map(
    ["", ...folders].map((path) => [path, { content: [] as Buffer[], structure: [] as Buffer[] }]),
  );
  const add = (path: string, content: Uint8Array, structure: Uint8Array): void => {
    const parent = dirname(path);
    const folder = growing.get(parent === "." ? "" : parent);
    if (folder === undefined) throw new Error(`the folder of ${path} is not among those that are hashed`);
    folder.content.push(Buffer.from(content));
    folder.structure.push(sha512([Buffer.from(basename(path), "utf8"), structure]));
  };
  for (const { path, digest } of files) add(path, digest, digest);
  const hashes = new Map<string, FolderHash>();
  // What lies deeper is longer.
  for (const path of [...growing.keys()].sort((one, other) => other.length - one.length)) {
    const { content = [], structure = [] } = growing.get(path) ?? {};
    const hash = { content: sha512(inOrder(content)), structure: sha512(inOrder(structure)) };
    hashes.set(path, hash);
    if (path !== "") add(path, hash.content, hash.structure);
  }
  return hashes;
}

function sha512(pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha512");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

function inOrder(hashes: readonly Buffer[]): readonly Buffer[] {
  return hashes.toSorted((one, other) => one.compare(other));
}
