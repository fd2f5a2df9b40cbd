import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { RCLONE, RSYNC, CP_FLUSHED } from "./copiers.js";
import { writeLargeFiles, writeSmallFiles } from "./sample-tree.js";

/** What is handed off, and how long that may take beside other ways, by their names. */
export interface SampleSet {
  readonly name: string;
  readonly write: (folder: string) => void;
  readonly ratiosUpTo: Readonly<Record<string, number>>;
  /** ext4 hands out no inode that was freed in the last minutes; searching for others would cost the next turn more than its copy does. */
  readonly manyFiles: boolean;
  /** What it takes of a disk, in blocks of 4 KiB. */
  readonly bytes: number;
  /** What of a copy stays until the whole set is done, where inodes are not to be freed meanwhile. */
  readonly keptBytes: number;
}

const BLOCK = 4096;
const MEGABYTE = 1024 * 1024;
/** On average half a block of each file is empty. */
const smallBytes = (files: number, kilobytes: number): number => files * (kilobytes * 1000 + BLOCK / 2);

const LARGE = { [RSYNC]: 0.7, [CP_FLUSHED]: 1.8, [RCLONE]: 0.35 };
const SMALL = { [RSYNC]: 0.85, [CP_FLUSHED]: 2, [RCLONE]: 0.3 };
const MIXED = { [RSYNC]: 0.75, [CP_FLUSHED]: 1.8, [RCLONE]: 0.35 };

const SETS: readonly SampleSet[] = [small(5_000), large(4, 128), mixed(125, 750)];
const FULL_SETS: readonly SampleSet[] = [
  small(20_001),
  large(4, 512),
  mixed(500, 3_000),
  large(1, 8_192),
  // Their cost a file is to be that of fewer: no target of its own.
  { ...small(100_000, 2), ratiosUpTo: {} },
];

export function sampleSets(full: boolean): readonly SampleSet[] {
  return full ? FULL_SETS : SETS;
}

function small(files: number, kilobytes = 20): SampleSet {
  return {
    name: `${files.toLocaleString("en")} files of ${kilobytes} kB`,
    write: (folder) => writeSmallFiles(folder, files, kilobytes),
    ratiosUpTo: SMALL,
    manyFiles: true,
    bytes: smallBytes(files, kilobytes),
    keptBytes: smallBytes(files, kilobytes),
  };
}

function large(files: number, megabytes: number): SampleSet {
  return {
    name: `${files === 1 ? "one file" : `${files} files`} of ${megabytes.toLocaleString("en")} MB`,
    write: (folder) => writeLargeFiles(folder, files, megabytes),
    ratiosUpTo: LARGE,
    manyFiles: false,
    bytes: files * megabytes * MEGABYTE,
    keptBytes: 0,
  };
}

/** As a session is: two films, and a file a trial. */
function mixed(megabytes: number, trials: number): SampleSet {
  return {
    name: `2 files of ${megabytes} MB and ${trials.toLocaleString("en")} of 20 kB`,
    write: (folder) => {
      writeLargeFiles(join(folder, "behavior-videos"), 2, megabytes);
      mkdirSync(join(folder, "behavior"));
      writeSmallFiles(join(folder, "behavior"), trials, 20);
    },
    ratiosUpTo: MIXED,
    manyFiles: true,
    bytes: 2 * megabytes * MEGABYTE + smallBytes(trials, 20),
    keptBytes: smallBytes(trials, 20),
  };
}
