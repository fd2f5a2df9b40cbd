import { dirname } from "node:path";
import type { FileStat, FileSystem } from "@rigline/foundation/platform";

interface File {
  bytes: Buffer;
  modified: number;
}

export interface MemoryFileSystem extends FileSystem {
  /** Every file, by its path. */
  tree(): Readonly<Record<string, string>>;
}

/** Files that are nowhere but in memory, by POSIX paths. */
export function createMemoryFileSystem(now: () => number): MemoryFileSystem {
  const files = new Map<string, File>();
  const folders = new Set(["/"]);
  let names = 0;
  const fail = (code: string, path: string): never => {
    throw Object.assign(new Error(`${code}: ${path}`), { code });
  };
  const fileAt = (path: string): File => files.get(path) ?? fail(folders.has(path) ? "EISDIR" : "ENOENT", path);
  const requireParent = (path: string): void => void (folders.has(dirname(path)) || fail("ENOENT", path));
  const isThere = (path: string): boolean => files.has(path) || folders.has(path);
  const put = (path: string, bytes: Uint8Array): File => {
    requireParent(path);
    const file = { bytes: Buffer.from(bytes), modified: now() };
    files.set(path, file);
    return file;
  };
  const makeFolder = (path: string): boolean => {
    if (files.has(path)) fail("EEXIST", path);
    if (path !== "/") makeFolder(dirname(path));
    const isNew = !folders.has(path);
    folders.add(path);
    return isNew;
  };
  const inside = (folder: string, path: string): boolean => path.startsWith(folder === "/" ? "/" : `${folder}/`);
  const namesIn = (folder: string): string[] =>
    folders.has(folder)
      ? [...folders, ...files.keys()].filter((path) => path !== "/" && dirname(path) === folder).map(baseOf)
      : fail("ENOENT", folder);
  const stat = (path: string): FileStat => {
    if (folders.has(path)) return { size: 0, isFolder: true, modified: 0 };
    const { bytes, modified } = fileAt(path);
    return { size: bytes.length, isFolder: false, modified };
  };
  return {
    tree: () => Object.fromEntries([...files].map(([path, { bytes }]) => [path, bytes.toString("utf8")])),
    exists: isThere,
    read: (path) => new Uint8Array(fileAt(path).bytes),
    list: (folder) =>
      namesIn(folder).map((name) => ({
        name,
        isFolder: folders.has(folder === "/" ? `/${name}` : `${folder}/${name}`),
      })),
    stat,
    makeFolder,
    makeNewFolder: (path) => {
      requireParent(path);
      if (isThere(path)) fail("EEXIST", path);
      folders.add(path);
    },
    writeNew: (path, bytes) => void (isThere(path) ? fail("EEXIST", path) : put(path, bytes)),
    flushFile: (path) => void fileAt(path),
    openAppend: (path) => {
      const file = files.get(path) ?? put(path, Buffer.alloc(0));
      return {
        get size() {
          return file.bytes.length;
        },
        append: (bytes) => {
          file.bytes = Buffer.concat([file.bytes, bytes]);
          file.modified = now();
        },
        truncate: (size) => void (file.bytes = file.bytes.subarray(0, size)),
        sync: () => undefined,
        close: () => undefined,
      };
    },
    rename: (from, to) => {
      requireParent(to);
      files.set(to, fileAt(from));
      files.delete(from);
    },
    link: (from, to) => {
      requireParent(to);
      if (isThere(to)) fail("EEXIST", to);
      files.set(to, fileAt(from));
    },
    remove: (path) => {
      for (const one of files.keys()) if (one === path || inside(path, one)) files.delete(one);
      for (const one of folders) if (one === path || inside(path, one)) folders.delete(one);
    },
    removeFile: (path) => void (files.delete(path) || fail("ENOENT", path)),
    removeEmptyFolder: (path) => {
      if (namesIn(path).length > 0) fail("ENOTEMPTY", path);
      folders.delete(path);
    },
    syncFolder: (path) => void (folders.has(path) || fail("ENOENT", path)),
    realPath: (path) => (isThere(path) ? path : fail("ENOENT", path)),
    deviceOf: (path) => (isThere(path) ? 1n : fail("ENOENT", path)),
    fileSystemType: () => "ef53",
    // oxlint-disable typescript/require-await -- the port is asynchronous
    inspect: async (path) => {
      const { size, isFolder, modified } = stat(path);
      return { kind: isFolder ? "folder" : "file", size: BigInt(size), modifiedNs: BigInt(modified) * 1_000_000n };
    },
    listNames: async (folder) => namesIn(folder),
    // oxlint-enable typescript/require-await
    pause: () => undefined,
    uniqueName: () => `m-${(names += 1)}`,
  };
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
