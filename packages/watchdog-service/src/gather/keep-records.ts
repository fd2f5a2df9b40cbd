import { join } from "node:path";
import { type Disk, inspectIfThere } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import {
  type FileSystem,
  flushFound,
  flushName,
  makeFolderDurably,
  placeExclusively,
  standsAt,
} from "@rigline/foundation/platform";
import { requireSamePlace, type KnownDestination } from "../publish/look-at-destination.js";
import { publishError } from "../publish/publish-errors.js";

/** A record as it lies at the destination. */
export interface WrittenRecord {
  /** The file's name. */
  readonly name: string;
  readonly text: string;
}

export interface GatherAsks {
  readonly at: KnownDestination;
  /** Where the session's records lie. */
  readonly folder: string;
  /** Of whoever asks alone: records grow there. Gone afterwards. */
  readonly staging: string;
  /** Written where nothing stands under the name, or the text `replaces`. */
  readonly records: readonly (WrittenRecord & { readonly replaces?: string })[];
  /** Folders that are to be there. Absolute. */
  readonly expected: readonly string[];
  /** The session's own folder: where it is there and no record is, somebody else made it. Undefined: it is not looked at. */
  readonly target?: string;
}

export interface KeptRecords {
  /** All that stand there. */
  readonly records: readonly WrittenRecord[];
  /** Of what was expected. */
  readonly missing: readonly string[];
}

/**
 * Writes records of a session into its folder of records, each whole, on the device, and once: of two computers that write one
 * at the same moment the first has it. Returns all records that stand there then. Throws DESTINATION_MISSING and
 * DESTINATION_CONFLICT.
 */
export function keepRecords(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  { at, folder, staging, records, expected, target }: GatherAsks,
): KeptRecords {
  requireSamePlace(disk, at);
  const isBegun = inspectIfThere(disk, folder) !== undefined;
  if (!isBegun && target !== undefined && inspectIfThere(disk, target) !== undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${target} is there already, and no computer has made it that hands off a part of this session`,
      where: { file: target },
      why: `${folder}, where the parts would be on record, is not there`,
    });
  try {
    for (const record of records) keepRecord(fileSystem, { folder, staging }, record);
  } finally {
    fileSystem.remove(staging);
  }
  const names = disk.list(folder).filter((name) => name.endsWith(".json"));
  return {
    records: names.map((name) => ({ name, text: readText(fileSystem, join(folder, name)) })),
    missing: expected.filter((path) => inspectIfThere(disk, path)?.kind !== "folder"),
  };
}

function keepRecord(
  fileSystem: FileSystem,
  { folder, staging }: Pick<GatherAsks, "folder" | "staging">,
  { name, text, replaces }: GatherAsks["records"][number],
): void {
  const path = join(folder, name);
  const bytes = Buffer.from(text, "utf8");
  // Who waits for others asks for the same every half a minute: what stands there is not written for each.
  if (!standsAt(fileSystem, path) && placeExclusively(fileSystem, path, bytes, staging)) return;
  if (replaces === undefined || readText(fileSystem, path) !== replaces) {
    mark("gather: a record that stands there already is found by who would write it again");
    // Who wrote it may have been killed before its name was flushed.
    flushFound(fileSystem, path);
    return;
  }
  const unfinished = join(staging, name);
  makeFolderDurably(fileSystem, staging);
  fileSystem.writeNew(unfinished, bytes);
  fileSystem.rename(unfinished, path);
  flushName(fileSystem, path);
}

function readText(fileSystem: FileSystem, path: string): string {
  return Buffer.from(fileSystem.read(path)).toString("utf8");
}
