import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { FleetDeedSchema } from "./fleet-wish.js";

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

/** What a person asked at the fleet, from the moment on in which it was heard. */
const HeardWishSchema = z.object({
  /** When it was asked: a fleet whose database was restored gives a number once more. */
  at: z.string(),
  /** What is to be asked of the daemon; absent: it has been. */
  begun: z.object({ job: z.string(), deed: FleetDeedSchema, by: z.string() }).optional(),
  outcome: z.enum(["taken", "refused"]).optional(),
  message: z.string().default(""),
  /** The fleet knows what came of it. */
  told: z.boolean().default(false),
});

export type HeardWish = z.output<typeof HeardWishSchema>;

/** What the fleet takes in no push, and is not told. */
const AsideSchema = z.object({
  /** The journal's file name; of an answer to a wish, its number. */
  of: z.string(),
  /** Of the journal; 0: all of it. */
  line: z.int().nonnegative(),
  /** The record's kind. */
  what: z.string(),
  why: z.string(),
  /** ISO 8601 in UTC. */
  at: z.string(),
});

export type Aside = z.output<typeof AsideSchema>;

/** Why the fleet can't be told, since when, and what a person is to do; null: nothing, it is tried again by itself. */
const FleetTroubleSchema = z.object({ since: z.string(), what: z.string(), todo: z.string().nullable() });

export type FleetTrouble = z.output<typeof FleetTroubleSchema>;

const CursorSchema = z.object({
  /** Another fleet has nothing of it. */
  url: z.string(),
  /** Journals that were not written since then, and are not listed, are all there. Milliseconds since the epoch. */
  since: z.number(),
  /** How many those are: where there are more, a clock was set back, and they are all looked at. */
  unlisted: z.int().nonnegative().default(0),
  /** By the journals' file names. */
  journals: z.record(z.string(), SentSchema),
  /** By their numbers. */
  wishes: z.record(z.string(), HeardWishSchema).default({}),
  aside: z.array(AsideSchema).default([]),
  trouble: FleetTroubleSchema.nullable().default(null),
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
