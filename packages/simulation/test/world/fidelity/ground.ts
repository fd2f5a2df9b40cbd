import type { Disk } from "@rigline/foundation/disk";
import type { FileSystem } from "@rigline/foundation/platform";

/** Where a script is performed: a real pair of volumes, or the model's. */
export interface Ground {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
  readonly hands: Hands;
  /** The system's path of a script's: `here/a` may be `/mnt/volume/7/a`. */
  resolve(path: string): string;
  /** A script's path of the system's, as far as it is one. */
  shorten(path: string): string;
  /** Milliseconds since the epoch, by the clock that dates what is made. */
  now(): number;
}

/** What other programs do to the tree. Each throws what `node:fs` throws. */
export interface Hands {
  link(target: string, path: string): void;
  secondName(path: string, to: string): void;
  /** A file, whose name need not be text. */
  putBytes(folder: string, name: Uint8Array): void;
}
