import { linkSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import type { Ground } from "./ground.js";

/** Two folders of this machine, on two devices. Each script gets folders of its own in them. */
export interface Volumes {
  readonly here: string;
  readonly other: string;
}

export function withNodeGround<T>(volumes: Volumes, name: string, use: (ground: Ground) => T): T {
  const roots = [join(volumes.here, name), join(volumes.other, name)] as const;
  for (const root of roots) mkdirSync(root);
  try {
    return use(nodeGround(roots));
  } finally {
    for (const root of roots) removeAsFarAsPossible(root);
  }
}

export function nodeGround([here, other]: readonly [string, string]): Ground {
  const resolve = (path: string): string => {
    const [volume, ...names] = path.split("/");
    // Not by join, which would take names of dots for ways up.
    return [volume === "here" ? here : other, ...names].join(sep);
  };
  return {
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    resolve,
    shorten: (path) => {
      for (const [name, root] of [
        ["here", here],
        ["other", other],
      ] as const) {
        const real = realpathSync.native(root);
        if (path === real || path.startsWith(real + sep)) return (name + path.slice(real.length)).replaceAll(sep, "/");
      }
      return path;
    },
    now: Date.now,
    hands: {
      link: (target, path) => symlinkSync(target, path),
      secondName: (path, to) => linkSync(path, to),
      putBytes: (folder, name) => writeFileSync(Buffer.concat([Buffer.from(folder + sep), name]), ""),
    },
  };
}

/** Samba gives some names that it can't show another form, by which they are not found. They go with the volume. */
function removeAsFarAsPossible(root: string): void {
  try {
    rmSync(root, { recursive: true, force: true });
  } catch {
    // See above.
  }
}
