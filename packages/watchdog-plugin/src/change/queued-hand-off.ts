import { basename } from "node:path";
import type { Session } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { flushFolder } from "@rigline/foundation/platform";
import { readWishes, type JobDeed } from "@rigline/manifest";
import { DaemonControl } from "../daemon/daemon-control.js";
import { findLockHolder } from "../daemon/embedded-daemon.js";
import { isDone, readJob, type JobView } from "../follow/read-job.js";
import type { PluginParts } from "../parts.js";
import { readDeclinedRecord } from "../transfer/published-record.js";
import { findPublished, type PublishedTransfer } from "../transfer/published-transfer.js";
import { askDaemon, type DaemonAnswer } from "./ask-daemon.js";
import { tooLate } from "./change-errors.js";
import { hasSurelyNotBegun } from "./foreign-service.js";

/** Why a job is held that nobody wants held. */
const MEANWHILE = "while its hand-off is changed";

/** A session's manifest in the queue, and whoever has it there: Rigline's own daemon, or a service that says nothing. */
export class QueuedHandOff {
  readonly control: DaemonControl;
  readonly #parts: PluginParts;
  readonly #session: Session;
  readonly #by: string;

  constructor(parts: PluginParts, session: Session, by: string) {
    this.control = new DaemonControl(parts);
    this.#parts = parts;
    this.#session = session;
    this.#by = by;
  }

  /** What was published and is not over. Throws HAND_OFF_TOO_LATE. */
  find(): PublishedTransfer | undefined {
    return readDeclinedRecord(this.#parts.fileSystem, this.#session) === undefined ? this.findAnyway() : undefined;
  }

  /** The same, whatever the session's own record says of it. Throws HAND_OFF_TOO_LATE. */
  findAnyway(): PublishedTransfer | undefined {
    const { fileSystem } = this.#parts;
    const published = findPublished(fileSystem, this.control.places, this.#session);
    if (published === undefined) return undefined;
    const job = this.look(published);
    if (!isDone(job)) return published;
    if (job.state?.cancelled !== undefined) return undefined;
    const { destination } = published;
    throw tooLate(
      `${this.#session.name} is handed off, and its data are at ${destination}`,
      "What is wanted of them now has to be asked of those who run the transfer service.",
    );
  }

  look({ manifest }: Pick<PublishedTransfer, "manifest">): JobView {
    return readJob(this.#parts.fileSystem, this.control.places, manifest);
  }

  async ask({ manifest }: PublishedTransfer, deed: JobDeed): Promise<DaemonAnswer> {
    const isWatched = await this.isWatched();
    return askDaemon(this.#parts, this.control.places, { manifest, deed, by: this.#by, isWatched });
  }

  /**
   * Does what may only be done before the copy has begun: the daemon begins none of what is held. `isHeld`: a person had held it
   * before. Throws HAND_OFF_TOO_LATE with `todo`.
   */
  async beforeCopy<Result>(
    published: PublishedTransfer,
    todo: string,
    work: (isHeld: boolean) => Promise<Result>,
  ): Promise<Result> {
    // What it has begun is told by its answer.
    const before = this.look(published).state?.held;
    // One that was left by a launcher that was killed meanwhile is nobody's.
    const isHeld = before !== undefined && before.reason !== MEANWHILE;
    const held = await this.ask(published, { do: "hold", reason: MEANWHILE });
    const hasBegun = held.state.planned !== undefined || ((await this.isWatched()) && !held.isHeard);
    try {
      if (!hasBegun) return await work(isHeld);
    } finally {
      if (!isHeld && this.look(published).state?.cancelled === undefined) await this.ask(published, { do: "release" });
    }
    throw tooLate(`the copy of ${this.#session.name} has begun`, todo);
  }

  /** Whether something was asked of its job that no daemon has heard yet. */
  hasUnheard({ manifest }: Pick<PublishedTransfer, "manifest">): boolean {
    const { flagFolder } = this.control.places;
    return readWishes(this.#parts.fileSystem, flagFolder).some(({ wish }) => wish.manifest === basename(manifest));
  }

  async isWatched(): Promise<boolean> {
    const { flagFolder } = this.control.places;
    return (await findLockHolder(this.#parts, flagFolder)) !== undefined;
  }

  /** Who is to watch is not Rigline's own daemon, and it does not watch. */
  async isForeign(): Promise<boolean> {
    return this.control.daemon?.kind === "external" && !(await this.isWatched());
  }

  /** Of a service that says nothing: only what certainly waits for its hour is taken out of the queue. */
  withdraw(published: PublishedTransfer): void {
    this.requireNotBegun(published);
    mark("change: a manifest that waits for its hour at another service is taken out of the queue");
    this.#parts.fileSystem.remove(published.manifest);
    flushFolder(this.#parts.fileSystem, this.control.places.flagFolder);
  }

  requireNotBegun({ manifest }: PublishedTransfer): void {
    if (hasSurelyNotBegun(this.#parts, manifest)) return;
    throw tooLate(
      `aind-watchdog-service has ${basename(manifest)}, tells nothing of its copies, and may have begun with it`,
      "End the service to stop it; what it has copied by then stays at the destination.",
    );
  }
}
