import { join } from "node:path";
import { inject, injectable, type HandOffReader, type KnownHandOff, type Session } from "@rigline/core";
import { manifestFileName, redriveCommand } from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { RUNNER, watchCommand } from "../commands.js";
import { createDaemon, executableOf, serviceOf } from "../daemon/create-daemon.js";
import { findLockHolder } from "../daemon/embedded-daemon.js";
import { findWatchPlaces, type WatchPlaces } from "../daemon/watch-places.js";
import { PluginParts } from "../parts.js";
import {
  isSameSession,
  readDeclinedRecord,
  readNothingRecord,
  readPublishedRecord,
  wantHandOff,
} from "../transfer/published-record.js";
import { describeJob } from "./describe-job.js";
import { findChanges } from "./find-changes.js";
import { findUnreachable, within } from "./in-time.js";
import { readJob, type JobView, isCancelledByPerson, isTakenAway, isWithdrawn } from "./read-job.js";

/** How long a reading may take; a share that is away must not hold up a list of sessions. */
const DEADLINE_MS = 3000;

/** Reads what has become of a session's manifest by today, days after the launcher that published it is gone. */
@injectable()
export class JobReader implements HandOffReader {
  readonly #parts: PluginParts;
  /** Asked once for all sessions of a list. */
  #watched: Promise<boolean | undefined> | undefined;

  constructor(@inject(PluginParts) parts: PluginParts) {
    this.#parts = parts;
  }

  async read(session: Session): Promise<KnownHandOff | undefined> {
    const { fileSystem, clock } = this.#parts;
    const nothing = readNothingRecord(fileSystem, session);
    if (nothing !== undefined) return { state: "nothing", detail: nothing.nothing, finishes: RUNNER };
    const declined = readDeclinedRecord(fileSystem, session);
    if (declined !== undefined) {
      const detail = `${declined.declined}; \`rigline handoff ${session.name}\` hands it off after all`;
      return { state: "declined", detail, finishes: RUNNER };
    }
    const places = findWatchPlaces(this.#parts);
    const away = await findUnreachable(fileSystem, [places.flagFolder, places.completeFolder], clock, DEADLINE_MS);
    if (away !== undefined) {
      mark("follow: a queue that does not answer holds up no list of sessions");
      return { state: "unknown", detail: `${away} does not answer` };
    }
    const found = this.#find(session, places);
    if (found === undefined) return undefined;
    const standing = { ...found, ...this.#adviceFor(places), session: session.name };
    if (!isWaiting(found.job)) return this.#addChanges(describeStanding(standing, true), found.manifest, places);
    this.#watched ??= within(this.#isWatched(places), clock, DEADLINE_MS);
    return describeStanding(standing, await this.#watched);
  }

  // oxlint-disable-next-line typescript/require-await -- the port may have to ask somebody
  async want(session: Session): Promise<void> {
    wantHandOff(this.#parts.fileSystem, session, this.#parts.clock.now().toISOString());
  }

  async #addChanges(known: KnownHandOff, manifest: string, places: WatchPlaces): Promise<KnownHandOff> {
    if (known.state !== "complete") return known;
    const { fileSystem, clock } = this.#parts;
    const late = new AbortController();
    const looking = findChanges(fileSystem, { places, manifest, signal: late.signal });
    const changed = await within(looking, clock, DEADLINE_MS);
    late.abort();
    return changed === undefined ? known : { ...known, changed };
  }

  #find(session: Session, places: WatchPlaces): Pick<Standing, "job" | "manifest"> | undefined {
    const { fileSystem } = this.#parts;
    const record = readPublishedRecord(fileSystem, session);
    if (record !== undefined) return { job: readJob(fileSystem, places, record.manifest), manifest: record.manifest };
    // Killed between the publication and its record: it can only have the session's own name.
    const manifest = join(places.flagFolder, manifestFileName(session.name));
    const job = readJob(fileSystem, places, manifest);
    const place = job.manifest === "queued" ? manifest : job.archivePath;
    if (!fileSystem.exists(place)) return undefined;
    const text = Buffer.from(fileSystem.read(place)).toString("utf8");
    if (!isSameSession(text, session.directory)) return undefined;
    mark("follow: a manifest that was published before its record was written is found by its session");
    return { job, manifest };
  }

  #adviceFor({ configFile }: WatchPlaces): Pick<Standing, "configFile" | "watch" | "starts"> {
    const service = serviceOf(this.#parts);
    const program = service === "external" ? executableOf(this.#parts.environment) : undefined;
    return { configFile, watch: watchCommand(configFile, program), starts: service !== "none" };
  }

  /** Whoever is configured to watch: with `service: none` it may be any daemon of ours. */
  async #isWatched(places: WatchPlaces): Promise<boolean> {
    if (!this.#parts.fileSystem.exists(places.flagFolder)) return false;
    const daemon = createDaemon(this.#parts, places);
    const watcher = daemon === undefined ? findLockHolder(this.#parts, places.flagFolder) : daemon.findWatcher();
    return (await watcher) !== undefined;
  }
}

/** It goes on only when somebody watches. */
function isWaiting({ state, manifest }: JobView): boolean {
  if (state?.held !== undefined || isCancelledByPerson(state)) return false;
  return manifest === "queued" && state?.step !== "complete" && state?.step !== "parked";
}

/** Where a session's job stands, and what the commands about it are made of. */
interface Standing {
  readonly job: JobView;
  /** Absolute path at which the manifest was published. */
  readonly manifest: string;
  /** The session's name. */
  readonly session: string;
  /** The watch config. */
  readonly configFile: string;
  /** What starts a daemon by hand. */
  readonly watch: string;
  /** Whether a resumed session starts one as well. */
  readonly starts: boolean;
}

/** A row of `rigline sessions`. `watched`: whether somebody watches the flag folder; undefined when that can't be told. */
function describeStanding(
  { job, manifest, session, configFile, watch, starts }: Standing,
  watched: boolean | undefined,
): KnownHandOff {
  const { state } = job;
  if (isWithdrawn(job))
    return {
      state: "withdrawn",
      detail: `its manifest was removed from the queue; \`rigline resume ${session}\` publishes it again`,
    };
  if (state === undefined && job.manifest === "archived") return complete(`its manifest is at ${job.archivePath}`);
  if (state?.step === "complete") return complete(state.destination ?? "");
  if (state?.held !== undefined)
    return { state: "held", detail: `${describeJob(job)}; \`rigline handoff release ${session}\` lets it go on` };
  if (isCancelledByPerson(state)) {
    const detail = `${describeJob(job)}; \`rigline handoff ${session}\` hands it off after all`;
    return { state: "cancelled", detail, finishes: RUNNER };
  }
  if (isTakenAway(state)) return { state: "parked", detail: describeJob(job) };
  if (state?.step === "parked") {
    const command = redriveCommand(configFile, state.name, manifest);
    return { state: "parked", detail: `${describeJob(job)}. Mend that, then \`${command}\`` };
  }
  const commands = starts ? [`rigline resume ${session}`, watch] : [watch];
  const nobody = `nobody watches the flag folder: start a daemon by \`${commands.join("` or `")}\``;
  return {
    state: state?.step === "scheduled" ? "scheduled" : "pending",
    detail: watched === false ? `${describeJob(job)}; ${nobody}` : describeJob(job),
  };
}

function complete(detail: string): KnownHandOff {
  return { state: "complete", detail, finishes: RUNNER };
}
