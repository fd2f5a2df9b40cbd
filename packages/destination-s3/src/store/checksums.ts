import { createHash } from "node:crypto";

export function sha256Of(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** As S3 writes checksums. */
export function inBase64(digest: Uint8Array): string {
  return Buffer.from(digest).toString("base64");
}

/** What S3 calls the checksum of a file that was put in parts: that of their checksums, and how many there are. */
export function composite(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return `${hash.digest("base64")}-${parts.length}`;
}
