import { join } from "node:path";
import type { FileSystem } from "@rigline/core";
import type { SessionMapping } from "../mapper/session-mapping.js";

/**
 * The folder for the launcher's logs: `Logs/.launcher` in the folder of the wanted modality, or of the first one that has
 * a folder. It must lie inside what is transferred, so the folder's own spelling is taken: on a disk that minds case,
 * `Behavior/Logs` beside `behavior` would never leave the rig. Undefined: no modality has a folder.
 */
export function placeLogs(fileSystem: FileSystem, mapping: SessionMapping, wanted: string): string | undefined {
  const named = Object.entries(mapping.modalities);
  const first = named.filter(([name]) => name.toLowerCase() === wanted.toLowerCase());
  const folder = [...first, ...named]
    .flatMap(([, sources]) => sources)
    .find((source) => fileSystem.stat(source).isFolder);
  if (folder === undefined) return undefined;
  const logs = fileSystem.list(folder).find(({ name, isFolder }) => isFolder && name.toLowerCase() === "logs");
  return join(folder, logs?.name ?? "Logs", ".launcher");
}
