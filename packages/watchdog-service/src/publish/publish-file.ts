import { identityOf, inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { type FileSystem, flushName, linkOrRename, removeQuietly } from "@rigline/foundation/platform";
import { publishError } from "./publish-errors.js";
import type { ExpectedTree, Publication } from "./publication.js";

/** Whether what is expected is a single file that stands by itself, and no folder. */
export function isOneFile({ files }: Pick<ExpectedTree, "files">): boolean {
  return files.length === 1 && files[0]?.path === "";
}

/**
 * Gives one verified file its final name, durably, where nothing has that name; a rename would replace what another computer has
 * published in the same moment. Throws STAGING_DIFFERS, and what the system says.
 */
export function publishFile(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  staging: string,
  target: string,
  { files, copies }: ExpectedTree,
): Publication {
  const entry = inspectIfThere(disk, staging);
  if (entry?.kind !== "file" || entry.size !== files[0]?.bytes)
    throw publishError("STAGING_DIFFERS", { what: `${staging} is not what was planned` });
  if (identityOf(entry) !== copies[0]) return { touched: [""] };
  const placed = linkOrRename(fileSystem, staging, target);
  if (placed === "taken") return "taken";
  flushName(fileSystem, target);
  // It would stay for as long as other files wait for their hour: who works on it there would change what is published.
  if (placed === "linked") removeQuietly(fileSystem, staging);
  return "published";
}
