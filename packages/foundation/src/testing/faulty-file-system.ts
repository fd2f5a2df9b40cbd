import { nodeFileSystem, type AppendFile, type FileSystem } from "../platform/index.js";

/** An operation of the file system, or of a file opened for appending. */
export type FileOperation =
  | Exclude<keyof FileSystem, "pause" | "uniqueName">
  | `file.${"append" | "truncate" | "sync" | "close"}`;

export interface FaultyFileSystem extends FileSystem {
  /** What was asked for, in order: `rename /a /b`. */
  readonly calls: readonly string[];
  /** How long was waited between tries, milliseconds; nobody waits in fact. */
  readonly pauses: readonly number[];
  /** From now on the operation fails, every time or so many times; with `half`, a write puts half of its bytes down first. */
  fail(operation: FileOperation, code: string, options?: { readonly times?: number; readonly half?: boolean }): void;
}

/** The real file system with a record of what is done to it, and with failures where the test wants them. */
export function createFaultyFileSystem(): FaultyFileSystem {
  const calls: string[] = [];
  const pauses: number[] = [];
  const faults = new Map<FileOperation, { code: string; times: number; half: boolean }>();

  const perform = <T>(operation: FileOperation, subject: string, action: () => T, half?: () => void): T => {
    calls.push(`${operation} ${subject}`);
    const fault = faults.get(operation);
    if (fault === undefined || fault.times === 0) return action();
    fault.times -= 1;
    if (fault.half || operation === "file.close") half?.();
    throw Object.assign(new Error(`${fault.code}: injected, ${operation}`), { code: fault.code });
  };

  const openAppend = (path: string): AppendFile => {
    const file = nodeFileSystem.openAppend(path);
    return {
      get size() {
        return file.size;
      },
      append: (bytes) =>
        perform(
          "file.append",
          path,
          () => file.append(bytes),
          () => file.append(bytes.subarray(0, bytes.length / 2)),
        ),
      truncate: (size) => perform("file.truncate", path, () => file.truncate(size)),
      sync: () => perform("file.sync", path, () => file.sync()),
      // A file is let go of even when closing it fails, as the system does.
      close: () =>
        perform(
          "file.close",
          path,
          () => file.close(),
          () => file.close(),
        ),
    };
  };

  return {
    calls,
    pauses,
    fail: (operation, code, { times = Infinity, half = false } = {}) =>
      void faults.set(operation, { code, times, half }),
    exists: (path) => perform("exists", path, () => nodeFileSystem.exists(path)),
    read: (path) => perform("read", path, () => nodeFileSystem.read(path)),
    list: (folder) => perform("list", folder, () => nodeFileSystem.list(folder)),
    stat: (path) => perform("stat", path, () => nodeFileSystem.stat(path)),
    makeFolder: (path) => perform("makeFolder", path, () => nodeFileSystem.makeFolder(path)),
    makeNewFolder: (path) => perform("makeNewFolder", path, () => nodeFileSystem.makeNewFolder(path)),
    writeNew: (path, bytes, mode) =>
      perform(
        "writeNew",
        path,
        () => nodeFileSystem.writeNew(path, bytes, mode),
        () => nodeFileSystem.writeNew(path, bytes.subarray(0, bytes.length / 2)),
      ),
    flushFile: (path) => perform("flushFile", path, () => nodeFileSystem.flushFile(path)),
    openAppend: (path) => perform("openAppend", path, () => openAppend(path)),
    rename: (from, to) => perform("rename", `${from} ${to}`, () => nodeFileSystem.rename(from, to)),
    link: (from, to) => perform("link", `${from} ${to}`, () => nodeFileSystem.link(from, to)),
    remove: (path) => perform("remove", path, () => nodeFileSystem.remove(path)),
    removeFile: (path) => perform("removeFile", path, () => nodeFileSystem.removeFile(path)),
    removeEmptyFolder: (path) => perform("removeEmptyFolder", path, () => nodeFileSystem.removeEmptyFolder(path)),
    syncFolder: (path) => perform("syncFolder", path, () => nodeFileSystem.syncFolder(path)),
    realPath: (path) => perform("realPath", path, () => nodeFileSystem.realPath(path)),
    deviceOf: (path) => perform("deviceOf", path, () => nodeFileSystem.deviceOf(path)),
    fileSystemType: (path) => perform("fileSystemType", path, () => nodeFileSystem.fileSystemType(path)),
    inspect: async (path, options) => perform("inspect", path, () => nodeFileSystem.inspect(path, options)),
    listNames: async (folder) => perform("listNames", folder, () => nodeFileSystem.listNames(folder)),
    pause: (milliseconds) => void pauses.push(milliseconds),
    uniqueName: () => nodeFileSystem.uniqueName(),
  };
}
