import { basename, join } from "node:path";
import { listJobs, type DaemonEvent, type ListedJob } from "@rigline/watchdog-service/parts";
import type { Computer } from "../life/computer.js";
import { CENTRAL, isFlagFolderAway, SUBJECT, type SessionTruth } from "../life/session-truth.js";
import type { SimulatedService } from "../world/simulated-service.js";
import type { SimulatedDisk } from "../world/disk.js";
import type { World } from "../world/world.js";
import type { FileSystem } from "@rigline/foundation/platform";
import { CANCELLED, Causes, isUndone } from "./causes.js";
import type { Custody } from "./custody.js";
import type { Safety } from "./safety.js";
import type { Stores } from "./stores.js";
import type { Report } from "./violation.js";

const HOUR_MS = 3_600_000;
/** Bytes of a job's journal: however often and however long it fails. */
const MOST_RECORDED = 80_000;

/** How what was handed off stands, as far as a job is known of it. */
export type JobsOfSessions = ReadonlyMap<SessionTruth, ListedJob>;

/** Holds that no state is shown that the disks and the service contradict. */
export class Status {
  readonly #world: World;
  readonly #service: SimulatedService;
  readonly #sessions: readonly SessionTruth[];
  readonly #custody: Custody;
  readonly #safety: Safety;
  readonly #computers: readonly Computer[];
  readonly #stores: Stores | undefined;
  readonly #report: Report;
  readonly #causes: Causes;

  constructor(
    parts: {
      readonly world: World;
      readonly service: SimulatedService;
      readonly custody: Custody;
      readonly safety: Safety;
      readonly computers: readonly Computer[];
      readonly stores: Stores | undefined;
    },
    sessions: readonly SessionTruth[],
    report: Report,
  ) {
    this.#world = parts.world;
    this.#service = parts.service;
    this.#custody = parts.custody;
    this.#safety = parts.safety;
    this.#causes = new Causes(parts.world, parts.custody);
    this.#computers = parts.computers;
    this.#stores = parts.stores;
    this.#sessions = sessions;
    this.#report = report;
  }

  /** S5, of what a daemon tells as it happens. */
  told(event: DaemonEvent, by: Computer): void {
    if (!("job" in event)) return;
    const session = this.#sessions.find(
      // Of one whose manifest was never read only that is known.
      ({ name, manifest, computer }) =>
        computer === by && (name === event.job || basename(manifest) === basename(event.job ?? "")),
    );
    if (session === undefined) return;
    if (event.event === "failed") session.isTold = event.code === "SUBMIT_BUSY";
    // A person goes before the service's wish, also with what was asked before the daemon had its answer.
    if (event.event === "redriven") session.isTold = false;
    if (event.event === "published") this.#mustBePublished(session, "is told to be published");
    if (event.event === "scheduled" && this.#isTooLate(new Date(event.until), session))
      this.#report("S5", `${event.job} is told to wait until ${event.until}, although its hour has come before`);
    if (event.event === "submitted" && event.endpoint !== null) this.#mustBeTaken(session, "is told to be submitted");
    if (event.event === "parked" && this.#causes.isUntrue(event.code, session))
      this.#report("S5", `${event.job} is parked as ${event.code}, which is not so: ${event.reason}`);
    if (event.event === "cancelled" && this.#causes.isUntrue(CANCELLED, session))
      this.#report("S5", `${event.job} is told to be cancelled, which is not so: ${event.reason}`);
  }

  /** S5, of what anybody can read on the disks as they are now. */
  shown(disk: SimulatedDisk, fileSystem: FileSystem): JobsOfSessions {
    const jobs = new Map<SessionTruth, ListedJob>();
    for (const computer of this.#computers) {
      // While the folder is away nobody can tell anything.
      const listed = isFlagFolderAway(this.#world, computer) ? [] : listJobs(disk, fileSystem, computer.flagFolder);
      for (const job of listed) {
        const session = this.#sessions.find(({ manifest }) => manifest === `${computer.flagFolder}/${job.file}`);
        if (session !== undefined) jobs.set(session, job);
      }
    }
    for (const [session, job] of jobs) {
      const takenAway = job.failure?.code === "MANIFEST_TAKEN_AWAY";
      if (takenAway || ["published", "submitted", "complete"].includes(job.step))
        this.#mustBePublished(session, `is shown as ${job.step}`);
      if ((takenAway || ["submitted", "complete"].includes(job.step)) && session.plan.submits)
        this.#mustBeTaken(session, `is shown as ${job.step}`);
      if (job.word === "cancelled" && job.manifestThere && job.cancelled === null)
        this.#report("S5", `${job.name} is shown as cancelled, and its manifest is there`);
      this.#safety.shown(job, session, fileSystem);
      if (job.step === "complete" && (job.archivedTo === null || this.#world.find(job.archivedTo) === undefined))
        this.#report("S5", `${job.name} is shown as complete, and its manifest is not at ${job.archivedTo}`);
      if (job.step === "parked" && this.#causes.isUntrue(job.failure?.code, session))
        this.#report("S5", `${job.name} is shown as ${job.failure?.code}, which is not so`);
      if (job.step === "cancelled" && this.#causes.isUntrue(CANCELLED, session))
        this.#report("S5", `${job.name} is shown as cancelled, which is not so`);
    }
    return jobs;
  }

  isSettled(jobs: JobsOfSessions): boolean {
    return this.#sessions.every((session) => {
      if (!session.handedOff) return true;
      const job = jobs.get(session);
      if (session.withdrawn && (job === undefined || job.step === "new")) return true;
      return job !== undefined && (isAtItsEnd(job) || this.#waitsInVain(session, jobs));
    });
  }

  /** Whether all has come to a wanted end, and nothing waits for a person or is still to be cleared away. */
  isDone(jobs: JobsOfSessions): boolean {
    return this.#sessions.every((session) => {
      const step = jobs.get(session)?.step;
      // A manifest that was only taken away for a while comes back.
      const isOver = step === "complete" || (step === "cancelled" && session.withdrawn);
      return isOver && this.#leftOf(session) === undefined;
    });
  }

  /** L2: what a job's journal says does not grow as long as it fails. */
  bounded(jobs: JobsOfSessions): void {
    for (const { journal } of jobs.values()) {
      const bytes = this.#world.find(journal)?.data.length ?? 0;
      if (bytes > MOST_RECORDED) this.#report("L2", `${journal} has grown to ${bytes} bytes`);
    }
  }

  /** L1, after peace: what is set aside, is so for a cause that still holds. */
  settled(jobs: JobsOfSessions): void {
    this.#causes.isOver = true;
    for (const session of this.#sessions) {
      const job = jobs.get(session);
      const { name } = session;
      if (session.mates.every((mate) => jobs.get(mate)?.step !== "parked" || mate.withdrawn))
        this.#nothingIsLeft(session);
      this.#noRecordIsLeft(session, jobs);
      if (!session.handedOff) {
        if (session.versions.size > 0) this.#report("L1", `${name} has recorded data, and was never handed off`);
        continue;
      }
      // Taken away before anybody had looked at it.
      if (session.withdrawn && (job === undefined || job.step === "new")) continue;
      if (job === undefined) this.#report("L1", `${name} was handed off, and no job is known of it`);
      else if (job.step === "parked" || job.step === "cancelled") {
        const code = job.step === "cancelled" ? CANCELLED : (job.failure?.code ?? "");
        // Who takes the manifest of a parked job away, leaves it as it was.
        if (!session.withdrawn && !this.#causes.isTrue(code, session))
          this.#report("L1", `${name} stays ${job.step} as ${code}, whose cause is gone: ${job.failure?.message}`);
      } else if (job.step !== "complete" && !this.#waitsInVain(session, jobs))
        this.#report("L1", `${name} is ${job.step} after all that peace: ${job.failure?.message}`);
    }
  }

  /** Whether a session's other part does not come, for a cause of its own, or one of them is gone for good. */
  #waitsInVain(session: SessionTruth, jobs: JobsOfSessions): boolean {
    const job = jobs.get(session);
    const isGone = session.mates.some((mate) => this.#isLost(mate));
    if (job?.failure?.code === "PART_GONE") return isGone;
    if (job === undefined || job.awaiting === null) return false;
    const others = session.mates.filter((mate) => mate !== session);
    return others.some((mate) => {
      const step = jobs.get(mate)?.step;
      return isGone || mate.withdrawn || step === undefined || step === "parked" || step === "cancelled";
    });
  }

  /** Whether a cut of a server that flushes no names has taken what had arrived; that it had been published, and no more, is told. */
  #isLost(session: SessionTruth): boolean {
    const volume = this.#world.findAnywhere(CENTRAL)?.volume;
    return volume !== undefined && isUndone(volume) && this.#custody.missing(session).length > 0;
  }

  /** L2: of a job that is at its end no unfinished copy stays at the destination, unless a cut of the server has brought it back. */
  #nothingIsLeft(session: SessionTruth): void {
    const left = this.#leftOf(session);
    if (left !== undefined) this.#report("L2", `${left} stays at the destination of ${session.name} for ever`);
  }

  #leftOf(session: SessionTruth): string | undefined {
    const { name } = session;
    if (this.#stores !== undefined) return this.#stores.leftOf(session);
    const subject = this.#world.find(SUBJECT);
    if (subject === undefined || isUndone(subject.volume)) return undefined;
    return [...subject.entries.values()].find((entry) => entry.name.startsWith(`.rigline-${name}-`))?.name;
  }

  /** C4: where all parts of a session have come to their end, nothing but their record is left of it. */
  #noRecordIsLeft({ name, mates }: SessionTruth, jobs: JobsOfSessions): void {
    const records = this.#world.find(`${SUBJECT}/.rigline/parts/${name}`);
    if (records === undefined || isUndone(records.volume)) return;
    const unfinished = [...records.entries.values()].find((entry) => entry.name.endsWith(".partial"));
    if (unfinished !== undefined && mates.every((mate) => jobs.get(mate)?.step === "complete"))
      this.#report("C4", `${unfinished.name} stays among the records of the parts of ${name} for ever`);
  }

  /** Before anything of a session is posted, all of it has arrived, by whichever computer. */
  posted(session: SessionTruth): void {
    this.#mustBePublished(session, "is posted");
  }

  /** Whether the hour of a job had come the day before, when its manifest was there already. */
  #isTooLate(until: Date, { manifest }: SessionTruth): boolean {
    const there = this.#world.find(manifest);
    const came = there === undefined ? Infinity : Number(there.changed / 1_000_000n);
    const hourOf = (time: number): string =>
      new Date(time).toLocaleTimeString("en-GB", { timeZone: this.#world.time.zone });
    const hour = hourOf(until.getTime());
    // An hour that comes twice in a night is the first of the two.
    return [23, 24, 25]
      .map((hours) => until.getTime() - hours * HOUR_MS)
      .some((before) => before > came && hourOf(before) === hour && hourOf(before - HOUR_MS) !== hour);
  }

  #mustBePublished(session: SessionTruth, when: string): void {
    if (session.tampered) return;
    const [missing] = this.#custody.missing(session);
    if (missing === undefined) return this.#custody.published(session, when);
    const mayBeMissing = [...this.#world.volumes].some((volume) => volume.state.kind !== "there" || isUndone(volume));
    if (!mayBeMissing)
      this.#report("S5", `${session.name} ${when}, and ${join(session.published, missing)} is not there`);
  }

  #mustBeTaken(session: SessionTruth, when: string): void {
    if ([...session.keys.keys()].some((key) => this.#service.taken.has(key))) return;
    this.#report("S5", `${session.name} ${when}, and the service does not have it`);
  }
}

function isAtItsEnd({ step }: ListedJob): boolean {
  return step === "complete" || step === "parked" || step === "cancelled";
}
