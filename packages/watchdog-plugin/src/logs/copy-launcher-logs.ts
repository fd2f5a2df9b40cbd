import { dirname, join, resolve } from "node:path";
import type { FileSystem, LauncherLogs, Session } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import { flushFolder } from "@rigline/foundation/platform";
import type { SessionMapping } from "../mapper/session-mapping.js";

interface LogCopy {
  /** Undefined: the logs were not copied. */
  readonly folder: string | undefined;
  /** Why not. */
  readonly warning?: string;
}

interface LogsToCopy {
  readonly logs: LauncherLogs | undefined;
  readonly session: Pick<Session, "directory">;
  readonly mapping: SessionMapping;
  /** The wanted one. */
  readonly modality: string;
}

/** Puts the launcher's logs where they travel with the data. A failure is told and never holds the data back. */
export async function copyLauncherLogs(
  fileSystem: FileSystem,
  { logs, session, mapping, modality }: LogsToCopy,
): Promise<LogCopy> {
  if (logs === undefined) return { folder: undefined };
  const folder = placeLogs(fileSystem, mapping, modality);
  if (folder === undefined) return refuse("no modality of the session has a folder for them");
  try {
    flushWay(fileSystem, dirname(dirname(folder)), session);
    await logs.copyTo(folder);
    return { folder };
  } catch (error) {
    mark("hand-off: logs that can't be copied hold no data back");
    return refuse(messageOf(error));
  }
}

/**
 * The folders of the data are whoever's recorded them, who need not have flushed their names: a power cut would take with them what is
 * put there. Those above the session's own are there since it was opened; above a folder elsewhere nobody knows whose they are.
 */
function flushWay(fileSystem: FileSystem, modality: string, { directory }: Pick<Session, "directory">): void {
  const folder = resolve(modality);
  const last = isWithin(directory, folder) ? resolve(directory) : dirname(folder);
  for (let current = folder; ; current = dirname(current)) {
    flushFolder(fileSystem, current);
    if (current === last || current === dirname(current)) return;
  }
}

function refuse(why: string): LogCopy {
  return { folder: undefined, warning: `the launcher's logs do not travel with the data: ${why}` };
}

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

/** Where they went, and with what where that is not the modality that was asked for. */
export function nameLogs(folder: string, { modalities }: SessionMapping, wanted: string): string {
  const [modality] =
    Object.entries(modalities).find(([, sources]) => sources.some((path) => isWithin(path, folder))) ?? [];
  const isWanted = modality === undefined || modality.toLowerCase() === wanted.toLowerCase();
  return isWanted ? folder : `${folder} (with ${modality}, for no folder of ${wanted} is handed off)`;
}
