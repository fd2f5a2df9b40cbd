import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

export interface CopiedFile {
  readonly bytes: number;
  /** `there`: the same bytes were there already. `other`: something else has the name, and stays. */
  readonly state: "copied" | "there" | "other";
}

export interface FileCopying {
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
}

/**
 * Copies a file under another name beside the target, flushes it, reads it back and compares, then gives it its name. Throws
 * what the disks say, and where what is read back, or the source meanwhile, is another.
 */
export async function copyFileVerified(
  source: string,
  target: string,
  { overwrite, signal }: FileCopying,
): Promise<CopiedFile> {
  const before = await stat(source);
  const there = await stat(target).catch(() => undefined);
  if (there !== undefined) {
    const same = there.size === before.size && (await hashOf(target, signal)) === (await hashOf(source, signal));
    if (same) return { bytes: before.size, state: "there" };
    if (!overwrite) return { bytes: before.size, state: "other" };
  }
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.partial`;
  try {
    const written = await write(source, unfinished, signal);
    if ((await hashOf(unfinished, signal)) !== written) throw new Error("what was read back is not what was written");
    const after = await stat(source);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      throw new Error("it was written to while it was copied");
    await rename(unfinished, target);
    return { bytes: before.size, state: "copied" };
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Returns the hash of what was read. */
async function write(source: string, target: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(target, "w");
  try {
    for await (const chunk of createReadStream(source, { signal, highWaterMark: CHUNK_BYTES })) {
      hash.update(chunk as Buffer);
      await file.writeFile(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { signal, highWaterMark: CHUNK_BYTES }))
    hash.update(chunk as Buffer);
  return hash.digest("hex");
}

const CHUNK_BYTES = 1 << 20;
