import type { SessionSummary } from "@rigline/core";
import type { JobsOfSessions } from "../checks/status.js";
import type { Happenings } from "./happenings.js";
import type { Onlooker } from "./onlooker.js";
import type { Processes } from "./processes.js";
import type { Rig } from "./rig.js";

/** So long after the end of all trouble a person has looked at what was parked. */
const LOOKS_AFTER_MS = 600_000;
const SETTLE_LOOK_MS = 400_000;
/** So long after it he may find that there is nothing to look at. */
const DONE_AFTER_MS = [150_000, 350_000];

/** What comes after the last trouble of a life: a person looks how it stands, until all is at its end. */
export class Peace {
  readonly #rig: Rig;
  readonly #processes: Processes;
  readonly #onlooker: Onlooker;
  readonly #happenings: Happenings;
  /** How all came to its end, once it has. */
  #settled: JobsOfSessions | undefined;

  constructor(
    rig: Rig,
    parts: { readonly processes: Processes; readonly onlooker: Onlooker; readonly happenings: Happenings },
  ) {
    this.#rig = rig;
    this.#processes = parts.processes;
    this.#onlooker = parts.onlooker;
    this.#happenings = parts.happenings;
  }

  get settled(): JobsOfSessions | undefined {
    return this.#settled;
  }

  begin(): void {
    const { time } = this.#rig;
    for (const ms of DONE_AFTER_MS) time.after(ms, () => this.#endIfDone());
    time.after(LOOKS_AFTER_MS, () => this.#happenings.redriveAll(this.#onlooker.jobs()));
    time.after(LOOKS_AFTER_MS + SETTLE_LOOK_MS, () => this.#settle());
  }

  #endIfDone(): void {
    // There is more to come than hand-offs.
    if (this.#rig.plan.keeping !== undefined) return;
    if (this.#processes.launchers.size > 0 || this.#onlooker.unfinished().length > 0) return;
    const jobs = this.#onlooker.jobs();
    if (this.#rig.status.isDone(jobs)) this.#settled ??= jobs;
  }

  /** Looks now and then whether all is at its end; what a person has just set going takes its time. */
  #settle(): void {
    if (this.#settled !== undefined) return;
    const jobs = this.#onlooker.jobs();
    const open = this.openSessions(jobs);
    // Each reading of a copy is on record.
    if (this.#rig.plan.keeping === undefined) this.#rig.status.bounded(jobs);
    if (this.#processes.launchers.size === 0 && open.length === 0 && this.#rig.status.isSettled(jobs))
      this.#settled = jobs;
    if (open.length > 0) this.#processes.resumeLater();
    this.#rig.time.after(SETTLE_LOOK_MS, () => this.#settle());
  }

  /** Those that somebody goes on with; who has gone on with a parked one, and found it as it was, leaves it. */
  openSessions(jobs: JobsOfSessions): readonly SessionSummary[] {
    const parked = [...jobs].flatMap(([{ name }, { step }]) => (step === "parked" ? [name] : []));
    // Of one that a power cut took before it was opened nobody knows.
    const isKnown = (directory: string): boolean => this.#rig.sessions.some(({ source }) => source === directory);
    return this.#onlooker.unfinished().filter(({ name, directory }) => isKnown(directory) && !parked.includes(name));
  }
}
