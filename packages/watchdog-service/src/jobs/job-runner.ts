import { messageOf } from "@rigline/core/errors";
import { attemptJob } from "./attempt-job.js";
import { cancelJob, cancelledJob, clearStaging } from "./cancel-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { Orphan } from "./find-orphans.js";
import type { HandOff } from "./hand-off.js";
import { isBusy, type BusyState, type JobEntry } from "./job-entry.js";
import { stampOf } from "./journal-stamp.js";
import type { AbortReason } from "./perform-attempt.js";
import { settleOrphan } from "./settle-orphan.js";
import { HeldOutcomes } from "./submit-hand-off.js";

interface RunnerListener {
  /** Something has come to its end. */
  readonly onDone: () => void;
  /** The entry is at its end: what stands under its name now, if anything, is to be looked at afresh. */
  readonly onForget: (entry: JobEntry) => void;
}

/** Keeps entries busy, one thing at a time each, and notes in them what came of it. */
export class JobRunner {
  readonly #parts: DaemonParts;
  readonly #listener: RunnerListener;
  readonly #held = new HeldOutcomes();

  constructor(parts: DaemonParts, listener: RunnerListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  attempt(entry: JobEntry, handOff: HandOff): void {
    const abort = new AbortController();
    entry.state = { kind: "running", abort, done: this.#seeThrough(entry, handOff, abort.signal) };
  }

  /** Ends a waiting job whose manifest was deleted. */
  cancel(entry: JobEntry, handOff: HandOff): void {
    this.#end(entry, (signal) => cancelJob(this.#parts, cancelledJob(handOff), signal));
  }

  settle(orphan: Orphan): JobEntry {
    const entry: JobEntry = { path: orphan.manifest, fingerprint: "gone", journalStamp: "", state: { kind: "parked" } };
    this.#end(entry, (signal) => settleOrphan(this.#parts, orphan, signal));
    return entry;
  }

  breakOff({ abort }: BusyState, reason: AbortReason): void {
    abort.abort(reason);
  }

  /** Breaks off all that is under way and returns when it has let go. */
  async stop(entries: Iterable<JobEntry>): Promise<void> {
    for (;;) {
      const busy = [...entries].flatMap(({ state }) => (isBusy(state) ? [state] : []));
      if (busy.length === 0) return;
      for (const state of busy) this.breakOff(state, "stop");
      await Promise.all(busy.map(({ done }) => done));
    }
  }

  /** Does what is left to do for an entry whose manifest is gone, then forgets it. */
  #end(entry: JobEntry, work: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    entry.state = { kind: "ending", abort, done: this.#seeOut(entry, work(abort.signal)) };
  }

  async #seeThrough(entry: JobEntry, handOff: HandOff, signal: AbortSignal): Promise<void> {
    const end = await attemptJob(this.#parts, handOff, this.#held, signal);
    entry.journalStamp = stampOf(this.#parts, entry.path);
    if (end.kind === "waiting" || end.kind === "parked") entry.state = end;
    else if (end.kind === "cancelled")
      this.#end(entry, (ending) => clearStaging(this.#parts, cancelledJob(handOff), ending));
    else this.#listener.onForget(entry);
    this.#listener.onDone();
  }

  async #seeOut(entry: JobEntry, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#parts.report({ event: "notice", job: entry.path, message: messageOf(error) });
    }
    this.#listener.onForget(entry);
    this.#listener.onDone();
  }
}
