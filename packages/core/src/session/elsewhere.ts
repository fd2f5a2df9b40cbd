import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, readJson, standsAt, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import { SESSION_FOLDER } from "./session-places.js";

const ElsewhereSchema = z.object({
  /** Absolute, of the session. */
  directory: z.string(),
});

/**
 * Notes in a data folder that a session of its rig lies elsewhere, where a sweep has found it: on another disk, or deeper than in
 * `<data_dir>/<subject>`. One file for each, `<data_dir>/.rigline/elsewhere/<session>-<8 hex digits>.json`. Throws what the disk says.
 */
export function noteElsewhere(fileSystem: FileSystem, dataDir: string, directory: string): void {
  if (isOneFolder(fileSystem, dirname(dirname(directory)), dataDir)) return;
  const id = createHash("sha256").update(directory).digest("hex").slice(0, 8);
  const file = join(folderOf(dataDir), `${basename(directory)}-${id}.json`);
  if (fileSystem.exists(file)) return;
  makeFolderDurably(fileSystem, dirname(file), { below: dataDir });
  writeDurably(file, `${JSON.stringify({ directory })}\n`, { fileSystem });
}

/** Those that are there now, absolute. */
export function listElsewhere(fileSystem: FileSystem, dataDir: string): readonly string[] {
  const folder = folderOf(dataDir);
  if (!standsAt(fileSystem, folder)) return [];
  return fileSystem.list(folder).flatMap(({ name }) => {
    try {
      const { directory } = ElsewhereSchema.parse(readJson(fileSystem, join(folder, name)));
      return fileSystem.exists(join(directory, SESSION_FOLDER)) ? [directory] : [];
    } catch {
      mark("sweep: a note of a session elsewhere that can't be read hides that one alone");
      return [];
    }
  });
}

function folderOf(dataDir: string): string {
  return join(dataDir, SESSION_FOLDER, "elsewhere");
}

/** By a link, too. */
function isOneFolder(fileSystem: FileSystem, one: string, other: string): boolean {
  try {
    return fileSystem.realPath(one) === fileSystem.realPath(other);
  } catch {
    return one === other;
  }
}
