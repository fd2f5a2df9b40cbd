import { cannotFlush, type FileSystem, systemCodeOf } from "@rigline/foundation/platform";
import { refuse, Stuck } from "./actor.js";
import type { SimulatedDisk } from "./disk.js";
import type { SimulatedTime } from "./clock.js";

/**
 * The same files by the other port: each of its operations is several of the disk's, and may end between any two.
 * `process`: as no other is named, for names of files.
 */
export function createFileSystem(disk: SimulatedDisk, time: SimulatedTime, process: string): FileSystem {
  let names = 0;
  const isThere = (path: string): boolean => {
    try {
      return disk.isThere(path);
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
      return false;
    }
  };
  const isFolder = (path: string): boolean => isThere(path) && disk.stat(path).kind === "folder";
  const writeAll = (descriptor: number, bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) done += disk.write(descriptor, bytes.subarray(done));
  };
  const makeFolder = (path: string): boolean => {
    try {
      disk.makeFolder(path);
      return true;
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === "EEXIST" && isFolder(path)) return false;
      if (code !== "ENOENT" || path === "/") throw error;
      makeFolder(path.slice(0, Math.max(1, path.lastIndexOf("/"))));
      disk.makeFolder(path);
      return true;
    }
  };
  const removeAll = (path: string): void => {
    const { kind } = disk.inspect(path);
    if (kind !== "folder") return disk.removeFile(path);
    for (const name of disk.list(path)) removeAll(`${path}/${name}`);
    disk.removeFolder(path);
  };
  return {
    exists: isThere,
    read: (path) => {
      if (disk.stat(path).kind === "folder") refuse("EISDIR", "read", path);
      const descriptor = disk.openSource(disk.realPath(path));
      try {
        const bytes = new Uint8Array(disk.inspectOpen(descriptor).size);
        for (let done = 0, got = 1; done < bytes.length && got > 0; done += got)
          got = disk.read(descriptor, bytes.subarray(done));
        return bytes;
      } finally {
        disk.close(descriptor);
      }
    },
    list: (path) =>
      disk.list(path).map((name) => ({ name, isFolder: disk.inspect(`${path}/${name}`).kind === "folder" })),
    stat: (path) => {
      const { kind, size, modifiedNs } = disk.stat(path);
      return { size, isFolder: kind === "folder", modified: Number(modifiedNs / 1000n) / 1000 };
    },
    makeFolder,
    makeNewFolder: (path) => disk.makeFolder(path),
    writeNew: (path, bytes, mode) => {
      const descriptor = disk.createNew(path, mode);
      try {
        writeAll(descriptor, bytes);
        flush(() => disk.sync(descriptor));
      } finally {
        disk.close(descriptor);
      }
    },
    flushFile: (path) => void disk.flushFile(path),
    openAppend: (path) => {
      const descriptor = disk.openAppend(path);
      return {
        get size() {
          return disk.inspectOpen(descriptor).size;
        },
        append: (bytes) => writeAll(descriptor, bytes),
        truncate: (size) => disk.truncate(path, size),
        sync: () => disk.sync(descriptor),
        close: () => disk.close(descriptor),
      };
    },
    rename: (from, to) => disk.rename(from, to),
    link: (from, to) => disk.link(from, to),
    remove: (path) => {
      try {
        removeAll(path);
      } catch (error) {
        if (systemCodeOf(error) !== "ENOENT") throw error;
      }
    },
    removeFile: (path) => disk.removeFile(path),
    removeEmptyFolder: (path) => disk.removeFolder(path),
    syncFolder: (path) => disk.syncFolder(path),
    realPath: (path) => disk.realPath(path),
    deviceOf: (path) => disk.stat(path).device,
    fileSystemType: (path) => disk.fileSystemType(path),
    inspect: (path, { followLinks = false } = {}) =>
      patiently(() => {
        const { kind, size, modifiedNs } = followLinks ? disk.stat(path) : disk.inspect(path);
        return { kind: kind === "link" ? "other" : kind, size: BigInt(size), modifiedNs };
      }),
    listNames: (path) => patiently(() => disk.list(path)),
    pause: (milliseconds) => time.block(milliseconds),
    uniqueName: () => `${process}-${(names += 1)}`,
  };
}

function flush(sync: () => void): void {
  try {
    sync();
  } catch (error) {
    if (!cannotFlush(error)) throw error;
  }
}

/** What is asked in the background: who asks goes on, and hears nothing while the system does not answer. */
function patiently<Answer>(ask: () => Answer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    try {
      resolve(ask());
    } catch (error) {
      if (!(error instanceof Stuck)) reject(error);
    }
  });
}
