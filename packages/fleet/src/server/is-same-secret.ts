import { createHash, timingSafeEqual } from "node:crypto";

/** Compared in the same time whatever is given. */
export function isSameSecret(given: string | undefined, wanted: string): boolean {
  return given !== undefined && timingSafeEqual(hashOf(given), hashOf(wanted));
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
