import { dirname, join } from "node:path";
import type { LineFile } from "@rigline/foundation/logs";
import { type FileSystem, standsAt, systemCodeOf } from "@rigline/foundation/platform";
import { formatTimestamp } from "../logs/format-line.js";
import type { LogStore } from "../logs/log-store.js";
import { copyDurably, type LogTransfer, transferLogs } from "../logs/transfer-logs.js";

/**
 * Logs in the files of a port, each line written as it comes: for a launcher with nothing real below it. Nothing is told of
 * the end of a process that is none.
 */
export function createPlainLogs(fileSystem: FileSystem): LogStore {
  const list: LogTransfer["list"] = (folder) => fileSystem.list(folder);
  const copy = (source: string, target: string): void => {
    const bytes = fileSystem.read(source);
    const there = standsAt(fileSystem, target) ? fileSystem.read(target) : new Uint8Array();
    const isEarlier = Buffer.compare(bytes.subarray(0, there.length), there) === 0;
    const file = fileSystem.openAppend(target);
    try {
      file.append(isEarlier ? bytes.subarray(there.length) : bytes);
    } finally {
      file.close();
    }
  };
  const link = (source: string, target: string): void => {
    try {
      fileSystem.link(source, target);
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
      copy(source, target);
    }
  };
  return {
    makeRunFolder: (tempDir, clock) => {
      const folder = join(tempDir, `${formatTimestamp(clock.now())}-${fileSystem.uniqueName()}`);
      fileSystem.makeFolder(folder);
      return folder;
    },
    open: (path) => openPlainLines(fileSystem, path),
    copy: (from, to) => transferLogs(from, to, copyDurably(fileSystem, { list, copy })),
    link: (from, to) =>
      transferLogs(from, to, {
        list,
        makeFolder: (folder) => fileSystem.makeFolder(folder),
        file: link,
        end: () => undefined,
      }),
    readTail: (path, { lines, bytes }) =>
      Buffer.from(fileSystem.read(path).subarray(-bytes)).toString("utf8").trimEnd().split("\n").slice(-lines),
    atExit: () => () => undefined,
  };
}

function openPlainLines(fileSystem: FileSystem, path: string): LineFile {
  fileSystem.makeFolder(dirname(path));
  const file = fileSystem.openAppend(path);
  let failure: Error | undefined;
  let isClosed = false;
  const attempt = (deed: () => void): void => {
    if (isClosed) return;
    try {
      deed();
    } catch (error) {
      failure ??= error as Error;
    }
  };
  const append = (line: string): void => attempt(() => file.append(Buffer.from(`${line}\n`)));
  return {
    path,
    get failure() {
      return failure;
    },
    waiting: 0,
    append,
    appendBytes: (lines) => attempt(() => file.append(lines)),
    appendSoon: append,
    drain: () => undefined,
    flush: () => attempt(() => file.sync()),
    close: () => {
      attempt(() => file.sync());
      attempt(() => file.close());
      isClosed = true;
    },
  };
}
