import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { adviceOnFileInTheWay, makeFolder, type Clock } from "@rigline/foundation/platform";
import { formatTimestamp } from "./format-line.js";
import { logFileError } from "@rigline/foundation/logs";

/**
 * Makes `<temp_dir>/<YYYY-MM-DDTHHMMSSZ>-<pid>-<random>`, the folder for the logs of one run of the launcher, and returns
 * its absolute path. Two runs never share one, also within a second and across machines that share `temp_dir`.
 * Throws LOG_FILE_NOT_WRITABLE.
 */
export function makeRunFolder(tempDir: string, clock: Pick<Clock, "now">): string {
  const parent = resolve(tempDir);
  const folder = join(parent, `${formatTimestamp(clock.now())}-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    makeFolder(parent);
    // Not recursive: that would take an existing folder for a new one.
    // What is in it is for this user: whoever else may read it is given a copy.
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    throw logFileError("LOG_FILE_NOT_WRITABLE", {
      what: `the folder for this run's logs can't be made: ${folder}`,
      where: { file: parent },
      ...adviceOnFileInTheWay(parent),
      cause,
    });
  }
  return folder;
}
