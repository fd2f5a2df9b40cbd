import type { ReadBack } from "../job/read-back.js";
import type { Proof } from "./proof.js";

/** How much is known of a copy, from the least on. */
export const STRENGTHS = [
  "copied",
  "hashed",
  "hashed by the store",
  "read back",
  "read back from the device",
  "from another machine",
] as const;

/**
 * `copied`: the copying program says so. `hashed`: there are hashes of what was copied, and nobody has compared the copy with them.
 * `hashed by the
 * store`: the store has computed the hashes of what it took, and they are the source's. `read back`: each byte was read back and compared, through whatever this machine remembers of it. `read back from the device`: past that,
 * from the disk or the server. `from another machine`: another computer than the one that copied has read and compared it.
 */
export type Strength = (typeof STRENGTHS)[number];

/** What is known of a published copy. */
export interface KnownCopy {
  /** Of the hashes; null: there are none. */
  readonly algorithm: string | null;
  /** Undefined: a copy of Rigline's of before, which was read back through the cache. Null: nobody has read it back. */
  readonly readBack?: ReadBack | null | undefined;
  /** By what it is known that it arrived; undefined: each byte was compared. */
  readonly proof?: Proof | null | undefined;
  /** What came of it when somebody had it read again last, and whether that was another computer; undefined: nobody has. */
  readonly verification?: { readonly isWhole: boolean; readonly elsewhere?: true | undefined } | null | undefined;
}

export function strengthOf({ algorithm, readBack, proof, verification }: KnownCopy): Strength {
  if (verification?.isWhole === true && verification.elsewhere === true) return "from another machine";
  if (proof === "server-hash" && verification?.isWhole !== true) return "hashed by the store";
  // The store is another computer: what it gives back, this one's cache has not.
  if (proof === "server-hash" || proof === "read-back") return "read back from the device";
  if (readBack === "device") return "read back from the device";
  if (readBack !== null) return "read back";
  return algorithm === null ? "copied" : "hashed";
}

/** `by`: `user@host`; `host`: the computer that has copied. */
export function isOfAnother(by: string, host: string): boolean {
  return by.slice(by.lastIndexOf("@") + 1).toLowerCase() !== host.toLowerCase();
}
