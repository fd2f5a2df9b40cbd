import type { FileSystem, LauncherLogs } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import type { SessionMapping } from "../mapper/session-mapping.js";
import { placeLogs } from "./place-logs.js";

export interface LogCopy {
  /** Undefined: the logs were not copied. */
  readonly folder: string | undefined;
  /** Why not. */
  readonly warning?: string;
}

/** Puts the launcher's logs where they travel with the data. A failure is told and never holds the data back. */
export async function copyLauncherLogs(
  fileSystem: FileSystem,
  logs: LauncherLogs | undefined,
  mapping: SessionMapping,
  modality: string,
): Promise<LogCopy> {
  if (logs === undefined) return { folder: undefined };
  const folder = placeLogs(fileSystem, mapping, modality);
  if (folder === undefined) return refuse("no modality of the session has a folder for them");
  try {
    await logs.copyTo(folder);
    return { folder };
  } catch (error) {
    return refuse(messageOf(error));
  }
}

function refuse(why: string): LogCopy {
  return { folder: undefined, warning: `the launcher's logs do not travel with the data: ${why}` };
}
