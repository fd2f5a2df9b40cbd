import type { RemoteStore, StoredFile } from "@rigline/foundation/stores";
import type { OnBytes } from "../copy/copy-task.js";
import { isOwnFile } from "../store/own-files.js";
import type { FileList, ListedFile } from "./file-list.js";
import type { FileTrouble } from "./verify-folder.js";

/** How files of a list stand in a store. */
export interface StoreComparison {
  readonly missing: string[];
  readonly changed: FileTrouble[];
  /** There, of the right size, and to be fetched: only their bytes tell. */
  readonly unread: readonly HashedFile[];
}

interface HashedFile {
  readonly path: string;
  /** sha256, lower-case hex. */
  readonly hash: string;
}

/** Holds files against what a store lists; fetches nothing. */
export function compareSizes(
  standing: ReadonlyMap<string, StoredFile>,
  files: readonly ListedFile[],
  algorithm: FileList["algorithm"],
): StoreComparison {
  const missing: string[] = [];
  const changed: FileTrouble[] = [];
  const unread: HashedFile[] = [];
  for (const { path, bytes, hash } of files) {
    const there = standing.get(path);
    if (there === undefined) missing.push(path);
    else if (bytes !== undefined && there.bytes !== bytes)
      changed.push({ path, why: `has ${there.bytes} bytes and not ${bytes}` });
    else if (hash !== undefined && algorithm === "sha256") unread.push({ path, hash });
  }
  return { missing, changed, unread };
}

/** Fetches some of those that are unread, and adds what is wrong with them. Throws StoreError. */
export async function compareBytes(
  store: Pick<RemoteStore, "readBack">,
  some: readonly HashedFile[],
  { missing, changed }: StoreComparison,
  onBytes: OnBytes,
): Promise<void> {
  const fetched = await store.readBack(
    some.map(({ path }) => path),
    onBytes,
  );
  for (const { path, hash } of some) {
    const found = fetched.get(path);
    if (found === undefined) missing.push(path);
    else if (found.sha256 !== hash) changed.push({ path, why: "has another sha256" });
  }
}

/** What stands there and is neither listed nor ours. */
export function unlistedIn(
  standing: ReadonlyMap<string, StoredFile>,
  files: readonly { readonly path: string }[],
): readonly string[] {
  const listed = new Set(files.map(({ path }) => path));
  return [...standing.keys()].filter((path) => !listed.has(path) && !isOwnFile(path));
}
