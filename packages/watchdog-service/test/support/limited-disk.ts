import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";

/** A disk that takes so many bytes more into its journals. */
export function limitedDisk(): FileSystem & { room: number; onAppend: (text: string) => void } {
  const disk = {
    ...nodeFileSystem,
    room: Infinity,
    onAppend: (_text: string): void => {},
    openAppend: (path: string) => {
      const file = nodeFileSystem.openAppend(path);
      return {
        get size() {
          return file.size;
        },
        append: (bytes: Uint8Array) => {
          if (bytes.length > disk.room) {
            file.append(bytes.subarray(0, disk.room));
            throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
          }
          disk.room -= bytes.length;
          file.append(bytes);
          disk.onAppend(Buffer.from(bytes).toString());
        },
        sync: () => file.sync(),
        truncate: (size: number) => file.truncate(size),
        close: () => file.close(),
      };
    },
  };
  return disk;
}
