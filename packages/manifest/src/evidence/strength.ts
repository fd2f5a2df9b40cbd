import type { ReadBack } from "../job/read-back.js";

/** How much is known of a copy, from the least on. */
export const STRENGTHS = [
  "copied",
  "hashed",
  "read back",
  "read back from the device",
  "from another machine",
] as const;

/**
 * `copied`: the copying program says so. `hashed`: there are hashes of what was copied, and nobody has compared the copy with them.
 * `read back`: each byte was read back and compared, through whatever this machine remembers of it. `read back from the device`: past that,
 * from the disk or the server. `from another machine`: another computer than the one that copied has read and compared it.
 */
export type Strength = (typeof STRENGTHS)[number];

/** What is known of a published copy. */
export interface KnownCopy {
  /** Of the hashes; null: there are none. */
  readonly algorithm: string | null;
  /** Undefined: a copy of Rigline's of before, which was read back through the cache. Null: nobody has read it back. */
  readonly readBack?: ReadBack | null | undefined;
  /** Who has had it read again last, `user@host`, and whether it was whole; undefined: nobody. */
  readonly verification?: { readonly by: string; readonly isWhole: boolean } | null | undefined;
}

/** `host`: the computer that has copied. */
export function strengthOf({ algorithm, readBack, verification }: KnownCopy, host: string): Strength {
  if (verification?.isWhole === true && isOfAnother(verification.by, host)) return "from another machine";
  if (readBack === "device") return "read back from the device";
  if (readBack !== null) return "read back";
  return algorithm === null ? "copied" : "hashed";
}

/** `by`: `user@host`. */
export function isOfAnother(by: string, host: string): boolean {
  return by.slice(by.lastIndexOf("@") + 1).toLowerCase() !== host.toLowerCase();
}
