import { dirname, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import {
  type FileSystem,
  flushFolder,
  makeFolderDurably,
  removeQuietly,
  standsAt,
  systemCodeOf,
} from "@rigline/foundation/platform";
import { logError } from "./log-errors.js";

/** How the files of one folder get into another one. */
export interface LogTransfer {
  /** What of a folder goes along. */
  list(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[];
  makeFolder(folder: string): void;
  file(source: string, target: string): void;
  /** All of the folder is there. */
  end(folder: string): void;
}

/**
 * Brings a folder's files into another one, sub-folders too; returns their absolute paths. Throws LOG_COPY_FAILED, having
 * brought what could be brought.
 */
export function transferLogs(fromFolder: string, toFolder: string, by: LogTransfer): readonly string[] {
  const copied: string[] = [];
  const failed: string[] = [];
  const attempt = (path: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      mark("logs: a log that can't be copied holds up none of the others");
      failed.push(`${path}: ${messageOf(error)}`);
    }
  };
  const bring = (from: string, to: string): void =>
    attempt(from, () => {
      by.makeFolder(to);
      for (const { name, isFolder } of by.list(from)) {
        const [source, target] = [join(from, name), join(to, name)];
        if (isFolder) bring(source, target);
        else
          attempt(source, () => {
            by.file(source, target);
            copied.push(target);
          });
      }
      by.end(to);
    });
  bring(fromFolder, toFolder);
  if (failed.length > 0) {
    throw logError("LOG_COPY_FAILED", {
      what: `${failed.length} of ${failed.length + copied.length} log files could not be copied to ${toFolder}`,
      where: { file: toFolder },
      why: failed.join("\n"),
    });
  }
  return copied;
}

export interface LogCopying {
  readonly list: LogTransfer["list"];
  readonly copy: (source: string, target: string) => void;
}

/** What is copied by `copy` outlives a power cut; what is not sure to is taken back, and stays away after one too. */
export function copyDurably(fileSystem: FileSystem, { list, copy }: LogCopying): LogTransfer {
  const undo = new Map<string, () => void>();
  return {
    list,
    makeFolder: (folder) => makeFolderDurably(fileSystem, folder),
    file: (source, target) => {
      const takeBack = takingBack(fileSystem, target);
      try {
        copy(source, target);
        fileSystem.flushFile(target);
        undo.set(target, takeBack);
      } catch (error) {
        takeBack();
        throw error;
      }
    },
    end: (folder) => {
      // The folder's own name too: a launcher that was killed may have made it.
      const flush = (): void => {
        for (const named of [folder, dirname(folder)]) flushFolder(fileSystem, named);
      };
      try {
        flush();
      } catch (error) {
        for (const [target, takeBack] of undo) if (dirname(target) === folder) takeBack();
        mark("logs: that a copy was taken back is brought onto the disk");
        quietly(flush);
        throw error;
      }
    },
  };
}

/** What makes a file what it is now, as far as the system lets us: that it was not all copied is told by another failure. */
function takingBack(fileSystem: FileSystem, target: string): () => void {
  const size = standsAt(fileSystem, target) ? fileSystem.stat(target).size : undefined;
  return () => {
    mark("logs: a copy that is not sure to stay is taken back");
    if (size === undefined) return removeQuietly(fileSystem, target);
    quietly(() => {
      const file = fileSystem.openAppend(target);
      try {
        file.truncate(size);
        file.sync();
      } finally {
        file.close();
      }
    });
  };
}

function quietly(deed: () => void): void {
  try {
    deed();
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
  }
}
