import { nodeFileSystem, type FileSystem } from "../platform/index.js";

export interface DyingFileSystem extends FileSystem {
  readonly isDead: boolean;
}

const CHANGES: readonly (keyof FileSystem)[] = [
  "makeFolder",
  "makeNewFolder",
  "writeNew",
  "rename",
  "link",
  "remove",
  "removeFile",
  "removeEmptyFolder",
];

/**
 * The real file system as a program has it that is killed after so many changes to the disk, appends to files among them: from
 * then on it does nothing any more.
 */
export function createDyingFileSystem(changes: number): DyingFileSystem {
  let left = changes;
  let isDead = false;
  const live = <Result>(isChange: boolean, action: () => Result): Result => {
    if (isChange && left === 0) isDead = true;
    if (isDead) throw new Error("killed");
    if (isChange) left -= 1;
    return action();
  };
  return new Proxy(nodeFileSystem as DyingFileSystem, {
    get: (target, name: keyof DyingFileSystem) => {
      if (name === "isDead") return isDead;
      const operation = target[name] as (...args: unknown[]) => unknown;
      if (name === "openAppend")
        return (path: string) => {
          const file = live(false, () => target.openAppend(path));
          return {
            get size() {
              return file.size;
            },
            append: (bytes: Uint8Array) => live(true, () => file.append(bytes)),
            truncate: (size: number) => live(true, () => file.truncate(size)),
            sync: () => live(false, () => file.sync()),
            // The system closes the files of a program that is killed.
            close: () => file.close(),
          };
        };
      return (...args: unknown[]) => live(CHANGES.includes(name), () => operation.apply(target, args));
    },
  });
}
