import { basename } from "node:path";
import { inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Ledger, LedgerEntry, SourceLook } from "@rigline/manifest";
import { findModalitySources, type FoundSource } from "../archive/find-sources.js";
import type { CopyRequest } from "../plan/copy-plan.js";

const NAMED = 3;

/**
 * Whether all that a manifest names at the rig, as far as it is still there, is what was handed off: each file by its place, its size and
 * its time. What the launcher's session folder holds beside that, `rigline status` looks at. Never throws.
 */
export function lookAtSources(disk: Disk, request: CopyRequest, ledger: Ledger, at: string): SourceLook {
  try {
    const other = findAll(disk, request).filter((found) => !isHandedOff(found, ledger.get(found.path)));
    if (other.length === 0) return { isHandedOff: true, at };
    const named = other.slice(0, NAMED).map(({ source }) => source);
    const more = other.length > NAMED ? ` and ${other.length - NAMED} more` : "";
    return { isHandedOff: false, why: `only here, or changed since: ${named.join(", ")}${more}`, at };
  } catch (error) {
    mark("gates: sources that can't be looked through are not said to be still the same");
    return { isHandedOff: false, why: `not all of it can be looked at: ${messageOf(error)}`, at };
  }
}

function findAll(disk: Disk, { modalities, schemas, selection }: CopyRequest): readonly FoundSource[] {
  const ofModalities = findModalitySources(disk, selection === undefined ? { modalities } : { modalities, selection });
  const ofSchemas = schemas.flatMap((source) => {
    const entry = inspectIfThere(disk, source);
    if (entry === undefined) return [];
    const path = basename(source);
    if (entry.kind === "folder") return findModalitySources(disk, { modalities: { [path]: [source] } }).found;
    const { kind, size: bytes, modifiedNs } = entry;
    return [{ source, path, isFile: kind === "file", bytes, modified: modifiedNs.toString() }];
  });
  return [...ofModalities.found, ...ofSchemas];
}

/** By its size and its time. */
export function isHandedOff(
  { isFile, bytes, modified }: FoundSource,
  copied: Pick<LedgerEntry, "bytes" | "modified"> | undefined,
): boolean {
  return isFile && copied !== undefined && bytes === copied.bytes && modified === copied.modified;
}
