import { join } from "node:path";
import type { FileSystem, Session, SessionOutcome } from "@rigline/core";
import { standsAt } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import type { SessionMapping } from "./session-mapping.js";

/**
 * Whether a session that failed or was aborted has nothing to hand off: none of its modalities is there, and its folder has
 * nothing but metadata. A file that is in no modality is data all the same, so that is not nothing. Throws what the system
 * says where it does not let us look.
 */
export function isNothingRecorded(
  fileSystem: FileSystem,
  mapping: SessionMapping,
  session: Session,
  outcome: SessionOutcome | undefined,
): boolean {
  if (outcome !== "failed" && outcome !== "aborted") return false;
  if (!fileSystem.exists(session.directory)) return false;
  const sources = Object.values(mapping.modalities).flat();
  if (sources.some((path) => standsAt(fileSystem, path))) return false;
  return fileSystem
    .list(session.directory)
    .filter(({ name }) => name !== RIGLINE_FOLDER)
    .every(({ name, isFolder }) =>
      isFolder ? isEmpty(fileSystem, join(session.directory, name)) : name.toLowerCase().endsWith(".json"),
    );
}

function isEmpty(fileSystem: FileSystem, folder: string): boolean {
  return fileSystem.list(folder).every(({ name, isFolder }) => isFolder && isEmpty(fileSystem, join(folder, name)));
}
