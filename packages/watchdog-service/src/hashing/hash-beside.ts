import { availableParallelism } from "node:os";
import { join } from "node:path";
import { SHARE_ENV, Worker } from "node:worker_threads";
import { mark } from "@rigline/foundation/marks";
import { packageFolder } from "@rigline/foundation/paths";
import { copyError } from "../copy/copy-errors.js";
import { hashHere, type BeginHash, type PieceHash } from "../copy/read-file.js";
import { RingEntry, shareRing } from "./piece-ring.js";

/** A thread is started from a file, which the build writes here. */
const PROGRAM = join(packageFolder(import.meta.url), "dist", "hashing", "hash-main.js");
/** Of a smaller file less time is won than the thread takes to start. */
const LEAST_BYTES = 128 * 1024 * 1024;
const PATIENCE_MS = 30_000;

export interface HashBesideOptions {
  /** Of this computer. */
  readonly cores?: number;
  /** Smaller files are hashed where they are read. */
  readonly leastBytes?: number;
  readonly program?: string;
  readonly patienceMs?: number;
}

/**
 * Hashes a large file in a thread of its own. sha256 is half of a copy's work and goes from the first byte to the last, so that one file
 * alone kept one core busy; now whoever reads it goes on reading, writing and flushing meanwhile: 512 MB take 0.82 of the time. A thread
 * that never waits for a disk may be one; everything else here is a process (docs/decisions/workers-are-processes.md).
 *
 * What it gives is for one of so many workers that copy at once; undefined: all cores are theirs.
 */
export function createHashBeside({
  cores = availableParallelism(),
  leastBytes = LEAST_BYTES,
  program = PROGRAM,
  patienceMs = PATIENCE_MS,
}: HashBesideOptions = {}): (atOnce: number) => BeginHash | undefined {
  let thread: HashThread | undefined;
  const begin: BeginHash = (algorithm, bytes) => {
    if (bytes < leastBytes) return hashHere(algorithm, bytes);
    thread ??= new HashThread(program, patienceMs);
    return thread.begin(algorithm) ?? hashHere(algorithm, bytes);
  };
  // Two threads each for two files, on two cores, took 1.15 of the time.
  return (atOnce) => (2 * atOnce <= cores ? begin : undefined);
}

class HashThread {
  readonly #memory = shareRing();
  readonly #ring: RingEntry;
  readonly #thread: Worker;
  #isUsable = true;

  constructor(program: string, patienceMs: number) {
    this.#ring = new RingEntry(this.#memory, patienceMs);
    this.#thread = new Worker(program, {
      workerData: this.#memory,
      env: SHARE_ENV,
      // It leaves nothing to collect.
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
    });
    this.#thread.on("error", () => void (this.#isUsable = false)).unref();
  }

  /** Undefined: there is no such thread. */
  begin(algorithm: string): PieceHash | undefined {
    const ring = this.#ring;
    if (!this.#isUsable || !ring.isReady()) {
      mark("hashing: a thread that does not come up is done without");
      this.#isUsable = false;
      return undefined;
    }
    ring.begin();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#thread.postMessage(algorithm);
    let isOver = false;
    const attempt = <Answer>(action: () => Answer): Answer => {
      try {
        return action();
      } catch (error) {
        isOver = true;
        this.#isUsable = false;
        throw copyError("COPY_FAILED", { what: "what was read could not be hashed", cause: error });
      }
    };
    const end = (): string => {
      isOver = true;
      return attempt(() => ring.end());
    };
    return {
      room: () => attempt(() => ring.room()),
      update: (piece) => ring.give(piece.length),
      digest: end,
      close: () => {
        if (isOver) return;
        try {
          // For the next file the thread has to have come to the end of this one.
          end();
        } catch {
          mark("hashing: a thread that fails with a copy that has failed is done without");
        }
      },
    };
  }
}
