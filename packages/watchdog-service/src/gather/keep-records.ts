import { createHash } from "node:crypto";
import { dirname, join, normalize } from "node:path";
import { type Disk, inspectIfThere, removeTreeDurably } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import {
  type FileSystem,
  flushFound,
  flushName,
  makeFolderDurably,
  placeExclusively,
  standsAt,
} from "@rigline/foundation/platform";
import { copyError } from "../copy/copy-errors.js";
import { hashFile } from "../copy/read-file.js";
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
  readonly target?: string | undefined;
}

export interface KeptRecords {
  /** All that stand there. */
  readonly records: readonly WrittenRecord[];
  /** Of what was expected. */
  readonly missing: readonly string[];
}

/**
 * Writes records of a session into its folder of records, each whole, on the device, and once: of two computers that write one
 * at the same moment the first has it. Returns all records that stand there then. Throws DESTINATION_MISSING,
 * DESTINATION_CONFLICT and COPY_DIFFERS.
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
    // Of the way there at most the last folder of the destination is made, the subject's: a share may go away at any moment.
    const below = dirname(normalize(at.destination));
    for (const record of records) keepRecord({ disk, fileSystem }, { folder, staging, below }, record);
  } finally {
    if (inspectIfThere(disk, staging) !== undefined) removeTreeDurably(disk, staging);
  }
  const names = disk.list(folder).filter((name) => name.endsWith(".json"));
  return {
    records: names.map((name) => ({ name, text: readText(fileSystem, join(folder, name)) })),
    missing: expected.filter((path) => inspectIfThere(disk, path)?.kind !== "folder"),
  };
}

function keepRecord(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  { folder, staging, below }: Pick<GatherAsks, "folder" | "staging"> & { readonly below: string },
  { name, text, replaces }: GatherAsks["records"][number],
): void {
  const path = join(folder, name);
  const bytes = Buffer.from(text, "utf8");
  const verify = (unfinished: string): void => requireArrived(disk, unfinished, bytes);
  // Who waits for others asks for the same every half a minute: what stands there is not written for each.
  if (!standsAt(fileSystem, path) && placeExclusively(fileSystem, path, bytes, staging, { below, verify })) return;
  if (replaces === undefined || readText(fileSystem, path) !== replaces) {
    mark("gather: a record that stands there already is found by who would write it again");
    // Who wrote it may have been killed before its name was flushed.
    flushFound(fileSystem, path);
    return;
  }
  const unfinished = join(staging, name);
  makeFolderDurably(fileSystem, staging, { below });
  fileSystem.writeNew(unfinished, bytes);
  verify(unfinished);
  fileSystem.rename(unfinished, path);
  flushName(fileSystem, path);
}

/** Whoever believes a record that was damaged on its way may wait for ever for somebody who does not exist. Throws COPY_DIFFERS. */
function requireArrived(disk: Disk, path: string, bytes: Uint8Array): void {
  const { hash } = hashFile(disk, "sha256", { path, side: "copy", readBack: "device" }, () => {});
  if (hash === createHash("sha256").update(bytes).digest("hex")) return;
  throw copyError("COPY_DIFFERS", {
    what: `${path}, a record of the session's parts, was read back otherwise than it was written`,
    where: { file: path },
  });
}

function readText(fileSystem: FileSystem, path: string): string {
  return Buffer.from(fileSystem.read(path)).toString("utf8");
}
