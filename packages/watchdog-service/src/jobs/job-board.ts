import { jobJournalPath } from "@rigline/manifest";
import { backOffMs } from "../errors/back-off.js";
import { fingerprint, scanFolder, type FoundManifest } from "../watch/scan-folder.js";
import { SettleTracker } from "../watch/settle-tracker.js";
import { cancelJob } from "./cancel-job.js";
import type { DaemonParts } from "./daemon-parts.js";
import { dueIn, untilDue } from "./due.js";
import type { HandOff } from "./hand-off.js";
import type { JobEntry } from "./job-entry.js";
import { journalStamp } from "./journal-stamp.js";
import { performAttempt, type AbortReason, type AttemptEnd } from "./perform-attempt.js";
import { takeManifest } from "./take-manifest.js";
import { messageOf } from "@rigline/core/errors";

/** How things stand, for the loop that decides whether to go on. */
export interface BoardSummary {
  /** Settling, waiting or under way. */
  readonly pending: number;
  /** With `once`: what can still be done now. */
  readonly doable: number;
  /** Parked, or failed and waiting to be tried again. */
  readonly troubled: number;
}

/** The manifests of one flag folder and what is being done with each. */
export class JobBoard {
  readonly #parts: DaemonParts;
  readonly #once: boolean;
  readonly #onChange: () => void;
  readonly #entries = new Map<string, JobEntry>();
  readonly #attempted = new Set<string>();
  readonly #settle: SettleTracker;
  /** Milliseconds that each manifest which is not taken yet still has to settle. */
  readonly #settling = new Map<string, number>();
  readonly #untakeable = new Map<string, string>();

  constructor(parts: DaemonParts, options: { readonly once: boolean; readonly onChange: () => void }) {
    this.#parts = parts;
    this.#once = options.once;
    this.#onChange = options.onChange;
    this.#settle = new SettleTracker(parts.settings.settleMs);
  }

  /** Looks at the flag folder. Throws, having changed nothing, when it can't be read. */
  scan(): void {
    const { disk, settings } = this.#parts;
    const found = scanFolder(disk, settings.flagFolder);
    const present = new Set(found.map((manifest) => manifest.path));
    for (const entry of this.#entries.values()) if (!present.has(entry.path)) this.#manifestGone(entry);
    for (const path of this.#settling.keys()) if (!present.has(path)) this.#forget(path);
    for (const manifest of found) this.#consider(manifest);
  }

  /** Begins what is due, as many at once as the settings allow. */
  startDue(): void {
    let running = [...this.#entries.values()].filter((entry) => entry.state.kind === "running").length;
    for (const entry of this.#entries.values()) {
      if (running >= this.#parts.settings.jobs) return;
      if (entry.state.kind !== "waiting" || !this.#isDue(entry)) continue;
      this.#start(entry, entry.state.handOff);
      running += 1;
    }
  }

  /** Milliseconds until something may be due without anything happening; the rescan interval at most. */
  nextDue(): number {
    const waits = [...this.#entries.values()].flatMap(({ state }) =>
      state.kind === "waiting" ? [Math.max(1, untilDue(state.due, this.#parts.clock))] : [],
    );
    return Math.min(this.#parts.settings.rescanMs, ...this.#settling.values(), ...waits);
  }

  summary(): BoardSummary {
    const entries = [...this.#entries.values()];
    const count = (test: (entry: JobEntry) => boolean): number => entries.filter(test).length;
    const running = count(({ state }) => state.kind === "running");
    return {
      pending: this.#settling.size + running + count(({ state }) => state.kind === "waiting"),
      doable: this.#settling.size + running + count((entry) => this.#isDue(entry) || isSoon(entry)),
      troubled:
        this.#untakeable.size +
        count(({ state }) => state.kind === "parked" || (state.kind === "waiting" && state.retrying)),
    };
  }

  /** What stays in the folder untouched, by path, to tell it from what comes later. */
  leftBehind(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#entries.values()].map((entry) => [entry.path, `${entry.fingerprint} ${entry.journalStamp}`]),
    );
  }

  /** Breaks off what is under way and returns when all of it has let go. */
  async stop(): Promise<void> {
    const ends: Promise<void>[] = [];
    for (const { state } of this.#entries.values()) {
      if (state.kind !== "running") continue;
      state.abort.abort("stop" satisfies AbortReason);
      ends.push(state.done);
    }
    await Promise.all(ends);
  }

  #isDue(entry: JobEntry): boolean {
    if (entry.state.kind !== "waiting") return false;
    const { due, retrying } = entry.state;
    // Once means one attempt each, now, whatever an earlier daemon had in mind.
    if (this.#once && retrying) return !this.#attempted.has(entry.path);
    return untilDue(due, this.#parts.clock) === 0;
  }

  #consider(manifest: FoundManifest): void {
    const { path, entry: file } = manifest;
    const known = this.#entries.get(path);
    const print = fingerprint(file);
    if (known?.fingerprint === print) {
      const idle = known.state.kind === "parked" || known.state.kind === "waiting";
      if (idle && known.journalStamp !== this.#stamp(path)) this.#take(manifest);
      return;
    }
    if (known?.state.kind === "running") known.state.abort.abort("replaced" satisfies AbortReason);
    const left = this.#settle.remaining(path, print, this.#parts.clock.monotonic());
    if (left > 0 || known?.state.kind === "running") {
      this.#settling.set(path, Math.max(left, 1));
      return;
    }
    this.#settling.delete(path);
    this.#take(manifest);
  }

  #take(manifest: FoundManifest): void {
    const { path } = manifest;
    try {
      this.#entries.set(path, takeManifest(this.#parts, manifest));
      this.#untakeable.delete(path);
    } catch (error) {
      // Its journal can't be written, or it went away just now: the next scan tries again.
      this.#forget(path);
      const reason = messageOf(error);
      if (this.#untakeable.get(path) !== reason) this.#parts.report({ event: "notice", job: path, message: reason });
      this.#untakeable.set(path, reason);
    }
  }

  #manifestGone(entry: JobEntry): void {
    const { state, path } = entry;
    if (state.kind === "running") {
      state.abort.abort("deleted" satisfies AbortReason);
      return;
    }
    this.#forget(path);
    // Without its journal the folder is not the one we know: a mount point whose share is away.
    if (state.kind !== "waiting" || !this.#parts.fileSystem.exists(this.#journalPath(path))) return;
    const { manifest, digest, request } = state.handOff;
    try {
      const journal = this.#parts.openJournal(this.#journalPath(path));
      try {
        cancelJob(this.#parts, journal, { manifest, digest, name: request.name, destination: request.destination });
      } finally {
        journal.close();
      }
    } catch (error) {
      this.#parts.report({ event: "notice", job: request.name, message: messageOf(error) });
    }
  }

  #start(entry: JobEntry, handOff: HandOff): void {
    const abort = new AbortController();
    this.#attempted.add(entry.path);
    entry.state = { kind: "running", handOff, abort, done: this.#seeThrough(entry, handOff, abort.signal) };
  }

  async #seeThrough(entry: JobEntry, handOff: HandOff, signal: AbortSignal): Promise<void> {
    const end = await this.#attempt(handOff, signal);
    if (end.kind === "forgotten" || end.kind === "complete") this.#forget(entry.path);
    else entry.state = end;
    entry.journalStamp = this.#stamp(entry.path);
    this.#onChange();
  }

  async #attempt(handOff: HandOff, signal: AbortSignal): Promise<AttemptEnd> {
    // Lets the caller note that it runs before anything happens.
    await Promise.resolve();
    const { clock, settings, report, random } = this.#parts;
    try {
      const journal = this.#parts.openJournal(this.#journalPath(handOff.manifest));
      try {
        return await performAttempt(this.#parts, handOff, journal, signal);
      } finally {
        journal.close();
      }
    } catch (error) {
      // The journal itself can't be written: nothing is done that it could not tell, and later it may.
      const wait = backOffMs(settings.retry, settings.fewAttempts, random());
      report({ event: "notice", job: handOff.request.name, message: messageOf(error) });
      return { kind: "waiting", handOff, due: dueIn(wait, clock), retrying: true };
    }
  }

  #forget(path: string): void {
    this.#entries.delete(path);
    this.#settling.delete(path);
    this.#settle.forget(path);
  }

  #journalPath(manifest: string): string {
    return jobJournalPath(this.#parts.settings.flagFolder, manifest);
  }

  #stamp(manifest: string): string {
    try {
      return journalStamp(this.#parts.disk, this.#journalPath(manifest));
    } catch {
      return "unknown";
    }
  }
}

/** Waits for nothing but a little time. */
function isSoon({ state }: JobEntry): boolean {
  return state.kind === "waiting" && state.due.kind === "after" && !state.retrying;
}
