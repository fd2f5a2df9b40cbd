import type { FileSystem, LauncherLogs, Logger } from "@rigline/core";
import { messageOf } from "@rigline/core/errors";
import type { SessionMapping } from "../mapper/session-mapping.js";
import { placeLogs } from "./place-logs.js";

export interface LogCopy {
  /** Undefined: the logs were not copied. */
  readonly folder: string | undefined;
  readonly warning?: string;
}

/** Puts the launcher's logs where they travel with the data. A failure is told and never holds the data back. */
export async function copyLauncherLogs(
  fileSystem: FileSystem,
  logs: LauncherLogs | undefined,
  mapping: SessionMapping,
  modality: string,
  log: Logger,
): Promise<LogCopy> {
  if (logs === undefined) return { folder: undefined };
  const folder = placeLogs(fileSystem, mapping, modality);
  if (folder === undefined) return fail(log, "no modality of the session has a folder for them");
  try {
    const files = await logs.copyTo(folder);
    log.info(`copied ${files.length} log files to ${folder}`);
    return { folder };
  } catch (error) {
    return fail(log, messageOf(error));
  }
}

function fail(log: Logger, why: string): LogCopy {
  const warning = `the launcher's logs do not travel with the data: ${why}`;
  log.warning(warning);
  return { folder: undefined, warning };
}
