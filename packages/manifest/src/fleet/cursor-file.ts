import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "../job/job-places.js";

/** How much of a journal the fleet has, as it said last. */
const SentSchema = z.object({
  epoch: z.string(),
  /** The last line; 0: nothing. */
  seq: z.int().nonnegative(),
  /** Its sum. */
  tail: z.string(),
  /** When the journal was written last, milliseconds since the epoch; 0: there is more to send. */
  modified: z.number(),
});

export type Sent = z.output<typeof SentSchema>;

const CursorSchema = z.object({
  /** Another fleet has nothing of it. */
  url: z.string(),
  /** Journals that were not written since then, and are not listed, are all there. Milliseconds since the epoch. */
  since: z.number(),
  /** By the journals' file names. */
  journals: z.record(z.string(), SentSchema),
  /** Wishes that were heard, and what came of them, until the fleet knows it. */
  answers: z.record(z.string(), z.object({ outcome: z.enum(["taken", "refused"]), message: z.string() })),
});

export type CursorFile = z.output<typeof CursorSchema>;

function cursorFile(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "fleet.json");
}

/** What a fleet has of a flag folder's journals; undefined: nothing is known of that. */
export function readCursor(fileSystem: FileSystem, flagFolder: string): CursorFile | undefined {
  const file = cursorFile(flagFolder);
  try {
    return fileSystem.exists(file) ? CursorSchema.parse(readJson(fileSystem, file)) : undefined;
  } catch {
    mark("fleet: a cursor that can't be read has everything sent again");
    return undefined;
  }
}

/** Throws what the disk says. Of a flag folder that is away nothing is made. */
export function writeCursor(fileSystem: FileSystem, flagFolder: string, cursor: CursorFile): void {
  const file = cursorFile(flagFolder);
  makeFolderDurably(fileSystem, dirname(file), { below: flagFolder });
  writeDurably(file, `${JSON.stringify(cursor)}\n`, { fileSystem });
}
