import type { FileSystem } from "./file-system.js";

/** The value that a file says in JSON. Throws what the disk says, and what is no JSON. */
export function readJson(fileSystem: Pick<FileSystem, "read">, path: string): unknown {
  return JSON.parse(Buffer.from(fileSystem.read(path)).toString("utf8")) as unknown;
}
