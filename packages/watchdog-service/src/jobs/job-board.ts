import { fingerprint, scanFolder, type FoundManifest } from "../watch/scan-folder.js";
import { dueWaits, summarize, type BoardSummary } from "./board-summary.js";
import type { DaemonParts } from "./daemon-parts.js";
import { untilDue } from "./due.js";
import { findOrphans } from "./find-orphans.js";
import { hasJournal } from "./is-deleted.js";
import { isBusy, type JobEntry } from "./job-entry.js";
import { JobRunner } from "./job-runner.js";
import { stampOf } from "./journal-stamp.js";
import { ManifestIntake } from "./manifest-intake.js";
import { PassedOverNames } from "./passed-over.js";

/** The manifests of one flag folder and what is being done with each. */
export class JobBoard {
  readonly #parts: DaemonParts;
  readonly #once: boolean;
  readonly #entries = new Map<string, JobEntry>();
  readonly #attempted = new Set<string>();
  readonly #intake: ManifestIntake;
  readonly #passedOver: PassedOverNames;
  readonly #runner: JobRunner;

  constructor(parts: DaemonParts, options: { readonly once: boolean; readonly onChange: () => void }) {
    this.#parts = parts;
    this.#once = options.once;
    this.#intake = new ManifestIntake(parts);
    this.#passedOver = new PassedOverNames(parts);
    this.#runner = new JobRunner(parts, {
      onDone: options.onChange,
      onForget: ({ path }) => this.#forget(path),
    });
  }

  /** Begins to bring to an end what earlier daemons left without a manifest. */
  settleOrphans(): void {
    for (const orphan of findOrphans(this.#parts)) this.#entries.set(orphan.manifest, this.#runner.settle(orphan));
  }

  /** Looks at the flag folder. Throws, having changed nothing, when it can't be read. */
  scan(): void {
    const { disk, settings } = this.#parts;
    const scan = scanFolder(disk, settings.flagFolder);
    this.#passedOver.note(scan);
    const { found, outOfReach } = scan;
    const present = new Set([...found, ...outOfReach].map(({ path }) => path));
    for (const entry of this.#entries.values()) if (!present.has(entry.path)) this.#manifestGone(entry);
    this.#intake.keepOnly(present);
    for (const manifest of found) this.#consider(manifest);
  }

  /** Begins what is due, as many at once as the settings allow. */
  startDue(): void {
    for (const entry of this.#entries.values()) {
      if (this.#isFull()) return;
      if (entry.state.kind !== "waiting" || !this.#isDue(entry)) continue;
      this.#attempted.add(entry.path);
      this.#runner.attempt(entry, entry.state.handOff);
    }
  }

  /** Milliseconds until something may be due without anything happening; the rescan interval at most. */
  nextDue(): number {
    const waits = this.#isFull() ? [] : dueWaits(this.#entries.values(), this.#parts.clock);
    return Math.min(this.#parts.settings.rescanMs, ...this.#intake.waits, ...waits);
  }

  summary(): BoardSummary {
    const aside = { waits: this.#intake.waits, troubled: this.#intake.untakeable + this.#passedOver.troubled };
    return summarize(this.#entries.values(), aside, (entry) => this.#isDue(entry));
  }

  /** What stays in the folder untouched, by path, to tell it from what comes later. */
  leftBehind(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#entries.values()].map((entry) => [entry.path, `${entry.fingerprint} ${entry.journalStamp}`]),
    );
  }

  /** Breaks off what is under way and returns when all of it has let go. */
  async stop(): Promise<void> {
    await this.#runner.stop(this.#entries.values());
  }

  #isFull(): boolean {
    const running = [...this.#entries.values()].filter(({ state }) => state.kind === "running").length;
    return running >= this.#parts.settings.jobs;
  }

  #isDue({ path, state }: JobEntry): boolean {
    if (state.kind !== "waiting") return false;
    // Once means one attempt each, now, whatever an earlier daemon had in mind.
    if (this.#once && state.retrying) return !this.#attempted.has(path);
    return untilDue(state.due, this.#parts.clock) === 0;
  }

  #consider(manifest: FoundManifest): void {
    const known = this.#entries.get(manifest.path);
    if (known?.fingerprint === fingerprint(manifest.entry)) {
      if (!isBusy(known.state) && known.journalStamp !== stampOf(this.#parts, manifest.path)) this.#take(manifest);
      return;
    }
    if (known?.state.kind === "running") this.#runner.breakOff(known.state, "replaced");
    const settled = this.#intake.hasSettled(manifest);
    // What is busy under the name comes to its end first.
    if (settled && (known === undefined || !isBusy(known.state))) this.#take(manifest);
  }

  #take(manifest: FoundManifest): void {
    const entry = this.#intake.take(manifest);
    if (entry === undefined) this.#entries.delete(manifest.path);
    else this.#entries.set(manifest.path, entry);
  }

  #manifestGone(entry: JobEntry): void {
    const { state, path } = entry;
    const known = hasJournal(this.#parts, path);
    if (isBusy(state)) {
      if (state.kind === "running" && known) this.#runner.breakOff(state, "deleted");
      return;
    }
    if (state.kind === "parked" || !known) return this.#forget(path);
    this.#runner.cancel(entry, state.handOff);
  }

  #forget(path: string): void {
    this.#entries.delete(path);
    this.#intake.forget(path);
  }
}
