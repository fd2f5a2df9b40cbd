import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { packageFolder } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import type { GuardedPlace } from "../plugins/open-resources.js";
import type { PluginFile } from "../plugins/attribute-error.js";
import { END_KEY, type WatcherData, shareState } from "./shared-state.js";
import { describePlace } from "./describe-place.js";

/** A thread is started from a file, which the build writes here. */
const WATCHER = join(packageFolder(import.meta.url), "dist", "watch", "loop-watcher.js");

const BEAT_MS = 500;
/** Longer than this, a person has been told of it. */
const LONG_MS = 5000;

export interface LoopWatch {
  /** Whose code is about to be called. */
  enter(place: GuardedPlace): void;
  /** An interrupt was heard here. */
  hear(): void;
  start(plugins: readonly PluginFile[]): void;
  stop(): void;
}

export interface LoopWatchOptions {
  /** Told when the event loop runs again after it was blocked, for the log; the person was told at once. */
  readonly onRecovered: (what: string) => void;
  /** Ends the process for good with what is to be said of it in the log. */
  readonly end: (what: string) => void;
}

/**
 * Watches the event loop from a thread of its own, which nothing here can block: whoever keeps the loop busy is named, and
 * Ctrl+C twice ends the process even then. Nothing is started before `start`.
 */
export function createLoopWatch({ onRecovered, end }: LoopWatchOptions): LoopWatch {
  const state = shareState();
  const key = Symbol.for(END_KEY);
  let worker: Worker | undefined;
  let beating: NodeJS.Timeout | undefined;
  let beatenAt = 0;
  const beat = (): void => {
    const stood = performance.now() - beatenAt - BEAT_MS;
    beatenAt += stood + BEAT_MS;
    state.beat();
    if (stood <= LONG_MS) return;
    mark("watch: an event loop that was blocked and runs again is told of");
    onRecovered(
      `${describePlace(state.place)} kept the launcher from doing anything else for ${Math.round(stood / 1000)} s`,
    );
  };
  return {
    enter: (place) => state.enter(place),
    hear: () => state.hear(),
    start: (plugins) => {
      const workerData: WatcherData = {
        memory: state.memory,
        plugins: plugins.flatMap(({ name, file }) => (file === undefined ? [] : [{ name, file }])),
      };
      // The watcher calls it from outside, in the middle of whatever runs here.
      Object.defineProperty(globalThis, key, { value: end, configurable: true });
      beatenAt = performance.now();
      beating = setInterval(beat, BEAT_MS);
      beating.unref();
      worker = new Worker(WATCHER, {
        workerData,
        execArgv: [],
        // It does next to nothing, and the launcher's memory has a bound.
        resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
      });
      // Without it, a session is run as ever.
      worker.on("error", () => undefined);
      worker.unref();
    },
    stop: () => {
      if (worker !== undefined) beat();
      clearInterval(beating);
      void worker?.terminate();
      worker = undefined;
      Reflect.deleteProperty(globalThis, key);
    },
  };
}
