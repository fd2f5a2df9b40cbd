import { watch, type FSWatcher } from "node:fs";
import { mark } from "@rigline/foundation/marks";

/** A source of hints that something may have changed; the rescan is what finds it. */
export interface FolderHints {
  /** Begins, or begins again after the folder was away. Never throws. */
  start(): void;
  stop(): void;
}

/** Behind a port: what hints come, and when, nobody can rely on. */
export type WatchFolder = (folder: string, onHint: () => void) => FolderHints;

/** `fs.watch` loses events in bursts and when the folder is replaced: it only makes things quicker. */
export const watchFolder: WatchFolder = (folder, onHint) => {
  let watcher: FSWatcher | undefined;
  const stop = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  return {
    start: () => {
      stop();
      try {
        watcher = watch(folder, { persistent: false }, onHint);
        watcher.on("error", stop);
      } catch {
        mark("daemon: a folder that can't be watched is rescanned");
        // The rescan does without.
      }
    },
    stop,
  };
};
