import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import { jobJournalPath, manifestFileName, parseManifest, toPosixPath } from "@rigline/manifest";
import { findWatchPlaces, type WatchPlaces } from "../daemon/watch-places.js";
import { within } from "../follow/in-time.js";
import type { PluginParts } from "../parts.js";
import { destinationRoot } from "../transfer/create-manifest.js";

type Parts = Pick<PluginParts, "options" | "config" | "environment" | "fileSystem" | "clock">;

/** How long the destination is asked for one folder; a share that is away must not hold up a search. */
const DEADLINE_MS = 3000;

/** A folder of which nobody knows whether it was handed off. */
export interface UnknownFolder {
  /** Absolute. */
  readonly directory: string;
  readonly name: string;
  readonly subject: string;
}

/** What manifests, journals and the destination tell of folders that no launcher of ours knows. */
export class HandOffTraces {
  readonly #parts: Parts;
  readonly #places: WatchPlaces;
  /** By each folder or file that a manifest names, as POSIX. */
  readonly #sources = new Map<string, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#places = findWatchPlaces(parts);
    const { flagFolder, completeFolder } = this.#places;
    this.#take(completeFolder, "its manifest was put away when it was done");
    this.#take(flagFolder, "its manifest waits in the queue");
  }

  /** One phrase; undefined: nobody knows of a hand-off. */
  async find(folder: UnknownFolder): Promise<string | undefined> {
    return this.#findManifest(folder) ?? (await this.#findCopy(folder));
  }

  #take(folder: string, what: string): void {
    const { fileSystem } = this.#parts;
    if (!fileSystem.exists(folder)) return;
    for (const { name, isFolder } of fileSystem.list(folder)) {
      if (isFolder || !/\.ya?ml$/i.test(name)) continue;
      const path = join(folder, name);
      try {
        const { modalities, schemas } = parseManifest(fileSystem.read(path)).manifest;
        for (const source of [...Object.values(modalities).flat(), ...schemas])
          this.#sources.set(keyOf(source), `${what}: ${path}`);
      } catch {
        mark("sweep: a manifest that can't be read tells of no folder");
      }
    }
  }

  #findManifest({ directory, name }: UnknownFolder): string | undefined {
    const folder = keyOf(directory);
    for (const [source, what] of this.#sources)
      if (source === folder || source.startsWith(`${folder}/`) || this.#isSame(source, directory, name)) return what;
    const { flagFolder } = this.#places;
    const journal = jobJournalPath(flagFolder, join(flagFolder, manifestFileName(name)));
    return this.#parts.fileSystem.exists(journal) ? `the daemon has had a job of its name: ${journal}` : undefined;
  }

  /** By another way there: a link, or a drive's letter for a share. Only what has its name is asked, for a disk may be away. */
  #isSame(source: string, directory: string, name: string): boolean {
    const last = `/${keyOf(name)}`;
    const at = `${source}/`.indexOf(`${last}/`);
    if (at === -1) return false;
    const real = this.#realKey(directory);
    return real !== undefined && this.#realKey(source.slice(0, at + last.length)) === real;
  }

  #realKey(path: string): string | undefined {
    try {
      return keyOf(this.#parts.fileSystem.realPath(path));
    } catch {
      // It is gone, or closed to this user.
      return undefined;
    }
  }

  /** As the ordinary hand-off would place it, and as it would lie without a folder for the subject. */
  async #findCopy({ name, subject }: UnknownFolder): Promise<string | undefined> {
    const { fileSystem, clock } = this.#parts;
    const root = destinationRoot(this.#parts);
    // Of a store the daemon alone has the key; what was handed off to it a manifest tells, and a journal.
    if (isRemotePlace(root)) return undefined;
    for (const place of [join(root, subject, name), join(root, name)]) {
      const found = await within(() => fileSystem.inspect(place, { followLinks: true }), clock, DEADLINE_MS);
      if (found !== undefined) return `a folder of its name is at the destination: ${place}`;
    }
    return undefined;
  }
}

/** Windows does not tell letters by their case. */
function keyOf(path: string): string {
  const posix = toPosixPath(path).replace(/\/+$/, "");
  return process.platform === "win32" ? posix.toLowerCase() : posix;
}
