import { z } from "zod";

/**
 * What a copy is read back from: `device`, the disk or server that holds it; `cache`, whatever this machine's system answers
 * with, which of bytes that it has just written is its own memory.
 */
export const ReadBackSchema = z.enum(["cache", "device"]);

export type ReadBack = z.output<typeof ReadBackSchema>;

/** For a person; undefined: it was not recorded. */
export function describeReadBack(readBack: ReadBack | undefined): string {
  if (readBack === undefined) return "every byte read back";
  return `every byte read back ${readBack === "device" ? "past" : "through"} this machine's cache`;
}
