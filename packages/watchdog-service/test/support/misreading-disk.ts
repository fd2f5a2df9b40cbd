import { type Disk, nodeDisk } from "@rigline/foundation/disk";

/** The first reading of a source gives a bit that is another one: a small file is read once. */
export function misreading(source: string): Disk {
  let wrong: number | undefined;
  let isOver = false;
  return {
    ...nodeDisk,
    openSource: (path) => {
      const descriptor = nodeDisk.openSource(path);
      if (path === source && !isOver) wrong = descriptor;
      return descriptor;
    },
    read: (descriptor, into, position) => {
      const bytes = nodeDisk.read(descriptor, into, position);
      if (descriptor !== wrong || bytes === 0) return bytes;
      [wrong, isOver] = [undefined, true];
      into[0] = (into[0] ?? 0) ^ 1;
      return bytes;
    },
  };
}
