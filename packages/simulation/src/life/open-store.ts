import { placeInS3 } from "@rigline/destination-s3/over-requests";
import { readRemotePlace } from "@rigline/foundation/paths";
import type { Clock } from "@rigline/foundation/platform";
import { partBytes, type RemoteStore } from "@rigline/foundation/stores";
import type { Actor } from "../world/actor.js";
import type { SimulatedStore } from "../store/simulated-store.js";
import { StoreClient } from "../store/store-client.js";

/** What reaches the places of a store, in the hands of one process: the real package over a simulated kit. */
export function opensStore(
  store: SimulatedStore,
  who: { readonly actor: Actor; readonly clock: Clock },
): (at: { readonly place: string }) => Promise<RemoteStore> {
  return ({ place }) => {
    const parsed = readRemotePlace(place);
    if (parsed.kind !== "s3") throw new Error(`${place} is in no store of this world`);
    const size = store.traits.partBytes;
    return Promise.resolve(
      placeInS3(new StoreClient(store, who), parsed, { partBytes: (bytes) => size ?? partBytes(bytes) }),
    );
  };
}
