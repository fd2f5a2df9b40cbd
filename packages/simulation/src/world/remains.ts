import type { Random } from "../random.js";
import type { Inode } from "./inode.js";

/**
 * What is kept is at least what was flushed, as far as it was not cut since; it ends anywhere, or where a write began. Where it
 * was cut, the old length may come back without the old bytes.
 */
export function remains({ data, durable, shortest, beginnings }: Inode, random: Random): Uint8Array {
  const least = Math.min(durable.length, data.length, shortest);
  const somewhere = (): number => random.pick([0, random.below(data.length + 1), data.length, ...beginnings.slice(-4)]);
  const kept = Math.max(least, somewhere());
  switch (random.below(4)) {
    case 0:
      return shortest < durable.length && random.chance(0.5) ? withZeros(durable, shortest) : durable;
    case 1:
      return data.slice(0, kept);
    case 2:
      return withZeros(data.slice(0, Math.max(kept, somewhere())), kept);
    default:
      return data;
  }
}

function withZeros(bytes: Uint8Array, from: number): Uint8Array {
  return new Uint8Array(bytes).fill(0, from);
}
