import type { RemoteStore } from "@rigline/foundation/stores";
import { CLAIM_FILE, isOwnFile, WHOLE_FILE } from "./own-files.js";
import { claimOwner } from "./claim-store.js";

/**
 * Removes what was begun in a store by one manifest and is not published: its files, then the claim. What is published, or another's, stays.
 */
export async function clearStore(store: RemoteStore, owner: string): Promise<void> {
  if ((await store.get(WHOLE_FILE)) !== undefined) return;
  if (claimOwner(await store.get(CLAIM_FILE)) !== owner) return;
  await store.abandon();
  const files = [...(await store.list()).keys()].filter((path) => !isOwnFile(path));
  if (files.length > 0) await store.remove(files);
  await store.remove([CLAIM_FILE]);
}
