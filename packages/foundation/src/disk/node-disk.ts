import {
  close,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
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
  utimesSync,
  writeSync,
  type BigIntStats,
} from "node:fs";
import { flushAndClose, flushFile } from "../platform/flush-file.js";
import { systemCodeOf } from "../platform/storage-errors.js";
import { askFreeSpace } from "../platform/file-system.js";
import type { Disk, DiskEntry } from "./disk.js";

const SOURCE_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** FILE_FLAG_NO_BUFFERING, as libuv's `open` takes it (UV_FS_O_DIRECT); Node names it only where the system itself has such a flag. */
const WINDOWS_UNBUFFERED = 0x0200_0000;
const PAST_CACHE: number | undefined = process.platform === "win32" ? WINDOWS_UNBUFFERED : constants.O_DIRECT;
const NO_SUCH_WAY = ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];
/** `open` of Windows knows of rights only whether a file may be written. */
const HAS_MODES = process.platform !== "win32";

export const nodeDisk: Disk = {
  inspect: (path) => describe(lstatSync(path, { bigint: true })),
  realPath: (path) => realpathSync.native(path),
  list: (folder) => readdirSync(folder),
  fileSystemType: (path) => {
    const { type } = statfsSync(path, { bigint: true });
    return type === 0n ? "" : BigInt.asUintN(32, type).toString(16);
  },
  freeSpace: askFreeSpace,
  listBytes: (folder) => readdirSync(folder, { encoding: "buffer" }),
  openSource: (path) => openSync(path, SOURCE_FLAGS),
  openPastCache: (path) => {
    if (PAST_CACHE === undefined) return undefined;
    try {
      return openSync(path, SOURCE_FLAGS | PAST_CACHE);
    } catch (error) {
      if (NO_SUCH_WAY.includes(systemCodeOf(error) ?? "")) return undefined;
      throw error;
    }
  },
  createNew: (path, mode) => openSync(path, "wx", HAS_MODES ? mode : undefined),
  openForWriting: (path) => openSync(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)),
  inspectOpen: (descriptor) => describe(fstatSync(descriptor, { bigint: true })),
  read: (descriptor, into, position) => readSync(descriptor, into, 0, into.length, position ?? null),
  write: (descriptor, bytes, position) => writeSync(descriptor, bytes, 0, bytes.length, position ?? null),
  resize: (descriptor, bytes) => ftruncateSync(descriptor, bytes),
  setModified: (descriptor, modifiedNs) => {
    const time = toTime(modifiedNs);
    futimesSync(descriptor, time, time);
  },
  setFolderModified: (path, modifiedNs) => {
    const time = toTime(modifiedNs);
    utimesSync(path, time, time);
  },
  sync: fsyncSync,
  startWriteback: (path) => {
    if (process.platform === "linux") startWriteback(path);
  },
  close: closeSync,
  makeFolder: (path, mode) => mkdirSync(path, HAS_MODES ? mode : undefined),
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: (path) => rmdirSync(path),
  flushFile,
  syncFolder: (path) => {
    if (process.platform !== "win32") flushAndClose(openSync(path, "r"));
  },
};

/** Files that are being brought onto their devices, and how often. */
const onTheirWay = new Map<string, { readonly descriptor: number; times: number }>();

function startWriteback(path: string): void {
  // A descriptor of its own: Linux tells each of them once of a failure (since 4.13), and that is to be heard by who flushes. One for all
  // times: who copies a large file lets nothing be closed before it ends, and of 16 GB there would be a thousand.
  const one = onTheirWay.get(path) ?? { descriptor: openSync(path, SOURCE_FLAGS), times: 0 };
  onTheirWay.set(path, one);
  one.times += 1;
  fdatasync(one.descriptor, () => {
    one.times -= 1;
    if (one.times > 0) return;
    onTheirWay.delete(path);
    close(one.descriptor, () => {});
  });
}

/** Node takes a negative number for "now"; a `Date` it takes as it is. */
function toTime(nanoseconds: bigint): number | Date {
  return nanoseconds < 0n ? new Date(Number(nanoseconds / 1_000_000n)) : Number(nanoseconds) / 1e9;
}

/** By the bits: `BigIntStats.isFile` and its like make three more big numbers at each call. */
function kindOf(mode: number): DiskEntry["kind"] {
  const format = mode & constants.S_IFMT;
  if (format === constants.S_IFREG) return "file";
  if (format === constants.S_IFDIR) return "folder";
  return format === constants.S_IFLNK ? "link" : "other";
}

function describe(stat: BigIntStats): DiskEntry {
  const mode = Number(stat.mode);
  return {
    kind: kindOf(mode),
    size: Number(stat.size),
    modifiedNs: stat.mtimeNs,
    changedNs: stat.ctimeNs,
    inode: stat.ino,
    device: stat.dev,
    mode: mode & 0o777,
    allocated: Number(stat.blocks) * 512,
    bornNs: stat.birthtimeNs > 0n ? stat.birthtimeNs : undefined,
  };
}
