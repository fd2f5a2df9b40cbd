import { formatFiles } from "@rigline/foundation/quantities";
import { z } from "zod";

/**
 * How it was made sure that the first reading of a source gave its bytes. `device`: it was read a second time past this machine's cache;
 * `cache`: a second time, from wherever the system took it; `writer`: it was held against the hash that the program gave which wrote it.
 */
export const SourceReadSchema = z.enum(["cache", "device", "writer"]);

export type SourceRead = z.output<typeof SourceReadSchema>;

/** Of two files, how both are. Undefined: one of them was read once. */
export function weakerRead(one: SourceRead | undefined, other: SourceRead | undefined): SourceRead | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one === "cache" || other === "cache") return "cache";
  return one === "device" || other === "device" ? "device" : "writer";
}

/** For a person. `asWritten`: so many files were compared with what the program says that wrote them, and not read twice. */
export function describeSourceRead(sourceRead: SourceRead | undefined, asWritten = 0): string {
  if (sourceRead === undefined) return "each source read once";
  if (sourceRead === "writer") return "each source as the program that wrote it says";
  const other = asWritten === 0 ? "each" : `${formatFiles(asWritten)} as the program that wrote them says, each other`;
  return `${other} source read twice, ${sourceRead === "device" ? "past" : "through"} this machine's cache`;
}
