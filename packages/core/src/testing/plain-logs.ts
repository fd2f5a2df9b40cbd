import { dirname, join } from "node:path";
import type { LineFile } from "@rigline/foundation/logs";
import {
  flushFolder,
  makeFolderDurably,
  removeQuietly,
  systemCodeOf,
  type FileSystem,
} from "@rigline/foundation/platform";
import { formatTimestamp } from "../logs/format-line.js";
import type { LogStore } from "../logs/log-store.js";

/**
 * Logs in the files of a port, each line written as it comes: for a launcher with nothing real below it. Nothing is told of
 * the end of a process that is none.
 */
export function createPlainLogs(fileSystem: FileSystem): LogStore {
  const copyFile = (source: string, target: string): void => {
    const bytes = fileSystem.read(source);
    const there = fileSystem.exists(target) ? fileSystem.read(target) : new Uint8Array();
    const isEarlier = Buffer.compare(bytes.subarray(0, there.length), there) === 0;
    try {
      const file = fileSystem.openAppend(target);
      try {
        file.append(isEarlier ? bytes.subarray(there.length) : bytes);
      } finally {
        file.close();
      }
      fileSystem.flushFile(target);
    } catch (error) {
      takeBack(target, there.length);
      throw error;
    }
  };
  const takeBack = (target: string, length: number): void => {
    if (length === 0) return removeQuietly(fileSystem, target);
    const file = fileSystem.openAppend(target);
    try {
      file.truncate(length);
    } finally {
      file.close();
    }
  };
  const transfer = (from: string, to: string, one: typeof copyFile): string[] => {
    makeFolderDurably(fileSystem, to);
    const copied = fileSystem.list(from).flatMap(({ name, isFolder }) => {
      const [source, target] = [join(from, name), join(to, name)];
      if (isFolder) return transfer(source, target, one);
      one(source, target);
      return [target];
    });
    try {
      for (const folder of [to, dirname(to)]) flushFolder(fileSystem, folder);
    } catch (error) {
      for (const target of copied) removeQuietly(fileSystem, target);
      throw error;
    }
    return copied;
  };
  return {
    makeRunFolder: (tempDir, clock) => {
      const folder = join(tempDir, `${formatTimestamp(clock.now())}-${fileSystem.uniqueName()}`);
      fileSystem.makeFolder(folder);
      return folder;
    },
    open: (path) => openPlainLines(fileSystem, path),
    copy: (from, to) => transfer(from, to, copyFile),
    link: (from, to) =>
      transfer(from, to, (source, target) => {
        try {
          fileSystem.link(source, target);
        } catch (error) {
          if (systemCodeOf(error) === undefined) throw error;
          copyFile(source, target);
        }
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
