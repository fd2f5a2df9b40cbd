import { existsSync, mkdirSync, renameSync } from "node:fs";
import { sep } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";

const CIFS = "fe534d42";

export interface FakeShare {
  /** The real disk, but for what it says of the volume. */
  readonly disk: Disk;
  /** Leaves the empty mount point behind. */
  unmount(): void;
  /** Hides what was written below the mount point meanwhile. */
  mount(): void;
}

/** A folder that is a share as long as it is mounted: another volume, of another kind, than what is around it. */
export function fakeShare(folder: string): FakeShare {
  let mounts = 0;
  let mounted = false;
  /** Linux numbers each mount; on Windows it is the number that the volume was given when it was made. */
  const number = (): bigint => 1_000_000n + (process.platform === "win32" ? 0n : BigInt(mounts));
  const device = (path: string, real: bigint): bigint =>
    mounted && (path === folder || path.startsWith(`${folder}${sep}`)) ? number() : real;
  const opened = new Map<number, string>();
  const noting = (path: string, descriptor: number): number => {
    opened.set(descriptor, path);
    return descriptor;
  };
  const share = {
    disk: {
      ...nodeDisk,
      inspect: (path: string) => {
        const entry = nodeDisk.inspect(path);
        return { ...entry, device: device(path, entry.device) };
      },
      openSource: (path: string) => noting(path, nodeDisk.openSource(path)),
      openPastCache: (path: string) => {
        const descriptor = nodeDisk.openPastCache(path);
        return descriptor === undefined ? undefined : noting(path, descriptor);
      },
      createNew: (path: string, mode?: number) => noting(path, nodeDisk.createNew(path, mode)),
      inspectOpen: (descriptor: number) => {
        const entry = nodeDisk.inspectOpen(descriptor);
        return { ...entry, device: device(opened.get(descriptor) ?? "", entry.device) };
      },
      fileSystemType: (path: string) => (device(path, 0n) === 0n ? nodeDisk.fileSystemType(path) : CIFS),
    },
    mount: () => {
      mounted = true;
      mounts += 1;
      if (existsSync(folder)) renameSync(folder, `${folder} hidden ${mounts}`);
      if (existsSync(`${folder} away`)) renameSync(`${folder} away`, folder);
      else mkdirSync(folder, { recursive: true });
    },
    unmount: () => {
      mounted = false;
      renameSync(folder, `${folder} away`);
      mkdirSync(folder);
    },
  };
  share.mount();
  return share;
}
