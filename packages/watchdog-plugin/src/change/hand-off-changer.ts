import { basename, join } from "node:path";
import { createHash } from "node:crypto";
import type { ChangedHandOff, HandOffChange, Session } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { flushFolder, makeFolderDurably } from "@rigline/foundation/platform";
import { readMoment, showLocalTime } from "@rigline/foundation/time";
import { outboxManifest, parseManifest, putIntoOutbox, stagingFolder, type JobDeed } from "@rigline/manifest";
import { DaemonControl } from "../daemon/daemon-control.js";
import { findLockHolder } from "../daemon/embedded-daemon.js";
import { isDone, readJob, type JobView } from "../follow/read-job.js";
import { findWaiting, SessionOutbox } from "../outbox/session-outbox.js";
import type { PluginParts } from "../parts.js";
import { FlavourChoice } from "../transfer/flavour-choice.js";
import { findPublished, type PublishedTransfer } from "../transfer/published-transfer.js";
import {
  readDeclinedRecord,
  readNothingRecord,
  wantHandOff,
  writeDeclinedRecord,
  writePublishedRecord,
} from "../transfer/published-record.js";
import { writeManifest } from "../transfer/write-manifest.js";
import { alterManifest, describeAlteration, type Alteration } from "./alter-manifest.js";
import { askDaemon, describeAsked, type DaemonAnswer } from "./ask-daemon.js";
import { changeError } from "./change-errors.js";
import { hasSurelyNotBegun } from "./foreign-service.js";
import { readClock } from "./read-clock.js";

/** What `rigline handoff hold`, `cancel` and so on come to, by where the session's manifest is. */
export class HandOffChanger {
  readonly #parts: PluginParts;
  readonly #session: Session;
  readonly #by: string;
  readonly #control: DaemonControl;
  readonly #outbox: SessionOutbox;

  constructor(parts: PluginParts, session: Session, by: string) {
    this.#parts = parts;
    this.#session = session;
    this.#by = by;
    this.#control = new DaemonControl(parts);
    this.#outbox = new SessionOutbox(parts, this.#control.places, session);
  }

  /** Throws HAND_OFF_TOO_LATE, HAND_OFF_NOT_MADE, HAND_OFF_TIME_INVALID, and what the daemon refuses. */
  change(change: HandOffChange): Promise<ChangedHandOff> {
    // Nobody publishes it meanwhile.
    return this.#outbox.alone(() => {
      switch (change.do) {
        case "hold":
          return this.#setAside("held", undefined);
        case "cancel":
          return this.#setAside("cancelled", change.reason);
        case "discard":
          return this.#setAside("discarded", change.reason);
        case "release":
          return this.#release();
        case "reschedule":
          return this.#reschedule(change.to);
        case "alter":
          return this.#alter(change);
      }
    });
  }

  async #setAside(as: "held" | "cancelled" | "discarded", reason: string | undefined): Promise<ChangedHandOff> {
    const { fileSystem } = this.#parts;
    const nothing = readNothingRecord(fileSystem, this.#session);
    if (nothing !== undefined) throw this.#tooLate(`of ${this.#session.name} ${nothing.nothing}`);
    const published = this.#findQueued();
    if (published === undefined) return this.#decide(as, reason);
    if (await this.#isForeign()) {
      this.#withdraw(published);
      return this.#decide(as, reason);
    }
    const deed: JobDeed = as === "held" ? { do: "hold" } : { do: "cancel", reason: reason ?? as };
    const answer = await this.#ask(published, deed);
    // Until the daemon has heard it, it may be too late: the job's own journal says which it was.
    if (as !== "held" && (answer.isHeard || !(await this.#isWatched())) && answer.state.cancelled !== undefined)
      return this.#decide(as, reason);
    return { state: as, detail: describeAsked(answer, await this.#isWatched()) };
  }

  /** Nothing of it is in the queue any more, and the session's own record says why. */
  #decide(as: "held" | "cancelled" | "discarded", reason: string | undefined): ChangedHandOff {
    const { fileSystem, clock } = this.#parts;
    const at = clock.now().toISOString();
    const said = `${as} by ${this.#by} at ${showLocalTime(at)}${reason === undefined ? "" : `: ${reason}`}`;
    writeDeclinedRecord(fileSystem, this.#session, { declined: said, at, as, by: this.#by });
    this.#outbox.clear();
    return { state: as, detail: `${said}; its data stay where they are` };
  }

  async #release(): Promise<ChangedHandOff> {
    const { fileSystem, clock } = this.#parts;
    if (readDeclinedRecord(fileSystem, this.#session)?.as === "held") {
      wantHandOff(fileSystem, this.#session, clock.now().toISOString());
      return { state: "released", detail: `by ${this.#by}`, resumes: true };
    }
    const published = this.#findQueued();
    if (published === undefined) throw this.#tooLate(`${this.#session.name} is not held`);
    const answer = await this.#ask(published, { do: "release" });
    await this.#control.keeper?.ensure(new AbortController().signal);
    return { state: "released", detail: describeAsked(answer, await this.#isWatched()) };
  }

  async #reschedule(to: string): Promise<ChangedHandOff> {
    const { clock } = this.#parts;
    const now = clock.now();
    const until = readMoment(to, now, clock.zone());
    if (until === undefined || until < now)
      throw changeError("HAND_OFF_TIME_INVALID", { what: `${to} is ${until === undefined ? "no time" : "over"}` });
    const published = this.#findQueued();
    if (published !== undefined && !(await this.#isForeign())) {
      const answer = await this.#ask(published, { do: "reschedule", until: until.toISOString() });
      const when = `to be sent at ${showLocalTime(until.toISOString())}`;
      return { state: "rescheduled", detail: `${when}; ${describeAsked(answer, await this.#isWatched())}` };
    }
    const schedule = readClock(to);
    if (schedule === undefined)
      throw changeError("HAND_OFF_TIME_INVALID", { what: `${to} is no time of day, and a manifest has no other` });
    return this.#rewrite({ schedule });
  }

  async #alter({ project, jobType }: HandOffChange & { readonly do: "alter" }): Promise<ChangedHandOff> {
    const alteration = { ...(project === undefined ? {} : { project }), ...(jobType === undefined ? {} : { jobType }) };
    const published = this.#findQueued();
    if (published === undefined || (await this.#isForeign())) return this.#rewrite(alteration);
    // The daemon begins no copy of what is held; what it has begun is told by its answer.
    const wasHeld = this.#look(published).state?.held !== undefined;
    const held = await this.#ask(published, { do: "hold" });
    const isWatched = await this.#isWatched();
    const hasBegun = held.state.planned !== undefined || (isWatched && !held.isHeard);
    let changed: ChangedHandOff | undefined;
    try {
      if (!hasBegun) changed = await this.#rewrite(alteration);
    } finally {
      if (!wasHeld) await this.#ask(published, { do: "release" });
    }
    if (changed !== undefined) return changed;
    throw this.#tooLate(
      `the copy of ${this.#session.name} has begun`,
      `\`rigline handoff cancel ${this.#session.name}\` ends it; \`rigline handoff ${this.#session.name} --set watchdog.project_name=NAME\` then hands it off anew.`,
    );
  }

  /** Where it waits, or in the queue before anybody has begun with it. */
  async #rewrite(alteration: Alteration): Promise<ChangedHandOff> {
    const { fileSystem } = this.#parts;
    const { outbox } = this.#control.places;
    const waiting = findWaiting(fileSystem, this.#control.places, this.#session);
    if (waiting !== undefined) {
      const text = await this.#altered(outboxManifest(waiting), alteration);
      putIntoOutbox(fileSystem, outbox, { ...waiting, digest: digestOf(text) }, text);
      return { state: "altered", detail: describeAlteration(alteration) };
    }
    const published = this.#findQueued();
    if (published === undefined)
      throw changeError("HAND_OFF_NOT_MADE", { what: `${this.#session.name} has no manifest yet` });
    if (await this.#isForeign()) this.#requireNotBegun(published);
    const text = await this.#altered(published.manifest, alteration);
    this.#replace(published.manifest, text);
    const { manifest, name, destination } = published;
    writePublishedRecord(fileSystem, this.#session, { manifest, name, destination, digest: digestOf(text) });
    return { state: "altered", detail: describeAlteration(alteration) };
  }

  async #altered(file: string, alteration: Alteration): Promise<string> {
    const { manifest } = parseManifest(this.#parts.fileSystem.read(file));
    const { flavour } = await new FlavourChoice(this.#parts).choose();
    return writeManifest(alterManifest(manifest, alteration), flavour);
  }

  /** By a rename from another folder, which is what watchers see: the old one or the new one stands there, and nothing between. */
  #replace(manifest: string, text: string): void {
    const { fileSystem } = this.#parts;
    const staging = stagingFolder(this.#control.places.flagFolder);
    makeFolderDurably(fileSystem, staging);
    const unfinished = join(staging, `${fileSystem.uniqueName()}.part`);
    fileSystem.writeNew(unfinished, Buffer.from(text, "utf8"));
    fileSystem.rename(unfinished, manifest);
    flushFolder(fileSystem, this.#control.places.flagFolder);
  }

  /** Of a service that says nothing: only what certainly waits for its hour is taken out of the queue. */
  #withdraw(published: PublishedTransfer): void {
    this.#requireNotBegun(published);
    mark("change: a manifest that waits for its hour at another service is taken out of the queue");
    this.#parts.fileSystem.remove(published.manifest);
    flushFolder(this.#parts.fileSystem, this.#control.places.flagFolder);
  }

  #requireNotBegun({ manifest }: PublishedTransfer): void {
    if (hasSurelyNotBegun(this.#parts, manifest)) return;
    throw this.#tooLate(
      `aind-watchdog-service has ${basename(manifest)}, tells nothing of its copies, and may have begun with it`,
      "End the service to stop it; what it has copied by then stays at the destination.",
    );
  }

  /** What was published and is not over. Throws HAND_OFF_TOO_LATE. */
  #findQueued(): PublishedTransfer | undefined {
    const { fileSystem } = this.#parts;
    if (readDeclinedRecord(fileSystem, this.#session) !== undefined) return undefined;
    const published = findPublished(fileSystem, this.#control.places, this.#session);
    if (published === undefined) return undefined;
    const job = this.#look(published);
    if (!isDone(job)) return published;
    if (job.state?.cancelled !== undefined) return undefined;
    const { destination } = published;
    throw this.#tooLate(
      `${this.#session.name} is handed off, and its data are at ${destination}`,
      "What is wanted of them now has to be asked of those who run the transfer service.",
    );
  }

  #look({ manifest }: PublishedTransfer): JobView {
    return readJob(this.#parts.fileSystem, this.#control.places, manifest);
  }

  async #ask({ manifest }: PublishedTransfer, deed: JobDeed): Promise<DaemonAnswer> {
    const isWatched = await this.#isWatched();
    return askDaemon(this.#parts, this.#control.places, { manifest, deed, by: this.#by, isWatched });
  }

  async #isWatched(): Promise<boolean> {
    const { flagFolder } = this.#control.places;
    return this.#parts.fileSystem.exists(flagFolder) && (await findLockHolder(this.#parts, flagFolder)) !== undefined;
  }

  /** Who is to watch is not Rigline's own daemon, and it does not watch. */
  async #isForeign(): Promise<boolean> {
    return this.#control.daemon?.kind === "external" && !(await this.#isWatched());
  }

  #tooLate(what: string, todo?: string): Error {
    return changeError("HAND_OFF_TOO_LATE", { what, ...(todo === undefined ? {} : { todo }) });
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
