import { join } from "node:path";
import type { CopyTask } from "../copy/copy-task.js";
import type { SessionFile, SessionListing } from "./list-session.js";
import { guessPlace } from "./guess-place.js";

/** A session's folder as the last look found it. */
export class SessionView {
  #root = "";
  #folders: ReadonlyMap<string, number> = new Map();
  #tops: readonly string[] = [];
  #newest: number | undefined;

  take({ root, folders, files }: SessionListing): void {
    this.#root = root;
    this.#folders = folders;
    this.#tops = [...folders.keys()].filter((path) => !path.includes("/"));
    this.#newest = files.reduce((newest, { modified }) => Math.max(newest, Number(BigInt(modified) / 1_000_000n)), 0);
  }

  /** Of its files, the last change, milliseconds since the epoch, 0 where there is none; undefined: nobody has looked yet. */
  get newest(): number | undefined {
    return this.#newest;
  }

  /** It could not be looked at, and says nothing of itself. */
  missed(): void {
    this.#newest ??= 0;
  }

  /** Absolute, links resolved. */
  sourceOf(path: string): string {
    return join(this.#root, path);
  }

  /** Where it will probably be published. */
  placeOf(path: string): string {
    return guessPlace(path, this.#tops);
  }

  /** What is to be copied into a folder, in the order of the files. */
  tasksFor(files: readonly SessionFile[], folder: string): readonly CopyTask[] {
    return files.map(({ born: _born, ...file }) => {
      const path = this.placeOf(file.path);
      return { ...file, path, source: this.sourceOf(file.path), destination: join(folder, path) };
    });
  }

  /** Rights of the folders that these files will stand in at the destination, parents first. */
  foldersOf(files: readonly SessionFile[]): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const { path } of files)
      for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
        const place = this.placeOf(path.slice(0, end + 1)).slice(0, -1);
        // Who may not be asked may let in nobody else.
        found.set(place, this.#folders.get(path.slice(0, end)) ?? 0o700);
      }
    return found;
  }
}
