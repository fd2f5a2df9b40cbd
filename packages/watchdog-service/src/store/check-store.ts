import type { RemoteStore } from "@rigline/foundation/stores";
import type { Proof } from "@rigline/manifest";
import type { OnBytes } from "../copy/copy-task.js";
import { unlistedIn } from "../verify/compare-in-store.js";

/** A file as its inventory has it. */
export interface ListedHash {
  readonly path: string;
  readonly bytes: number;
  /** sha256, lower-case hex. */
  readonly hash: string;
}

export interface StoreCheck {
  /** The first difference, one phrase; undefined: all is there and right. */
  readonly difference: string | undefined;
  readonly proof: Exclude<Proof, "bytes">;
}

/** Whether a store has these files and no others, each with its content: by what the store says of it, or fetched back. */
export async function checkStore(
  store: RemoteStore,
  files: readonly ListedHash[],
  onBytes: OnBytes,
): Promise<StoreCheck> {
  const standing = await store.list();
  const [strange] = unlistedIn(standing, files);
  let proof: StoreCheck["proof"] = "read-back";
  const other = (difference: string): StoreCheck => ({ difference, proof });
  if (strange !== undefined) return other(`${strange} is there and not listed`);
  const sized = files.find(({ path, bytes }) => standing.get(path)?.bytes !== bytes);
  if (sized !== undefined) return other(`${sized.path} is missing or has another size`);
  const asked = files.map(({ path, bytes, hash }) => ({
    path,
    bytes,
    source: "",
    digest: { sha256: hash, parts: [] },
  }));
  const told = await store.tell(asked);
  const unknown = files.filter(({ path }) => told.get(path)?.is !== "same");
  if (unknown.length < files.length) proof = "server-hash";
  const wrong = unknown.find(({ path }) => told.get(path)?.is === "other");
  if (wrong !== undefined) return other(`${wrong.path} has another checksum`);
  const paths = unknown.map(({ path }) => path);
  const read = await store.readBack(paths, onBytes);
  const differing = unknown.find(({ path, hash }) => read.get(path)?.sha256 !== hash);
  return { difference: differing === undefined ? undefined : `${differing.path} has other content`, proof };
}
