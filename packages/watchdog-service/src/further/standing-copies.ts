import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { standsAt } from "@rigline/foundation/platform";
import { copyOf, furtherFile, MOST_FURTHER, parseManifest } from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";

/** The session's own destination is the first. */
const SECOND = 2;

/** The file name of the manifest for a session's further destination, `index` from 0. */
export function copyFile(session: string, index: number): string {
  return furtherFile(basename(session), SECOND + index);
}

/**
 * The manifests in the flag folder that are derived from a session's own, by their file names: also those of which its journal does
 * not tell, because the daemon was killed before it could, or because the manifest was corrected since.
 */
export function standingCopies(
  { fileSystem, settings }: Pick<DaemonParts, "fileSystem" | "settings">,
  session: string,
): readonly string[] {
  const names = Array.from({ length: MOST_FURTHER }, (_, index) => copyFile(session, index));
  return names.filter((name) => {
    const path = join(settings.flagFolder, name);
    return standsAt(fileSystem, path) && isDerived(fileSystem.read(path), session);
  });
}

/** What somebody else has put there under such a name is left to him. */
export function isDerived(bytes: Uint8Array, session: string): boolean {
  try {
    return copyOf(parseManifest(bytes).manifest)?.manifest === basename(session);
  } catch {
    mark("further: what can't be read under the name of a derived manifest is somebody's");
    return false;
  }
}
