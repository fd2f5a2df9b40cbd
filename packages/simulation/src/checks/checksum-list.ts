import { createHash } from "node:crypto";
import { checksumListName, renderSums } from "@rigline/manifest";
import { equal, type Inode } from "../world/inode.js";
import { filesBelow } from "./durable.js";

const LIST = checksumListName();

/** Bytes of the world are never changed: others come in their place. */
const hashes = new WeakMap<Uint8Array, string>();

function hashOf(bytes: Uint8Array): string {
  const known = hashes.get(bytes);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(bytes).digest("hex");
  hashes.set(bytes, hash);
  return hash;
}

/** Of nothing there is no list. */
export function isListed(root: Inode): boolean {
  return root.volume.get(root, LIST) !== undefined || filesBelow(root).size === 0;
}

/**
 * Takes the list out of what lies in a published session, by path: nobody has handed it off. `isTrue`: it says of each of the others what
 * it is, as `sha256sum` would, and of no file else. Undefined: there is none.
 */
export function lookAtList(
  found: Map<string, Inode>,
): { readonly path: string; readonly file: Inode; readonly isTrue: boolean } | undefined {
  const file = found.get(LIST);
  if (file === undefined || !found.delete(LIST)) return undefined;
  const files = [...found].sort(([one], [other]) => (one < other ? -1 : 1));
  const sums = files.map(([path, { data }]) => ({ path, hash: hashOf(data) }));
  const wanted = Buffer.from([...renderSums(sums, "./")].join(""));
  return { path: LIST, file, isTrue: equal(file.data, wanted) };
}
