import { mark } from "@rigline/foundation/marks";
import type { RemoteStore } from "@rigline/foundation/stores";
import { unlistedIn } from "../verify/compare-in-store.js";
import { WHOLE_FILE } from "./own-files.js";
import { stillClaims, type StoreClaimant } from "./claim-store.js";
import { differs, storeError } from "./store-errors.js";

/** What is to stand in a store, each file as it was when it was proven. */
export interface StoreExpected {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly version?: string | undefined }[];
  /** The inventory, JSON: it is what publishes. */
  readonly whole: string;
}

/**
 * Publishes what a store holds, by its inventory, which is written last and never over another one. Files that are no part of it are
 * removed before, for they are what an earlier attempt has brought of a source that has changed. Throws STORE_DIFFERS where something is not as it was
 * proven. False: another one has been published there.
 */
export async function publishStore(
  store: RemoteStore,
  place: string,
  { files, whole }: StoreExpected,
  claimant: StoreClaimant,
): Promise<boolean> {
  // Whoever has taken the place has brought what stands there since.
  if (!(await stillClaims(store, claimant))) throw takenOver(place);
  const standing = await store.list();
  if (standing.has(WHOLE_FILE)) return false;
  const strange = unlistedIn(standing, files);
  if (strange.length > 0) {
    mark("store: what an earlier attempt has brought of another source is removed before it is published");
    await store.remove(strange);
  }
  for (const { path, bytes, version } of files) {
    const stands = standing.get(path);
    if (stands === undefined) throw differs(place, `${path} is gone from the store since it was proven`);
    if (stands.bytes !== bytes || (version !== undefined && stands.version !== undefined && stands.version !== version))
      throw differs(place, `${path} was changed in the store since it was proven`);
  }
  await store.abandon();
  const readied = await store.ready(WHOLE_FILE, Buffer.from(whole, "utf8"));
  // Whoever takes the place after this look disowns what was readied before it: however late it is named, it does not get its name.
  if (!(await stillClaims(store, claimant))) throw takenOver(place);
  const isOurs = await readied.name();
  // Of an answer that was lost it may have been begun twice, and nobody would end the other one any more.
  if (isOurs) await store.disown(WHOLE_FILE);
  return isOurs;
}

function takenOver(place: string): Error {
  mark("store: who was paused, and whose place another has taken, publishes nothing");
  return storeError("STORE_CLAIMED", {
    what: `${place} is not this job's to publish any more`,
    where: { file: place },
  });
}
