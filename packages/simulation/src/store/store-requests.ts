import type { SimulatedStore } from "./simulated-store.js";
import { Refused } from "./store-answers.js";

interface Conditions {
  readonly IfNoneMatch?: string | undefined;
  readonly IfMatch?: string | undefined;
}

/** Of what is small enough to be signed to the byte, a store that compares nothing else refuses what is spoilt, too. */
export function mayArriveSpoilt({ traits }: SimulatedStore, key: string): boolean {
  return traits.checksums === "compared" || !key.includes("/.rigline/");
}

/** Throws Refused where the store keeps conditions, and one of these is not met; or knows none. */
export function requireMet(store: SimulatedStore, key: string, { IfNoneMatch, IfMatch }: Conditions): void {
  if ((IfNoneMatch ?? IfMatch) === undefined) return;
  const { conditions } = store.traits;
  if (conditions === "unknown") throw new Refused("NotImplemented", 501);
  const before = store.find(key);
  const isMet =
    IfMatch === undefined ? before === undefined : before !== undefined && store.tellOf(before).etag === IfMatch;
  if (conditions === "kept" && !isMet) throw new Refused("PreconditionFailed", 412);
}

/** What a copy within the store is made of: `bucket/key`. Throws Refused. */
export function copySourceOf(store: SimulatedStore, source = ""): { readonly data: Uint8Array } {
  const found = store.find(decodeURIComponent(source.slice(source.indexOf("/") + 1)));
  if (found === undefined) throw new Refused("NoSuchKey", 404);
  return found;
}
