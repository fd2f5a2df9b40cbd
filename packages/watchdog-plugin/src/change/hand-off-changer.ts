import { join } from "node:path";
import type { ChangedHandOff, HandOffChange, Session } from "@rigline/core";
import { flushName, makeFolderDurably } from "@rigline/foundation/platform";
import { readMoment, showLocalTime } from "@rigline/foundation/time";
import {
  outboxManifest,
  parseManifest,
  putIntoOutbox,
  stagingFolder,
  type JobDeed,
  type OutboxEntry,
} from "@rigline/manifest";
import { findWaiting, SessionOutbox } from "../outbox/session-outbox.js";
import { dropRecording } from "../recording/announce-recording.js";
import type { PluginParts } from "../parts.js";
import { FlavourChoice } from "../transfer/flavour-choice.js";
import { digestOf } from "../transfer/publish-manifest.js";
import {
  readDeclinedRecord,
  readRemembered,
  wantHandOff,
  writeDeclinedRecord,
  writePublishedRecord,
} from "../transfer/published-record.js";
import { writeManifest } from "../transfer/write-manifest.js";
import { alterManifest, describeAlteration, type Alteration } from "./alter-manifest.js";
import { keepAlteration } from "./kept-alteration.js";
import { requireMeant } from "./require-meant.js";
import { describeAsked } from "./ask-daemon.js";
import { changeError, tooLate } from "./change-errors.js";
import { QueuedHandOff } from "./queued-hand-off.js";
import { sendLate } from "./send-late.js";
import { takeBack } from "./take-back.js";
import { clockAt, readClock } from "./read-clock.js";

/** What `rigline handoff hold`, `cancel` and so on come to, by where the session's manifest is. */
export class HandOffChanger {
  readonly #parts: PluginParts;
  readonly #session: Session;
  readonly #by: string;
  readonly #queued: QueuedHandOff;
  readonly #outbox: SessionOutbox;

  constructor(parts: PluginParts, session: Session, by: string) {
    this.#parts = parts;
    this.#session = session;
    this.#by = by;
    this.#queued = new QueuedHandOff(parts, session, by);
    this.#outbox = new SessionOutbox(parts, this.#queued.control.places, session);
  }

  /** Throws HAND_OFF_TOO_LATE, HAND_OFF_TIME_INVALID, ALTERATION_INVALID, and what the daemon refuses. */
  change(change: HandOffChange): Promise<ChangedHandOff> {
    const [parts, session, by] = [this.#parts, this.#session, this.#by];
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
        case "late":
          return sendLate(parts, session, this.#queued);
        case "relabel":
          return takeBack({ parts, session, by, queued: this.#queued, outbox: this.#outbox }, change.subject);
      }
    });
  }

  async #setAside(as: "held" | "cancelled" | "discarded", reason: string | undefined): Promise<ChangedHandOff> {
    const { fileSystem } = this.#parts;
    const { nothing } = readRemembered(fileSystem, this.#session);
    if (nothing !== undefined) throw tooLate(`of ${this.#session.name} ${nothing.nothing}`);
    const published = this.#queued.find();
    if (published === undefined) return this.#decide(as, reason);
    if (await this.#queued.isForeign()) {
      this.#queued.withdraw(published);
      return this.#decide(as, reason);
    }
    const deed: JobDeed = as === "held" ? { do: "hold" } : { do: "cancel", reason: reason ?? as };
    const answer = await this.#queued.ask(published, deed);
    if (as !== "held") this.#dropRecording(`it was ${as} by ${this.#by}`);
    // Until the daemon has heard it, it may be too late: the job's own journal says which it was.
    if (as !== "held" && (answer.isHeard || !(await this.#queued.isWatched())) && answer.state.cancelled !== undefined)
      return this.#decide(as, reason);
    return { state: as, detail: describeAsked(answer, await this.#queued.isWatched()) };
  }

  /** Nothing of it is in the queue any more, and the session's own record says why. */
  #decide(as: "held" | "cancelled" | "discarded", reason: string | undefined): ChangedHandOff {
    const { fileSystem, clock } = this.#parts;
    const before = readDeclinedRecord(fileSystem, this.#session);
    // Said again, without a reason: the one that was given stands.
    if (before?.as === as && before.relabels !== true && reason === undefined)
      return { state: as, detail: `${before.declined}; its data stay where they are` };
    const at = clock.now().toISOString();
    const said = `${as} by ${this.#by} at ${showLocalTime(at)}${reason === undefined ? "" : `: ${reason}`}`;
    writeDeclinedRecord(fileSystem, this.#session, { declined: said, at, as, by: this.#by });
    this.#outbox.clear();
    if (as !== "held") this.#dropRecording(said);
    return { state: as, detail: `${said}; its data stay where they are` };
  }

  /** Of what was copied while it ran nothing is wanted. */
  #dropRecording(why: string): void {
    dropRecording(this.#parts, this.#queued.control, this.#session, why);
  }

  async #release(): Promise<ChangedHandOff> {
    const { fileSystem, clock } = this.#parts;
    if (readDeclinedRecord(fileSystem, this.#session)?.as === "held") {
      wantHandOff(fileSystem, this.#session, clock.now().toISOString());
      return { state: "released", detail: `by ${this.#by}`, resumes: true };
    }
    const published = this.#queued.find();
    if (published === undefined) throw tooLate(`${this.#session.name} is not held`);
    const answer = await this.#queued.ask(published, { do: "release" });
    await this.#queued.control.keeper?.ensure(new AbortController().signal);
    return { state: "released", detail: describeAsked(answer, await this.#queued.isWatched()) };
  }

  async #reschedule(to: string): Promise<ChangedHandOff> {
    const { clock } = this.#parts;
    const now = clock.now();
    const until = readMoment(to, now, clock.zone());
    if (until === undefined || until < now)
      throw changeError("HAND_OFF_TIME_INVALID", { what: `${to} is ${until === undefined ? "no time" : "over"}` });
    const asked = until.toISOString();
    const clockTime = readClock(to);
    const schedule = clockTime === undefined ? clockAt(until, clock.zone()) : clockTime;
    const moment = { schedule, ...(clockTime === undefined ? { until: asked } : {}) };
    const published = this.#queued.find();
    if (published !== undefined && !(await this.#queued.isForeign())) {
      const answer = await this.#queued.ask(published, { do: "reschedule", until: asked });
      this.#keep(moment);
      const when = `to be sent at ${showLocalTime(asked)}`;
      return { state: "rescheduled", detail: `${when}; ${describeAsked(answer, await this.#queued.isWatched())}` };
    }
    if (clockTime === undefined && (published !== undefined || this.#findWaiting() !== undefined))
      throw changeError("HAND_OFF_TIME_INVALID", { what: `${to} is no time of day, and a manifest has no other` });
    return this.#rewrite(moment);
  }

  async #alter({ project, jobType }: HandOffChange & { readonly do: "alter" }): Promise<ChangedHandOff> {
    const alteration = { ...(project === undefined ? {} : { project }), ...(jobType === undefined ? {} : { jobType }) };
    await requireMeant(this.#parts, this.#queued.control.places, alteration);
    const published = this.#queued.find();
    if (published === undefined || (await this.#queued.isForeign())) return this.#rewrite(alteration);
    const { name } = this.#session;
    const todo = `\`rigline handoff cancel ${name}\` ends it; the same \`alter\` then holds for \`rigline handoff ${name}\`, which hands it off anew.`;
    return this.#queued.beforeCopy(published, todo, () => this.#rewrite(alteration));
  }

  /** Where it waits, in the queue before anybody has begun with it, or as soon as it is made. */
  async #rewrite(alteration: Alteration): Promise<ChangedHandOff> {
    const { fileSystem } = this.#parts;
    const { outbox } = this.#queued.control.places;
    const { nothing } = readRemembered(fileSystem, this.#session);
    if (nothing !== undefined) throw tooLate(`of ${this.#session.name} ${nothing.nothing}`);
    const detail = describeAlteration(alteration);
    const waiting = this.#findWaiting();
    const published = waiting === undefined ? this.#queued.find() : undefined;
    if (waiting !== undefined) {
      const text = await this.#altered(outboxManifest(waiting), alteration);
      putIntoOutbox(fileSystem, outbox, { ...waiting, digest: digestOf(text) }, text);
    } else if (published !== undefined) {
      if (await this.#queued.isForeign()) this.#queued.requireNotBegun(published);
      const text = await this.#altered(published.manifest, alteration);
      this.#replace(published.manifest, text);
      const { manifest, name, destination } = published;
      const { completeFolder } = this.#queued.control.places;
      const record = { manifest, name, destination, digest: digestOf(text), completeFolder };
      writePublishedRecord(fileSystem, this.#session, record);
    }
    this.#keep(alteration);
    const isMade = waiting !== undefined || published !== undefined;
    const state = alteration.schedule === undefined ? "altered" : "rescheduled";
    return { state, detail: `its manifest ${isMade ? "says now" : "will say"}: ${detail}` };
  }

  /** A manifest that is made anew says it too. */
  #keep(alteration: Alteration): void {
    const { fileSystem, clock } = this.#parts;
    keepAlteration(fileSystem, this.#session, { ...alteration, by: this.#by, at: clock.now().toISOString() });
  }

  #findWaiting(): OutboxEntry | undefined {
    return findWaiting(this.#parts.fileSystem, this.#queued.control.places, this.#session);
  }

  async #altered(file: string, alteration: Alteration): Promise<string> {
    const { manifest } = parseManifest(this.#parts.fileSystem.read(file));
    const { flavour } = await new FlavourChoice(this.#parts).choose();
    return writeManifest(alterManifest(manifest, alteration), flavour);
  }

  /** By a rename from another folder, which is what watchers see: the old one or the new one stands there, and nothing between. */
  #replace(manifest: string, text: string): void {
    const { fileSystem } = this.#parts;
    const staging = stagingFolder(this.#queued.control.places.flagFolder);
    makeFolderDurably(fileSystem, staging);
    const unfinished = join(staging, `${fileSystem.uniqueName()}.part`);
    fileSystem.writeNew(unfinished, Buffer.from(text, "utf8"));
    fileSystem.rename(unfinished, manifest);
    flushName(fileSystem, manifest);
  }
}
