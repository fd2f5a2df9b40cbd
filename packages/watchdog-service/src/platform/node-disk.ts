import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from "node:fs";
import { errorCode, type Disk, type DiskEntry } from "./disk.js";

const SOURCE_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const UNSUPPORTED = ["EINVAL", "ENOTSUP", "EISDIR"];
const NOT_OURS = ["EACCES", "EPERM", "EROFS"];

export const nodeDisk: Disk = {
  inspect: (path) => describe(lstatSync(path, { bigint: true })),
  realPath: (path) => realpathSync.native(path),
  list: (folder) => readdirSync(folder),
  fileSystemType: (path) => {
    const { type } = statfsSync(path, { bigint: true });
    return type === 0n ? "" : BigInt.asUintN(32, type).toString(16);
  },
  listBytes: (folder) => readdirSync(folder, { encoding: "buffer" }),
  openSource: (path) => openSync(path, SOURCE_FLAGS),
  createNew: (path) => openSync(path, "wx"),
  inspectOpen: (descriptor) => describe(fstatSync(descriptor, { bigint: true })),
  read: (descriptor, into) => readSync(descriptor, into),
  write: (descriptor, bytes) => writeSync(descriptor, bytes),
  setModified: (descriptor, modifiedNs) => {
    const seconds = Number(modifiedNs) / 1e9;
    futimesSync(descriptor, seconds, seconds);
  },
  sync: fsyncSync,
  close: closeSync,
  makeFolder: (path) => mkdirSync(path),
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: (path) => rmdirSync(path),
  // Windows flushes only what was opened for writing.
  flushFile: (path) => flush(path, process.platform === "win32" ? "r+" : "r", [...UNSUPPORTED, ...NOT_OURS]),
  syncFolder: (path) => {
    if (process.platform !== "win32") flush(path, "r", UNSUPPORTED);
  },
};

function flush(path: string, flags: string, tolerated: readonly string[]): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, flags);
    fsyncSync(descriptor);
  } catch (error) {
    if (!tolerated.includes(errorCode(error) ?? "")) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function describe(stat: BigIntStats): DiskEntry {
  return {
    kind: stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other",
    size: Number(stat.size),
    modifiedNs: stat.mtimeNs,
    changedNs: stat.ctimeNs,
    inode: stat.ino,
    device: stat.dev,
  };
}
