import type { RemoteStore } from "@rigline/foundation/stores";
import { CLAIM_FILE, isOwnFile, WHOLE_FILE } from "./own-files.js";
import { mayClear, type StoreClaimant } from "./claim-store.js";

/** Folders in it that are claimed by themselves. */
export async function claimedWithin(store: RemoteStore): Promise<readonly string[]> {
  return [...(await store.list()).keys()].flatMap((path) => {
    const [name, rest] = [path.slice(0, path.indexOf("/")), path.slice(path.indexOf("/") + 1)];
    return rest === CLAIM_FILE && name !== "" ? [name] : [];
  });
}

/**
 * Removes what was begun in a store by one manifest and is not published: its files, then the claim. What is published, or another's, stays.
 */
export async function clearStore(store: RemoteStore, claimant: StoreClaimant): Promise<void> {
  if ((await store.get(WHOLE_FILE)) !== undefined) return;
  if (!(await mayClear(store, claimant))) return;
  await store.abandon();
  const files = [...(await store.list()).keys()].filter((path) => !isOwnFile(path));
  if (files.length > 0) await store.remove(files);
  await store.remove([CLAIM_FILE]);
}
