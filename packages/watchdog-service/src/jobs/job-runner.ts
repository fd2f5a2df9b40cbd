import { messageOf } from "@rigline/core/errors";
import { attemptJob } from "./attempt-job.js";
import { goneJob, type GoneJob } from "./gone-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { untilDue } from "./due.js";
import type { HandOff } from "./hand-off.js";
import { isBusy, type BusyState, type JobEntry, type RunningState, type WaitingState } from "./job-entry.js";
import { stampOf } from "./journal-stamp.js";
import { Leftovers } from "./leftovers.js";
import type { AbortReason } from "./perform-attempt.js";
import { settleGone } from "./settle-gone.js";
import { HeldOutcomes } from "./submit-hand-off.js";
import { orderPlaces, type JobPlaces } from "../work/places.js";
import type { WorkPool } from "../work/work-pool.js";

interface RunnerListener {
  /** Something has come to its end. */
  readonly onDone: () => void;
  /** The entry is at its end: what stands under its name now, if anything, is to be looked at afresh. */
  readonly onForget: (entry: JobEntry) => void;
  /** Somebody waits who did not, or does no more: others may begin. */
  readonly onRoom: () => void;
  readonly mayAsk: (endpoint: string | null) => boolean;
  /** A job did not come to its destination, and looks again in so many milliseconds. */
  readonly onMissed: (destination: string, waitMs: number) => void;
  /** A job has come to its destination. */
  readonly onReached: (destination: string) => void;
}

/** Keeps entries busy, one thing at a time each, and notes in them what came of it. */
export class JobRunner {
  readonly #parts: DaemonParts;
  readonly #listener: RunnerListener;
  readonly #held = new HeldOutcomes();
  readonly #running = new Set<RunningState>();
  readonly leftovers: Leftovers;

  constructor(parts: DaemonParts, listener: RunnerListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.leftovers = new Leftovers(parts, listener.onDone);
  }

  get running(): ReadonlySet<RunningState> {
    return this.#running;
  }

  attempt(entry: JobEntry, { handOff, needs }: WaitingState, places: JobPlaces): void {
    const abort = new AbortController();
    let begin: (state: RunningState) => void = () => {};
    const begun = new Promise<RunningState>((resolve) => (begin = resolve));
    const done = begun.then((state) => this.#seeThrough(entry, state));
    const state: RunningState = { kind: "running", abort, done, handOff, places, needs, silent: 0 };
    this.#running.add(state);
    entry.state = state;
    begin(state);
  }

  /** Brings a job to its end whose manifest is gone. */
  settle(entry: JobEntry, handOff: HandOff): void {
    this.#end(entry, async (signal) => {
      await settleGone(this.#parts, goneJob(handOff), this.leftovers, signal, this.#held.answer(handOff));
      this.#held.forgetAnswer(handOff);
    });
  }

  settleOrphan(orphan: GoneJob): JobEntry {
    const entry: JobEntry = { path: orphan.manifest, fingerprint: "gone", journalStamp: "", state: { kind: "parked" } };
    this.#end(entry, (signal) => settleGone(this.#parts, orphan, this.leftovers, signal));
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
    entry.state = { kind: "ending", abort, done: this.#seeOut(entry, work(abort.signal), abort.signal) };
  }

  async #seeThrough(entry: JobEntry, state: RunningState): Promise<void> {
    const { handOff, abort } = state;
    const parts = { ...this.#parts, pool: this.#poolFor(state) };
    await this.leftovers.keep(goneJob(handOff));
    const end = await attemptJob(parts, handOff, this.#held, abort.signal, {
      mayAsk: () => state.needs === "service" || this.#listener.mayAsk(handOff.endpoint),
      onStep: (step) => {
        const before = state.needs;
        state.needs = step === "submit" && handOff.endpoint !== null ? "service" : "data";
        if (before !== state.needs) this.#listener.onRoom();
      },
    });
    this.#running.delete(state);
    entry.journalStamp = stampOf(this.#parts, entry.path);
    if (end.kind === "waiting" && end.trouble === "away")
      this.#listener.onMissed(handOff.request.destination, untilDue(end.due, this.#parts.clock));
    if (end.kind === "waiting" || end.kind === "parked") entry.state = end;
    else if (end.kind === "gone") this.settle(entry, handOff);
    else this.#listener.onForget(entry);
    this.#listener.onDone();
  }

  /** The pool, told what each order depends on; the job notes what it waits for. */
  #poolFor(state: RunningState): WorkPool {
    const { pool } = this.#parts;
    const { places, handOff } = state;
    return {
      ...pool,
      run: async (order, options) => {
        let silent = false;
        const onSilent = (now: boolean): void => {
          if (now === silent) return;
          silent = now;
          state.silent += now ? 1 : -1;
          this.#listener.onRoom();
        };
        const result = await pool.run(order, { ...options, places: orderPlaces(order.kind, places), onSilent });
        if (order.kind === "prepareStaging" || order.kind === "copy")
          this.#listener.onReached(handOff.request.destination);
        return result;
      },
    };
  }

  async #seeOut(entry: JobEntry, work: Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await work;
    } catch (error) {
      const message = `${messageOf(error)}; it is brought to its end when the daemon starts again`;
      if (!signal.aborted) this.#parts.report({ event: "notice", job: entry.path, message });
    }
    this.#listener.onForget(entry);
    this.#listener.onDone();
  }
}
