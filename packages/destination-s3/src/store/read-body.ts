import { createHash } from "node:crypto";
import { StoreError } from "@rigline/foundation/stores";
import type { Pace } from "./paced-requests.js";

/** The body of an answer, as Node gives it. */
type Body = unknown;

/** All of a small one. */
export async function collectBody(body: Body): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `announced`: how many bytes the store said there are. Throws StoreError where it breaks off before. */
export async function hashBody(
  body: Body,
  announced: number | undefined,
  onBytes: (bytes: number) => void,
  pace?: Pace,
  write?: (chunk: Uint8Array) => void,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunksOf(body)) {
    hash.update(chunk);
    write?.(chunk);
    bytes += chunk.length;
    onBytes(chunk.length);
    await pace?.(chunk.length);
  }
  if (announced !== undefined && bytes !== announced)
    throw new StoreError("away", `of ${announced} bytes ${bytes} came, and then the answer broke off`);
  return { bytes, sha256: hash.digest("hex") };
}

async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  for await (const chunk of body as AsyncIterable<Uint8Array>) yield chunk;
}
