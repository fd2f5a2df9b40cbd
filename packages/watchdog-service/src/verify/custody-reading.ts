import { join } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { packageVersion } from "@rigline/foundation/paths";
import { type FileSystem, systemClock } from "@rigline/foundation/platform";
import { hashFile } from "../copy/read-file.js";
import { appendGeneration, type Appended, type ReadFile } from "../custody/append-generation.js";
import { isIgnored } from "../custody/history-names.js";
import { walkTree } from "../publish/walk-tree.js";
import type { FurtherHashes } from "./verify-folder.js";

const ALGORITHM = "sha512";

interface ReadingPorts {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
}

/** What is read of a folder, to be added to its history of ASC MHL. */
export class CustodyReading {
  readonly #ports: ReadingPorts;
  readonly #folder: string;
  readonly #hostname: string;
  readonly #read = new Map<string, ReadFile>();

  /** `hostname`: of whoever reads. */
  constructor(ports: ReadingPorts, folder: string, hostname: string) {
    this.#ports = ports;
    this.#folder = folder;
    this.#hostname = hostname;
  }

  /** By which it hears of what is read anyway. */
  get hashes(): FurtherHashes {
    return {
      algorithm: ALGORITHM,
      onHash: (path, digest, bytes) => void this.#read.set(path, { path, bytes, digest }),
    };
  }

  /** Adds a generation of that, and of all other files in the folder, which are read now. Never throws. */
  append(): Appended {
    try {
      return this.#append();
    } catch (error) {
      mark("custody: a reading that can't be added to the history of its folder is told, and counts all the same");
      return { file: null, why: messageOf(error) };
    }
  }

  #append(): Appended {
    const { disk } = this.#ports;
    const tree = walkTree(disk, this.#folder);
    const paths = [...tree.files.keys()].filter((path) => !isIgnored(path));
    const read: ReadFile[] = [];
    for (const path of paths) {
      const known = this.#read.get(path) ?? this.#readOne(path);
      if (known !== undefined) read.push(known);
    }
    // What a folder is as a whole is known only where all of it was read.
    const isWhole = read.length === paths.length;
    const head = {
      at: systemClock.now().toISOString(),
      hostname: this.#hostname,
      version: packageVersion(import.meta.url),
    };
    const folders = isWhole ? [...tree.folders] : undefined;
    return appendGeneration(this.#ports, { folder: this.#folder, read, folders, head, readBack: "device" });
  }

  #readOne(path: string): ReadFile | undefined {
    const file = { path: join(this.#folder, path), side: "copy", readBack: "device" } as const;
    try {
      const { hash, bytes } = hashFile(this.#ports.disk, ALGORITHM, file, () => {});
      return { path, bytes, digest: hash };
    } catch {
      mark("custody: a file that can't be read is in no generation");
      return undefined;
    }
  }
}
