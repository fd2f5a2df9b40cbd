import { placeIn } from "@rigline/foundation/paths";
import type { RemoteStore } from "@rigline/foundation/stores";
import { CLAIM_FILE } from "./own-files.js";
import { claimStore, type StoreClaim } from "./claim-store.js";
import type { WithinStore } from "./open-store.js";

/**
 * Removes what was begun in a store by one manifest and is not published: its files, then the claim. What is published, or another's, stays. The
 * claim of whoever held the lease before is taken first, so that it publishes nothing of which the half is gone.
 */
export async function clearStore(store: RemoteStore, claim: StoreClaim): Promise<void> {
  // Where nobody has claimed anything nothing is ours.
  if ((await store.get(CLAIM_FILE)) === undefined) return;
  const standing = await claimStore(store, claim);
  if (standing.is !== "ours") return;
  await store.abandon();
  if (standing.files.length > 0) await store.remove(standing.files);
  await store.remove([CLAIM_FILE]);
}

/** The same of a session, and of each modality of it that is claimed by itself, as of one that several computers publish into. */
export async function clearWithParts(
  store: RemoteStore,
  place: string,
  within: WithinStore,
  claim: StoreClaim,
): Promise<void> {
  await clearStore(store, claim);
  for (const path of (await store.list()).keys()) {
    const [name = "", ...rest] = path.split("/");
    if (name !== "" && rest.join("/") === CLAIM_FILE)
      await within(placeIn(place, name), (inner) => clearStore(inner, claim));
  }
}
