import { writeSync } from "node:fs";

/** Writes all of it, to a place in the file or behind what is there: a write may take fewer bytes than it was given. */
export function writeAll(descriptor: number, bytes: Uint8Array, at?: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(descriptor, bytes, done, bytes.length - done, at === undefined ? null : at + done);
}
