import { inspectIfThere } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import { abandonedBy } from "../gone/orphans.js";
import { ManifestIntake } from "../intake/manifest-intake.js";
import { PassedOverNames } from "../intake/passed-over.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { dueIn, untilDue, isBusy, isWaiting, type JobEntry, type WaitingState } from "../jobs/job-entry.js";
import { hasJournal, stampOf } from "../jobs/manifest-fate.js";
import { fingerprint, scanFolder, type FoundManifest } from "../watch/scan-folder.js";
import { dueWaits, stampsOf, summarize, type BoardSummary } from "./board-summary.js";
import { WishHearing } from "../wishes/hear-wishes.js";
import { Destinations } from "./destinations.js";
import { EarlyLooks } from "./early-looks.js";
import { JobRunner } from "./job-runner.js";
import { Reach } from "./reach.js";
import { wakeSessionOf } from "./wake-session.js";
import { inTurn, RetryPace, Turns } from "./turns.js";

/** To judge a manifest takes a flush or two: those under way, and a stop, must not wait for a thousand of them. */
const JUDGING_MS = 50;

/** The manifests of one flag folder and what is being done with each. */
export class JobBoard {
  readonly #parts: DaemonParts;
  readonly #once: boolean;
  readonly #entries = new Map<string, JobEntry>();
  readonly #attempted = new Set<string>();
  readonly #intake: ManifestIntake;
  readonly #passedOver: PassedOverNames;
  readonly #runner: JobRunner;
  readonly #reach: Reach;
  readonly #looks: EarlyLooks;
  readonly #wishes: WishHearing;
  readonly #destinations: Destinations;
  /** Were there at the last look, or were forgotten since: when they are gone at the next, nobody else sees to their job. */
  #loose = new Set<string>();
  /** Settled, and not read yet. */
  readonly #unread = new Map<string, FoundManifest>();
  /** Due, and waiting for a place. */
  readonly #inLine = new Set<JobEntry>();
  readonly #pace: RetryPace;
  readonly #wakeSessionOf: (path: string) => void;

  constructor(parts: DaemonParts, options: { readonly once: boolean; readonly onChange: () => void }) {
    this.#parts = parts;
    this.#once = options.once;
    this.#pace = new RetryPace(parts.clock);
    this.#passedOver = new PassedOverNames(parts);
    this.#wakeSessionOf = (path) => wakeSessionOf(path, this.#entries, this.#attempted, parts.clock);
    this.#reach = new Reach(parts, options);
    this.#looks = new EarlyLooks(parts, this.#reach.places, options.onChange);
    this.#destinations = new Destinations(parts, this.#reach, (which) => {
      this.#wake(which);
      options.onChange();
    });
    this.#runner = new JobRunner(parts, {
      onDone: options.onChange,
      onForget: ({ path }, isOver) => this.#forget(path, isOver),
      onRoom: options.onChange,
      onFurther: this.#wakeSessionOf,
      mayAsk: (endpoint) => this.#turns().mayAsk(endpoint),
      onMissed: (destination, waitMs) => this.#reach.missed(destination, waitMs),
      onReached: (destination) => this.#destinations.reached(destination),
    });
    this.#intake = new ManifestIntake(parts, this.#runner.leftovers);
    this.#wishes = new WishHearing(parts, this.#runner);
    parts.pool.hanging.listen(options.onChange);
  }

  /** Looks at the flag folder. Throws, having changed nothing, when it can't be read. */
  scan(): void {
    this.#wishes.hear(this.#entries);
    const scan = scanFolder(this.#parts.disk, this.#parts.settings.flagFolder);
    this.#passedOver.note(scan);
    const { found, outOfReach } = scan;
    const present = new Set([...found, ...outOfReach].map(({ path }) => path));
    for (const path of this.#loose)
      if (!present.has(path) && !this.#entries.has(path)) this.#runner.lookForOrphan(path);
    this.#loose = new Set(present);
    this.#runner.settleOrphans(this.#entries);
    for (const entry of this.#entries.values()) if (!present.has(entry.path)) this.#manifestGone(entry);
    this.#intake.keepOnly(present);
    this.#unread.clear();
    for (const manifest of found) this.#consider(manifest);
  }

  /** Reads manifests that have settled, for a moment: the rest at the next call. */
  readSettled(): void {
    const { clock, disk } = this.#parts;
    const until = clock.monotonic() + JUDGING_MS;
    for (const [path, manifest] of this.#unread) {
      if (clock.monotonic() >= until) return;
      this.#unread.delete(path);
      try {
        const entry = inspectIfThere(disk, path);
        if (entry !== undefined && fingerprint(entry) === fingerprint(manifest.entry)) this.#take(manifest);
      } catch {
        mark("board: a manifest that can't be looked at now waits for the next scan");
      }
    }
  }

  /** Begins what is due, as many at once as there are places. */
  startDue(): void {
    this.#wake((state) => this.#reach.answersAgain(state));
    this.#inLine.clear();
    const waiting = [...this.#entries.values()].filter(isWaiting);
    this.#destinations.probe(
      waiting.map(({ state }) => state),
      this.#once,
    );
    const due = waiting.filter((entry) => this.#isDue(entry));
    const states = due.map(({ state }) => state);
    for (const state of this.#destinations.hear(states, this.#runner.running)) this.#runner.breakOff(state, "paused");
    if (due.length === 0) return;
    this.#reach.places.refresh();
    const { clock, settings } = this.#parts;
    const turns = this.#turns();
    let newcomers = false;
    for (const entry of inTurn(due, clock, settings.order)) {
      const { state } = entry;
      const places = this.#reach.places.of(state.job.request);
      const mayBegin = !this.#looks.isBeingMeasured(entry) && this.#pace.allows(state, newcomers);
      if (!mayBegin || !this.#destinations.mayBegin(state) || !turns.take(state, places)) {
        this.#inLine.add(entry);
        newcomers ||= !state.retrying && !this.#once;
        continue;
      }
      if (state.retrying) this.#pace.noteRetry();
      this.#attempted.add(entry.path);
      this.#runner.attempt(entry, state, places);
    }
  }

  /** Milliseconds until something may be due without anything happening; the rescan interval at most. */
  nextDue(): number {
    if (this.#unread.size > 0) return 0;
    const { clock, settings } = this.#parts;
    const notInLine = [...this.#entries.values()].filter((entry) => !this.#inLine.has(entry));
    return Math.min(
      settings.rescanMs,
      ...this.#intake.waits,
      ...this.#reach.waits,
      ...this.#destinations.waits,
      ...(this.#inLine.size > 0 ? this.#pace.waits : []),
      ...dueWaits(notInLine, clock),
    );
  }

  summary(): BoardSummary {
    const reading = this.#intake.waits.length + this.#unread.size;
    const settling = reading + this.#runner.leftovers.trying + this.#looks.count;
    const aside = { settling, troubled: this.#intake.untakeable + this.#passedOver.troubled };
    const isStopped = (state: WaitingState): boolean => this.#destinations.isStopped(state);
    return summarize(this.#entries, aside, { isDue: (entry) => this.#isDue(entry), isStopped });
  }

  /** What stays in the folder untouched, by path, to tell it from what comes later. */
  leftBehind(): ReadonlyMap<string, string> {
    return stampsOf(this.#entries.values());
  }

  /** Ends what goes on beside the jobs. */
  async letGo(): Promise<void> {
    await Promise.all([this.#destinations.stop(), this.#runner.letGo(this.#entries.values())]);
  }

  /** Breaks off what is under way and returns when all of it has let go. */
  async stop(): Promise<void> {
    await Promise.all([this.#runner.stop(this.#entries.values()), this.#looks.stop()]);
  }

  #turns(): Turns {
    return new Turns(this.#runner.running, { jobs: this.#parts.settings.jobs, reach: this.#reach });
  }

  #isDue({ path, state }: JobEntry): boolean {
    if (state.kind !== "waiting") return false;
    // Once means one attempt each, now, whatever an earlier daemon had in mind.
    if (this.#once && (state.retrying || state.awaits !== undefined)) return !this.#attempted.has(path);
    return untilDue(state.due, this.#parts.clock) === 0;
  }

  /** What waited for this alone is due. */
  #wake(which: (state: WaitingState) => boolean): void {
    for (const entry of this.#entries.values())
      if (entry.state.kind === "waiting" && which(entry.state))
        entry.state = { ...entry.state, due: dueIn(0, this.#parts.clock) };
  }

  #consider(manifest: FoundManifest): void {
    const known = this.#entries.get(manifest.path);
    if (known === undefined) this.#parts.pool.prepare();
    // It is back: what it was is found in its journal.
    if (known?.state.kind === "ending" && known.state.failures > 0) {
      mark("board: a manifest that is back breaks off the end of its job");
      this.#runner.breakOff(known.state, "replaced");
    }
    if (known?.fingerprint === fingerprint(manifest.entry)) {
      if (!isBusy(known.state) && known.journalStamp !== stampOf(this.#parts, manifest.path)) {
        mark("board: a job whose journal somebody else wrote to is read again");
        this.#unread.set(manifest.path, manifest);
      }
      return;
    }
    if (known?.state.kind === "running") {
      mark("board: a manifest that was replaced breaks off its attempt");
      this.#runner.breakOff(known.state, "replaced");
    }
    // What is busy under the name comes to its end first.
    if (this.#intake.mayBeWhole(manifest) && (known === undefined || !isBusy(known.state)))
      this.#unread.set(manifest.path, manifest);
  }

  #take(manifest: FoundManifest): void {
    const entry = this.#intake.take(manifest);
    if (entry === "settling") return;
    if (entry === undefined) return void this.#entries.delete(manifest.path);
    this.#entries.set(manifest.path, entry);
    this.#looks.look(entry);
  }

  #manifestGone(entry: JobEntry): void {
    const { state, path } = entry;
    const known = hasJournal(this.#parts, path);
    if (isBusy(state)) {
      if (state.kind !== "running" || !known) return;
      mark("board: a manifest that was deleted breaks off its attempt");
      return this.#runner.breakOff(state, "deleted");
    }
    if (state.kind === "parked" && known) {
      mark("board: a parked job whose manifest was deleted leaves no copy behind");
      // Where that can't be told now, whoever looks for orphans at the next scan does.
      this.#runner.leftovers.clear(abandonedBy(this.#parts, path) ?? []);
    }
    if (!known) mark("board: a job whose journal is away as well is forgotten, not cancelled");
    if (state.kind === "parked" || !known) return this.#forget(path);
    this.#runner.settle(entry, state.job);
  }

  #forget(path: string, isOver = false): void {
    if (isOver) this.#loose.delete(path);
    else this.#loose.add(path);
    this.#entries.delete(path);
    this.#intake.forget(path);
    this.#wakeSessionOf(path);
  }
}
