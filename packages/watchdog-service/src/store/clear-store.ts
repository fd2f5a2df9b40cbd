import { placeIn } from "@rigline/foundation/paths";
import type { RemoteStore } from "@rigline/foundation/stores";
import { CLAIM_FILE, isOwnFile, WHOLE_FILE } from "./own-files.js";
import { mayClear, type StoreClaimant } from "./claim-store.js";
import type { WithinStore } from "./open-store.js";

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

/** The same of a session, and of each modality of it that is claimed by itself, as of one that several computers publish into. */
export async function clearWithParts(
  store: RemoteStore,
  place: string,
  within: WithinStore,
  claimant: StoreClaimant,
): Promise<void> {
  await clearStore(store, claimant);
  for (const path of (await store.list()).keys()) {
    const [name = "", ...rest] = path.split("/");
    if (name !== "" && rest.join("/") === CLAIM_FILE)
      await within(placeIn(place, name), (inner) => clearStore(inner, claimant));
  }
}
