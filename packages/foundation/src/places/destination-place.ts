import { parse, posix, win32, type PlatformPath } from "node:path";
import { mark } from "../marks/index.js";
import { isWithin } from "../paths/index.js";

/** What is asked of a disk to tell what a folder lies on. Each throws what `node:fs` throws. */
export interface PlaceProbe {
  /** The path with every link resolved. */
  realPath(path: string): string;
  /** Of what a path leads to: the number of its volume. */
  deviceOf(path: string): bigint;
  /** The kind of file system, as statfs numbers it, in hex; "" where the system does not say (Windows). */
  fileSystemType(path: string): string;
}

/**
 * What a destination is, told by what stays the same from one mount to the next: a device's number does not. Written to
 * journals as it is.
 */
export interface DestinationPlace {
  /** The topmost folder of the file system that the destination lies on, links resolved: where a share or disk is mounted. */
  readonly root: string;
  /** As PlaceProbe.fileSystemType gives it. */
  readonly fileSystem: string;
  /** On Windows the volume's serial number in hex; elsewhere absent. */
  readonly volume?: string | undefined;
  /** True: a disk of the rig itself, that of the flag folder or of the system. */
  readonly own: boolean;
  /**
   * False: the system did not let us look at the folder above `root`, for this moment or for ever, so the file system may reach
   * further up. Absent in what versions of before have written: then nobody knows.
   */
  readonly seen?: boolean | undefined;
}

/** cifs, smb2, nfs, afs, 9p, ceph, lustre, gpfs, beegfs, coda, ncp: as statfs numbers them. */
const SHARES = new Set(
  "ff534d42 fe534d42 517b 6969 5346414f 6b414653 1021997 c36400 bd00bd0 47504653 19830326 73757245 564c".split(" "),
);

/**
 * What a folder lies on. `folder` exists; `ownFolders` lie on disks of the rig itself: the flag folder, and what the system
 * runs from. A network file system is never the rig's own, though the flag folder lie on it too.
 */
export function findPlace(
  probe: PlaceProbe,
  folder: string,
  ownFolders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): DestinationPlace {
  const path = platform === "win32" ? win32 : posix;
  const real = probe.realPath(folder);
  const device = probe.deviceOf(real);
  const fileSystem = probe.fileSystemType(real);
  const own =
    !isShare(real, fileSystem, platform) && ownFolders.some((ownFolder) => probe.deviceOf(ownFolder) === device);
  const place = { ...rootOf(probe, path, real, device), fileSystem, own };
  return platform === "win32" ? { ...place, volume: device.toString(16) } : place;
}

/** Whether a folder is served by another computer. `folder`: links resolved; `fileSystem`: as PlaceProbe gives it. */
export function isShare(folder: string, fileSystem: string, platform: NodeJS.Platform = process.platform): boolean {
  return SHARES.has(fileSystem) || (platform === "win32" && isServerPath(folder));
}

/**
 * The share or disk that is known to belong where a folder is, when it is not there any more: another file system shows
 * through under its mount point. `folder`: links resolved.
 */
export function vanished(
  folder: string,
  now: DestinationPlace,
  known: readonly DestinationPlace[],
  platform: NodeJS.Platform = process.platform,
): DestinationPlace | undefined {
  const path = platform === "win32" ? win32 : posix;
  return known.find(
    (place) =>
      !place.own &&
      !isSameVolume(place, now) &&
      !reachesUpTo(place, now, platform) &&
      isWithin(place.root, folder, path) &&
      (!isWithin(place.root, now.root, path) || (now.own && isWithin(now.root, place.root, path))),
  );
}

/** Whether two looks found one root: the same, or one of them did not see as far up as the other. */
export function isSameRoot(
  one: DestinationPlace,
  other: DestinationPlace,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return (
    one.root === other.root ||
    isSameVolume(one, other) === true ||
    reachesUpTo(one, other, platform) ||
    reachesUpTo(other, one, platform)
  );
}

/** A look that saw the folder above `low.root` on the same device knows better than one that was not let there. */
function reachesUpTo(low: DestinationPlace, high: DestinationPlace, platform: NodeJS.Platform): boolean {
  const reaches =
    low.seen !== true &&
    low.root !== high.root &&
    low.fileSystem === high.fileSystem &&
    low.own === high.own &&
    isWithin(high.root, low.root, platform === "win32" ? win32 : posix);
  if (reaches) mark("places: a root that was taken for lower than it is, is known by a look that sees further up");
  return reaches;
}

/** Undefined for places without a number, or of which the system gives none: then the rest has to tell. */
export function isSameVolume({ volume }: DestinationPlace, other: DestinationPlace): boolean | undefined {
  if (volume === undefined || other.volume === undefined || volume === "0") return undefined;
  return volume === other.volume;
}

/** Folders that lie on the rig's own disks: the flag folder, and the root of the disk with Node on it. Those that are there. */
export function ownFolders(flagFolder: string, isThere: (folder: string) => boolean): readonly string[] {
  return [flagFolder, parse(process.execPath).root].filter(isThere);
}

/** What is known after a look: of each root the last word, and of two looks at one file system that which saw further up. */
export function foldPlaces(
  places: Iterable<DestinationPlace>,
  platform: NodeJS.Platform = process.platform,
): readonly DestinationPlace[] {
  const byRoot = new Map<string, DestinationPlace>();
  for (const place of places) {
    for (const [root, known] of byRoot)
      if (known.seen === false && reachesUpTo(known, place, platform)) byRoot.delete(root);
    byRoot.set(place.root, place);
  }
  return [...byRoot.values()];
}

function rootOf(
  probe: PlaceProbe,
  path: PlatformPath,
  folder: string,
  device: bigint,
): Pick<DestinationPlace, "root" | "seen"> {
  for (let root = folder; ; root = path.dirname(root)) {
    const above = path.dirname(root);
    if (above === root) return { root, seen: true };
    const around = deviceIfOpen(probe, above);
    if (around !== device) return { root, seen: around !== undefined };
  }
}

/** A folder that is closed to this user is no part of it. */
function deviceIfOpen(probe: PlaceProbe, folder: string): bigint | undefined {
  try {
    return probe.deviceOf(folder);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (code === "EACCES" || code === "EPERM") {
      mark("places: a folder that is closed to this user ends the look upwards");
      return undefined;
    }
    throw error;
  }
}

/** `\\server\share\…`, and not `\\?\C:\…`, which is a disk. */
function isServerPath(path: string): boolean {
  return /^[\\/]{2}(?![?.][\\/])/.test(path) || /^[\\/]{2}[?.][\\/]UNC[\\/]/i.test(path);
}
