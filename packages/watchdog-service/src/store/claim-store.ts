import { mark } from "@rigline/foundation/marks";
import type { RemoteStore } from "@rigline/foundation/stores";
import { CLAIM_FILE, isOwnFile, WHOLE_FILE } from "./own-files.js";

/** Who wants to write there. */
export interface StoreClaim {
  /** The same for every attempt of a manifest, and for no other manifest. */
  readonly owner: string;
  /** JSON for people, which has `owner`. */
  readonly text: string;
}

/** What is found where a session is to lie. */
export type StoreStanding =
  /** Published; `whole`: its inventory, JSON. */
  | { readonly is: "whole"; readonly whole: string }
  /** Somebody writes there, or has; `who`: one phrase. */
  | { readonly is: "another's"; readonly who: string }
  /** It is ours to write; `files`: what stands there by now. */
  | { readonly is: "ours"; readonly files: readonly string[] };

/**
 * Claims a place for one manifest, before anything is written there: of two that begin at once one is refused. The claim stays for ever, so
 * that who comes later finds out whose it is. Places where files stand and nobody has claimed anything are another's.
 */
export async function claimStore(store: RemoteStore, { owner, text }: StoreClaim): Promise<StoreStanding> {
  const standing = await store.list();
  const whole = standing.has(WHOLE_FILE) ? await store.get(WHOLE_FILE) : undefined;
  if (whole !== undefined) return { is: "whole", whole: Buffer.from(whole).toString("utf8") };
  if (!standing.has(CLAIM_FILE)) {
    if (standing.size > 0)
      return { is: "another's", who: `${standing.size} files stand there that no daemon of Rigline has begun` };
    if (await store.create(CLAIM_FILE, Buffer.from(text, "utf8"))) return { is: "ours", files: [] };
    mark("store: of two that begin at once one is refused");
  }
  const claim = readClaim(await store.get(CLAIM_FILE));
  if (claim.owner !== owner) return { is: "another's", who: claim.who };
  mark("store: what an earlier attempt has brought is gone on with");
  const files = [...standing.keys()].filter((path) => !isOwnFile(path));
  return { is: "ours", files };
}

/** Whose a place is; undefined: nobody's who is known. */
export function claimOwner(bytes: Uint8Array | undefined): string | undefined {
  return readClaim(bytes).owner;
}

function readClaim(bytes: Uint8Array | undefined): { readonly owner: string | undefined; readonly who: string } {
  try {
    const claim = JSON.parse(Buffer.from(bytes ?? []).toString("utf8")) as Record<string, unknown>;
    const { owner, host, manifest, at } = claim;
    if (typeof owner === "string")
      return { owner, who: `claimed by ${String(host)} for ${String(manifest)} at ${String(at)}` };
  } catch {
    // Nobody's who can be known.
  }
  return { owner: undefined, who: `${CLAIM_FILE} there can't be read` };
}
