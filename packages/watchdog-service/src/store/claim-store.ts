import { mark } from "@rigline/foundation/marks";
import { type RemoteStore, StoreError } from "@rigline/foundation/stores";
import { CLAIM_FILE, isOwnFile, WHOLE_FILE } from "./own-files.js";

/** Who writes, or has written, in a place. */
export interface StoreClaimant {
  /** The same for every attempt of a manifest, and for no other manifest. */
  readonly owner: string;
  /** Of the lease under which it works: whoever has a higher one takes its place. Absent: it works under none. */
  readonly token?: number | undefined;
}

/** Who wants to write there. */
export interface StoreClaim extends StoreClaimant {
  /** JSON for people, which has both. */
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

/** So often a claim may be replaced by others while it is read: each has a higher token. */
const MOST_TRIES = 3;

/**
 * Claims a place for one manifest, before anything is written there: of two that begin at once one is refused. The claim stays for ever, so
 * that who comes later finds out whose it is. Places where files stand and nobody has claimed anything are another's. Whoever holds a lease takes the
 * claims of those who held it before. Throws StoreError where a claim is neither made nor found.
 */
export async function claimStore(store: RemoteStore, { owner, token, text }: StoreClaim): Promise<StoreStanding> {
  const standing = await store.list();
  const whole = standing.has(WHOLE_FILE) ? await store.get(WHOLE_FILE) : undefined;
  if (whole !== undefined) return { is: "whole", whole: Buffer.from(whole).toString("utf8") };
  const bytes = Buffer.from(text, "utf8");
  if (!standing.has(CLAIM_FILE)) {
    if (standing.size > 0)
      return { is: "another's", who: `${standing.size} files stand there that no daemon of Rigline has begun` };
    if (await store.create(CLAIM_FILE, bytes)) return { is: "ours", files: [] };
    mark("store: of two that begin at once one is refused");
  }
  const files = [...standing.keys()].filter((path) => !isOwnFile(path));
  let claim = readClaim(undefined);
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const stands = await store.get(CLAIM_FILE);
    if (stands === undefined) {
      mark("store: a claim that could not be made, or is gone again, is nobody's, and is tried again");
      throw new StoreError("away", `${CLAIM_FILE} could not be made there, and nobody else's stands there`);
    }
    claim = readClaim(stands);
    if (claim.owner !== owner || isBehind(token, claim.token)) return { is: "another's", who: claim.who };
    if (claim.token === token) {
      mark("store: what an earlier attempt has brought is gone on with");
      return goOn(store, files);
    }
    mark("store: whoever holds the lease takes the claim of who held it before");
    if (await store.replace(CLAIM_FILE, stands, bytes)) return goOn(store, files);
  }
  return { is: "another's", who: claim.who };
}

/** Whoever had the place before may be about to publish it, and asleep: from here on it has published it, or can't any more. */
async function goOn(store: RemoteStore, files: readonly string[]): Promise<StoreStanding> {
  await store.disown(WHOLE_FILE);
  const whole = await store.get(WHOLE_FILE);
  if (whole === undefined) return { is: "ours", files };
  mark("store: what was published while its place was taken is accepted, or refused, as any other");
  return { is: "whole", whole: Buffer.from(whole).toString("utf8") };
}

/** Whether a place is still ours to publish. */
export async function stillClaims(store: RemoteStore, { owner, token }: StoreClaimant): Promise<boolean> {
  const claim = readClaim(await store.get(CLAIM_FILE));
  return claim.owner === owner && claim.token === token;
}

/** Another has the lease by now. */
function isBehind(ours: number | undefined, theirs: number | undefined): boolean {
  return (ours ?? 0) < (theirs ?? 0);
}

interface ReadClaim {
  readonly owner: string | undefined;
  readonly token?: number | undefined;
  readonly who: string;
}

function readClaim(bytes: Uint8Array | undefined): ReadClaim {
  try {
    const claim = JSON.parse(Buffer.from(bytes ?? []).toString("utf8")) as Record<string, unknown>;
    const { owner, host, manifest, at, token } = claim;
    const who = `claimed by ${String(host)} for ${String(manifest)} at ${String(at)}`;
    if (typeof owner === "string") return { owner, who, token: typeof token === "number" ? token : undefined };
  } catch {
    // Nobody's who can be known.
  }
  return { owner: undefined, who: `${CLAIM_FILE} there can't be read` };
}
