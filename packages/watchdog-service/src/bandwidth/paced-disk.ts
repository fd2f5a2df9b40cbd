import type { Disk } from "@rigline/foundation/disk";

/**
 * A disk whose bytes on the way to a destination and back are told as they come: what is written, and what is read past this machine's
 * cache. What the cache answers is not on any way, and a source is not.
 */
export function pacedDisk(disk: Disk, spend: (bytes: number) => void): Disk {
  const pastCache = new Set<number>();
  return {
    ...disk,
    openPastCache: (path) => {
      const descriptor = disk.openPastCache(path);
      if (descriptor !== undefined) pastCache.add(descriptor);
      return descriptor;
    },
    write: (descriptor, bytes, position) => {
      const written = disk.write(descriptor, bytes, position);
      spend(written);
      return written;
    },
    read: (descriptor, into, position) => {
      const read = disk.read(descriptor, into, position);
      if (pastCache.has(descriptor)) spend(read);
      return read;
    },
    close: (descriptor) => {
      pastCache.delete(descriptor);
      disk.close(descriptor);
    },
  };
}
