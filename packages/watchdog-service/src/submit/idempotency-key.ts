import { createHash } from "node:crypto";

/** The same for every submission of one manifest, whenever and by whichever process; 64 hex digits. */
export function idempotencyKey(name: string, manifestDigest: string): string {
  return createHash("sha256").update(`rigline-submission\n${name}\n${manifestDigest}`).digest("hex");
}
