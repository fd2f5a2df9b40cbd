import { basename, dirname, join } from "node:path";
import { type FileSystem, type Session, writeDurably } from "@rigline/core";

export function toJsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/**
 * Puts a JSON file where the next session reads it; a reader sees the old one or the new one. The one that was there is kept in
 * `history` beside it, under the name of the session before whose end it held. Throws what the disk says.
 */
export function replaceWithHistory(fileSystem: FileSystem, path: string, value: unknown, session: Session): void {
  fileSystem.makeFolder(dirname(path));
  if (fileSystem.exists(path)) {
    const history = join(dirname(path), "history");
    fileSystem.makeFolder(history);
    const kept = `${basename(path, ".json")}_before_${session.name}.json`;
    writeDurably(join(history, kept), fileSystem.read(path), { fileSystem });
  }
  writeDurably(path, toJsonText(value), { fileSystem });
}
