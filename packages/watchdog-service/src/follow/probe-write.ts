import { open, rm } from "node:fs/promises";
import { join } from "node:path";
// Not by way of the whole package.
import { RIGLINE_FOLDER } from "@rigline/manifest/places";

const BYTES = new Uint8Array(64 * 1024);

/**
 * Milliseconds that it takes to write a small file beside a session's data, as its experiment writes: without a flush, which would
 * itself hold the experiment up. In the session's own folder of records, which is no part of its data.
 */
export async function probeWrite(directory: string): Promise<number> {
  const path = join(directory, RIGLINE_FOLDER, "probe");
  const begun = performance.now();
  const file = await open(path, "w");
  try {
    await file.write(BYTES);
  } finally {
    await file.close();
  }
  const milliseconds = performance.now() - begun;
  await rm(path, { force: true });
  return milliseconds;
}
