import { openLineFile, readTail, type LineFile, type TailLimits } from "@rigline/foundation/logs";
import type { Clock } from "@rigline/foundation/platform";
import { copyLogs, linkLogs } from "./copy-logs.js";
import { makeRunFolder } from "./run-folder.js";

/**
 * Where the logs of a run are written. A port beside the file system's: the real one never waits for the disk, and copies what
 * is still being written.
 */
export interface LogStore {
  /** Makes the folder of one run and returns its absolute path. Throws LOG_FILE_NOT_WRITABLE. */
  makeRunFolder(tempDir: string, clock: Pick<Clock, "now">): string;
  /** Opens for appending and makes the folders. Throws LOG_FILE_NOT_WRITABLE. */
  open(path: string): LineFile;
  /**
   * Copies every file of a run's folder, so that the copy outlives a power cut; files of lines are appended to. Returns the
   * files written. Throws LOG_COPY_FAILED.
   */
  copy(fromFolder: string, toFolder: string): readonly string[];
  /** The same without taking the space again, where the disk can. Throws LOG_COPY_FAILED. */
  link(fromFolder: string, toFolder: string): readonly string[];
  /** The last lines of a file. Throws what the disk says. */
  readTail(path: string, limits: TailLimits): readonly string[];
  /** Calls back when the process ends, however it does; the returned function takes that back. */
  atExit(callback: () => void): () => void;
}

export const nodeLogs: LogStore = {
  makeRunFolder,
  open: openLineFile,
  copy: (from, to) => copyLogs(from, to),
  link: linkLogs,
  readTail,
  atExit: (callback) => {
    process.on("exit", callback);
    return () => void process.off("exit", callback);
  },
};
