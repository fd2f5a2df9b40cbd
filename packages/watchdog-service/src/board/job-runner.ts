import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { attemptJob, type AbortReason } from "../attempt/attempt.js";
import { HeldOutcomes } from "../attempt/held-outcomes.js";
import { backOffMs } from "../errors/back-off.js";
import { Leftovers } from "../gone/leftovers.js";
import { OrphanSearch, settleGone } from "../gone/orphans.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { AttemptSpans } from "../jobs/job-spans.js";
import {
  untilDue,
  isBusy,
  type BusyState,
  type EndingState,
  type JobEntry,
  type RunningState,
  type WaitingState,
} from "../jobs/job-entry.js";
import { goneJob, type Job } from "../jobs/job.js";
import { stampOf } from "../jobs/manifest-fate.js";
import { orderPlaces, type JobPlaces } from "../work/places.js";
import type { WorkOrder } from "../work/work-order.js";
import type { WorkPool } from "../work/work-pool.js";

/** Whose end shows that a destination is there, and can be written. */
const REACHES: readonly WorkOrder["kind"][] = ["prepareStaging", "copy", "claimStore"];

interface RunnerListener {
  /** Something has come to its end. */
  readonly onDone: () => void;
  /**
   * Nothing is done for the entry any more: what stands under its name now, if anything, is to be looked at afresh. `isOver`: its
   * job is at its end, and that is on record.
   */
  readonly onForget: (entry: JobEntry, isOver: boolean) => void;
  /** Somebody waits who did not, or does no more: others may begin. */
  readonly onRoom: () => void;
  readonly mayAsk: (endpoint: string | null) => boolean;
  /** A job did not come to its destination, and looks again in so many milliseconds. */
  readonly onMissed: (destination: string, waitMs: number) => void;
  /** Something has become of a further copy, of which this is the manifest, or the session's, that may wait for it. */
  readonly onFurther: (path: string) => void;
  /** A job has come to its destination. */
  readonly onReached: (destination: string) => void;
}

/** Keeps entries busy, one thing at a time each, and notes in them what came of it. */
export class JobRunner {
  readonly #parts: DaemonParts;
  readonly #listener: RunnerListener;
  readonly #held = new HeldOutcomes();
  readonly #running = new Set<RunningState>();
  readonly #orphans: OrphanSearch;
  readonly leftovers: Leftovers;

  constructor(parts: DaemonParts, listener: RunnerListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#orphans = new OrphanSearch(parts);
    this.leftovers = new Leftovers(parts, listener.onDone);
  }

  get running(): ReadonlySet<RunningState> {
    return this.#running;
  }

  attempt(entry: JobEntry, { job, needs }: WaitingState, places: JobPlaces): void {
    const abort = new AbortController();
    let begin: (state: RunningState) => void = () => {};
    const begun = new Promise<RunningState>((resolve) => (begin = resolve));
    const done = begun.then((state) => this.#seeThrough(entry, state));
    const state: RunningState = { kind: "running", abort, done, job, places, needs, silent: 0 };
    this.#running.add(state);
    entry.state = state;
    begin(state);
  }

  /** Brings a job to its end whose manifest is gone. */
  settle(entry: JobEntry, job: Job): void {
    this.#end(entry, async (signal) => {
      const isOver = await settleGone(this.#parts, goneJob(job), this.leftovers, signal, this.#held.answer(job));
      if (isOver) this.#held.forgetAnswer(job);
      return isOver;
    });
  }

  /** Begins to bring to an end what earlier daemons left without a manifest, and adds it to the entries. */
  settleOrphans(entries: Map<string, JobEntry>): void {
    const { unsettled, abandoned } = this.#orphans.next();
    this.leftovers.clear(abandoned);
    for (const orphan of unsettled) {
      const path = orphan.manifest;
      if (entries.has(path)) continue;
      mark("gone: a job that an earlier daemon left without its manifest is settled");
      const entry: JobEntry = { path, fingerprint: "gone", journalStamp: "", state: { kind: "parked" }, since: 0 };
      this.#end(entry, (signal) => settleGone(this.#parts, orphan, this.leftovers, signal));
      entries.set(path, entry);
    }
  }

  /** Of a manifest that is not there and that nobody works on. */
  lookForOrphan(path: string): void {
    this.#orphans.lookAgain(path);
  }

  breakOff({ abort }: BusyState, reason: AbortReason): void {
    abort.abort(reason);
  }

  /** Ends what goes on beside the jobs: nobody records the end of one behind a daemon that has ended. */
  async letGo(entries: Iterable<JobEntry>): Promise<void> {
    const endings = [...entries].flatMap(({ state }) => (state.kind === "ending" ? [state] : []));
    for (const state of endings) this.breakOff(state, "stop");
    await Promise.all([this.leftovers.stop(), ...endings.map(({ done }) => done)]);
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
  #end(entry: JobEntry, work: (signal: AbortSignal) => Promise<boolean>): void {
    const abort = new AbortController();
    let begin: (state: EndingState) => void = () => {};
    const begun = new Promise<EndingState>((resolve) => (begin = resolve));
    const done = begun.then((state) => this.#seeOut(entry, state, work));
    const state: EndingState = { kind: "ending", abort, done, failures: 0 };
    entry.state = state;
    begin(state);
  }

  async #seeThrough(entry: JobEntry, state: RunningState): Promise<void> {
    const { job, abort } = state;
    const spans = this.#parts.spans?.attempt(job);
    const parts = hearSpans({ ...this.#parts, pool: this.#poolFor(state) }, spans);
    await this.leftovers.keep(goneJob(job));
    const end = await attemptJob(parts, job, this.#held, abort.signal, {
      mayAsk: () => state.needs === "service" || this.#listener.mayAsk(job.endpoint),
      ...(spans === undefined ? {} : { traceparent: spans.traceparent }),
      onStep: (step) => {
        spans?.onStep(step);
        const before = state.needs;
        state.needs = step === "submit" && job.endpoint !== null ? "service" : "data";
        if (before !== state.needs) this.#listener.onRoom();
      },
    });
    spans?.end();
    this.#running.delete(state);
    entry.journalStamp = stampOf(this.#parts, entry.path);
    if (end.kind === "waiting" && end.trouble === "away")
      this.#listener.onMissed(job.request.destination, untilDue(end.due, this.#parts.clock));
    if (end.kind === "waiting" || end.kind === "parked") entry.state = end;
    else if (end.kind === "gone") this.settle(entry, job);
    else this.#listener.onForget(entry, end.kind === "complete");
    // Who needs it waits on; who does not may be waiting for nothing.
    if ((job.copyOf?.needed ?? true) !== true || state.isOutdated === true) this.#listener.onFurther(entry.path);
    this.#listener.onDone();
  }

  /** The pool, told what each order depends on; the job notes what it waits for. */
  #poolFor(state: RunningState): WorkPool {
    const { pool } = this.#parts;
    const { places, job } = state;
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
        const result = await pool.run(order, {
          ...options,
          places: options.places ?? orderPlaces(order.kind, places),
          onSilent,
        });
        if (REACHES.includes(order.kind)) this.#listener.onReached(job.request.destination);
        return result;
      },
    };
  }

  /** Tried for as long as the daemon runs, and told once: nobody else would do it before the next start. */
  async #seeOut(entry: JobEntry, state: EndingState, work: (signal: AbortSignal) => Promise<boolean>): Promise<void> {
    const { clock, report, settings, random } = this.#parts;
    const { signal } = state.abort;
    let isOver = false;
    while (!signal.aborted) {
      try {
        isOver = await work(signal);
        break;
      } catch (error) {
        if (signal.aborted) break;
        mark("gone: an end that can't be recorded yet is tried again");
        state.failures += 1;
        const message = `the end of its job can't be recorded yet, and is tried again: ${messageOf(error)}`;
        if (state.failures === 1) report({ event: "notice", job: entry.path, message });
        this.#listener.onDone();
        await clock.sleep(backOffMs(settings.retry, state.failures, random()), signal).catch(() => undefined);
      }
    }
    this.#listener.onForget(entry, isOver);
    this.#listener.onDone();
  }
}

/** The same parts, whose orders and events become spans. */
function hearSpans(parts: DaemonParts, spans: AttemptSpans | undefined): DaemonParts {
  if (spans === undefined) return parts;
  const report: DaemonParts["report"] = (event) => {
    spans.hearEvent(event);
    parts.report(event);
  };
  return { ...parts, pool: spans.hearPool(parts.pool), report };
}
