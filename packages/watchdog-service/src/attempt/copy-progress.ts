import { mark } from "@rigline/foundation/marks";
import { progressPath, writeCopyProgress } from "@rigline/manifest";
import type { VerifiedFile } from "../copy/copy-task.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Job } from "../jobs/job.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { limitNow } from "../bandwidth/limited-hours.js";
import { CopyRate } from "./copy-rate.js";

/** The event and the log. */
const TELL_MS = 1000;
/** The file that readers poll. */
const WRITE_MS = 500;
/** Of the daemon's time at most one part in so many goes into that file, however slow its disk is. */
const WRITE_SHARE = 20;

type ProgressParts = Pick<DaemonParts, "clock" | "report" | "fileSystem" | "resting"> & {
  readonly settings: Pick<DaemonParts["settings"], "flagFolder" | "bandwidth">;
};
type CopiedJob = Pick<Job, "manifest" | "digest" | "label">;
type CopiedPlan = Pick<CopyPlan, "bytes"> & { readonly files: { readonly length: number } };

/** Tells how far a copy is: an event at most once a second, and a file at most twice, which readers may poll. It fails no copy. */
export class CopyProgressTeller {
  readonly #parts: ProgressParts;
  readonly #job: CopiedJob;
  readonly #plan: CopiedPlan;
  readonly #path: string;
  readonly #rate: CopyRate;
  #files = 0;
  #verified = 0;
  /** Read of files that are not verified yet; each is read twice. */
  #underWay = 0;
  #done = 0;
  #told: number;
  #nextWrite: number;
  #isWritten = false;

  constructor(parts: ProgressParts, job: CopiedJob, plan: CopiedPlan) {
    this.#parts = parts;
    this.#job = job;
    this.#plan = plan;
    this.#path = progressPath(parts.settings.flagFolder, job.manifest);
    const begun = parts.clock.monotonic();
    this.#rate = new CopyRate(begun);
    this.#told = begun;
    this.#nextWrite = begun + WRITE_MS;
  }

  /** Bytes that were read since the last call, of a source or of a copy. */
  addBytes(read: number): void {
    this.#underWay += read;
    this.#tell();
  }

  addFiles(verified: readonly Pick<VerifiedFile, "bytes" | "copied">[]): void {
    this.#files += verified.length;
    for (const { bytes, copied } of verified) {
      this.#verified += bytes;
      this.#underWay = Math.max(0, this.#underWay - (copied ? 2 * bytes : bytes));
    }
    this.#tell();
  }

  /** Nobody copies any more. */
  end(): void {
    if (!this.#isWritten) return;
    try {
      this.#parts.fileSystem.remove(this.#path);
    } catch {
      mark("attempt: progress that can't be taken away is old news");
    }
  }

  #tell(): void {
    const now = this.#parts.clock.monotonic();
    const ofBytes = this.#plan.bytes;
    // What is read again, because something touched it, takes nothing back.
    this.#done = Math.max(this.#done, Math.min(ofBytes, this.#verified + Math.round(this.#underWay / 2)));
    const copied = { files: this.#files, ofFiles: this.#plan.files.length, bytes: this.#done, ofBytes };
    if (now >= this.#nextWrite) this.#write(copied, now);
    if (now - this.#told < TELL_MS) return;
    this.#told = now;
    this.#parts.report({ event: "progress", job: this.#job.label, ...copied });
  }

  #write(copied: { files: number; ofFiles: number; bytes: number; ofBytes: number }, now: number): void {
    const { clock, fileSystem, settings, resting } = this.#parts;
    const bytesPerSecond = this.#rate.at(now, copied.bytes);
    const { digest } = this.#job;
    const limit = limitNow(settings.bandwidth ?? [], clock);
    const rests = resting?.();
    try {
      const progress = {
        digest,
        at: clock.now().toISOString(),
        ...copied,
        bytesPerSecond,
        ...(limit === undefined ? {} : { limit }),
        ...(rests === undefined ? {} : { rests }),
      };
      writeCopyProgress(fileSystem, this.#path, progress);
      this.#isWritten = true;
    } catch {
      // Somebody reads it just now, or the disk is full.
      mark("attempt: progress that can't be written holds up no copy");
    }
    const ended = clock.monotonic();
    this.#nextWrite = ended + Math.max(WRITE_MS, (ended - now) * WRITE_SHARE);
  }
}
