import { createHash } from "node:crypto";

/** As S3 writes it. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/** Of an object that was sent in parts. */
export function compositeOf(checksums: readonly (string | undefined)[]): string {
  const hash = createHash("sha256");
  for (const checksum of checksums) hash.update(Buffer.from(checksum ?? "", "base64"));
  return `${hash.digest("base64")}-${checksums.length}`;
}
