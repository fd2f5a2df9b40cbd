import { join } from "node:path";
import { identityOf, inspectIfThere, type Disk } from "@rigline/foundation/disk";
import { isNothing } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";

export interface SessionAsks {
  /** The session's folder, absolute. */
  readonly directory: string;
  /** The list that the experiment writes, and up to which byte it was read; undefined: it writes none. */
  readonly list: { readonly path: string; readonly from: number } | undefined;
}

/** A file of a session that still runs. */
export interface SessionFile {
  /** Relative to the session's folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Nanoseconds since the epoch, in decimal. */
  readonly modified: string;
  /** `identityOf` it. */
  readonly identity: number;
  /** When it was made, nanoseconds since the epoch; absent: its file system does not say. */
  readonly born?: bigint;
}

/** It was not there while the session ran. `endedNs`: nanoseconds since the epoch; undefined: it goes on. */
export function isBornAfter({ born }: SessionFile, endedNs: string | undefined): boolean {
  return endedNs !== undefined && born !== undefined && born > BigInt(endedNs);
}

export interface SessionListing {
  /** The session's folder, links resolved. */
  readonly root: string;
  /** Rights of its folders by their paths, parents first. */
  readonly folders: ReadonlyMap<string, number>;
  readonly files: readonly SessionFile[];
  /** Whole lines of the list that are new, and up to which byte they reach. */
  readonly listed: { readonly text: string; readonly to: number };
}

/** Lines of this many bytes at most are read at one look. */
const LIST_BYTES = 4 * 1024 * 1024;

/**
 * Looks through a session that is being recorded. What comes and goes meanwhile, and what can't be looked at, is left out: the hand-off
 * looks again and tells. So is what begins with a dot at its top, which is the launcher's own, and every link.
 */
export function listSession(disk: Disk, { directory, list }: SessionAsks): SessionListing {
  const root = disk.realPath(directory);
  const folders = new Map<string, number>();
  const files: SessionFile[] = [];
  const pending = namesIn(disk, root).filter((name) => !name.startsWith("."));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const place = path;
    const entry = trying(() => inspectIfThere(disk, join(root, place)));
    if (entry?.kind === "folder") {
      folders.set(place, entry.mode);
      for (const name of namesIn(disk, join(root, place))) pending.push(`${place}/${name}`);
    } else if (entry?.kind === "file") {
      const { size: bytes, modifiedNs, bornNs: born } = entry;
      const file = { path: place, bytes, modified: modifiedNs.toString(), identity: identityOf(entry) };
      files.push(born === undefined ? file : { ...file, born });
    }
  }
  const listed = list === undefined ? { text: "", to: 0 } : readLines(disk, join(root, list.path), list.from);
  return { root, folders, files, listed };
}

function namesIn(disk: Disk, folder: string): readonly string[] {
  return trying(() => disk.list(folder)) ?? [];
}

/** Undefined: it went away, or this user may not. */
function trying<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch {
    mark("follow: what can't be looked at while it is recorded is left to the hand-off");
    return undefined;
  }
}

/** The last line may still be written: it is read with the next look. */
function readLines(disk: Disk, path: string, from: number): SessionListing["listed"] {
  let descriptor: number;
  try {
    descriptor = disk.openSource(path);
  } catch (error) {
    if (isNothing(error)) return { text: "", to: from };
    throw error;
  }
  try {
    const buffer = new Uint8Array(LIST_BYTES);
    let read = 0;
    for (let more = 1; more > 0 && read < buffer.length; read += more)
      more = disk.read(descriptor, buffer.subarray(read), from + read);
    const whole = buffer.subarray(0, buffer.subarray(0, read).lastIndexOf(0x0a) + 1);
    return { text: Buffer.from(whole).toString("utf8"), to: from + whole.length };
  } finally {
    disk.close(descriptor);
  }
}
