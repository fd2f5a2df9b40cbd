import { basename, join } from "node:path";
import {
  inject,
  injectable,
  type ChangedHandOff,
  type HandOffChange,
  type HandOffReader,
  type KnownHandOff,
  type Release,
  type ReleaseRequest,
  type Session,
} from "@rigline/core";
import {
  dropWish,
  findPublication,
  isCancelledByPerson,
  manifestFileName,
  type OutboxEntry,
  readWishes,
  removeWish,
} from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { type FollowedStatus, makeStatus } from "@rigline/foundation/status";
import { readFollowed } from "@rigline/manifest/follow";
import { RUNNER, watchCommand } from "../commands.js";
import { HandOffChanger } from "../change/hand-off-changer.js";
import { createDaemon, executableOf, serviceOf } from "../daemon/create-daemon.js";
import { findLockHolder } from "../daemon/embedded-daemon.js";
import { findWatchPlaces, type WatchPlaces } from "../daemon/watch-places.js";
import { findWaiting } from "../outbox/session-outbox.js";
import { PluginParts } from "../parts.js";
import {
  isSameSession,
  type PublishedRecord,
  readPublishedRecord,
  readRemembered,
  wantHandOff,
} from "../transfer/published-record.js";
import { UploadAsker } from "./ask-upload.js";
import { describeStanding, waitsForWatcher, type Standing, tellWaiting } from "./describe-standing.js";
import { findChanges } from "./find-changes.js";
import { findHold, type FoundHandOff, readStatus } from "./hand-off-status.js";
import { findUnreachable, within } from "./in-time.js";
import { partsFor } from "./parts-for.js";
import { readJob, type JobView } from "./read-job.js";
import { releaseSource } from "./release-source.js";

/** How long a reading may take; a share that is away must not hold up a list of sessions. */
const DEADLINE_MS = 3000;
/** Whoever looks on for hours wants to see that a daemon was started, or has ended. */
const ASK_AGAIN_MS = 5000;

/** Reads what has become of a session's manifest by today, days after the launcher that published it is gone. */
@injectable()
export class JobReader implements HandOffReader {
  readonly #parts: PluginParts;
  readonly #uploads: UploadAsker;
  /** Asked once for all sessions of a list. */
  #watched: { readonly at: number; readonly answer: Promise<boolean | undefined> } | undefined;

  constructor(@inject(PluginParts) parts: PluginParts) {
    this.#parts = parts;
    this.#uploads = new UploadAsker(parts);
  }

  async read(session: Session): Promise<KnownHandOff | undefined> {
    const { fileSystem, clock } = this.#parts;
    const { nothing, declined, published } = readRemembered(fileSystem, session);
    if (nothing !== undefined) {
      const status = makeStatus("nothing to hand off", { detail: nothing.nothing, isOver: true });
      return { state: "nothing", detail: nothing.nothing, finishes: RUNNER, status };
    }
    if (declined !== undefined) {
      const command = declined.as === "held" ? "rigline handoff release" : "rigline handoff";
      const todo = session.simulated === true ? null : `\`${command} ${session.name}\` hands it off after all`;
      const word = declined.as ?? "declined";
      const status = makeStatus(word, { detail: declined.declined, todo, isOver: true });
      return {
        state: word,
        detail: todo === null ? declined.declined : `${declined.declined}; ${todo}`,
        finishes: RUNNER,
        status,
      };
    }
    const places = findWatchPlaces(this.#parts);
    const waiting = findWaiting(fileSystem, places, session);
    const own = waiting === undefined ? partsFor(this.#parts, published) : this.#parts;
    if (own !== this.#parts) return new JobReader(own).read(session);
    const away = await findUnreachable(fileSystem, [places.flagFolder, places.completeFolder], clock, DEADLINE_MS);
    if (away !== undefined) {
      mark("follow: a queue that does not answer holds up no list of sessions");
      if (waiting !== undefined) return tellWaiting(places, `${away} does not answer`);
      const detail = `${away} does not answer`;
      return { state: "unknown", detail, status: makeStatus("unknown", { detail }) };
    }
    const found = waiting === undefined ? this.#find(session, places, published) : this.#findOf(waiting, places);
    if (found === undefined) return waiting && tellWaiting(places);
    const job = { ...found.job, ownerHold: findHold(this.#parts, { job: found.job, places }) };
    const standing = { ...found, job, ...this.#adviceFor(places, session), session: session.name };
    const watched = waitsForWatcher(found.job) ? await this.#askWhetherWatched(places) : true;
    const known = describeStanding(standing, watched);
    const [status, changed] = await Promise.all([
      readStatus(this.#parts, this.#handOffOf(session, places, found, watched)),
      known.state === "complete" ? this.#findChanges(found.job, places.flagFolder) : undefined,
    ]);
    // Another service's job says nothing of its hour; its manifest does.
    const waits = found.job.state === undefined && status.word === "waiting for its time";
    const detail = waits ? status.detail : known.detail;
    return { ...known, detail, ...(changed === undefined ? {} : { changed }), status };
  }

  follow({ directory }: Session): FollowedStatus | undefined {
    return readFollowed(this.#parts.fileSystem, findWatchPlaces(this.#parts).flagFolder, directory);
  }

  // oxlint-disable-next-line typescript/require-await -- the port may have to ask somebody
  async want(session: Session): Promise<void> {
    const { fileSystem, clock } = this.#parts;
    const published = readPublishedRecord(fileSystem, session);
    const places = findWatchPlaces(partsFor(this.#parts, published));
    // What was asked against it, and no daemon has heard.
    for (const pending of readWishes(fileSystem, places.flagFolder))
      if (
        pending.wish.manifest === manifestFileName(published?.name ?? session.name) &&
        pending.wish.deed.do === "cancel"
      )
        removeWish(fileSystem, pending);
    const job = published && readJob(fileSystem, places, published.manifest);
    wantHandOff(fileSystem, session, clock.now().toISOString(), { cancelled: isCancelledByPerson(job?.state) });
  }

  change(session: Session, change: HandOffChange, by: string): Promise<ChangedHandOff> {
    const own = partsFor(this.#parts, readPublishedRecord(this.#parts.fileSystem, session));
    return new HandOffChanger(own, session, by).change(change);
  }

  async release(session: Session, request: ReleaseRequest): Promise<Release> {
    const { fileSystem } = this.#parts;
    const { nothing, declined, published } = readRemembered(fileSystem, session);
    const said = declined?.declined ?? nothing?.nothing;
    if (said !== undefined) return { mayDelete: false, why: said };
    const places = findWatchPlaces(this.#parts);
    if (findWaiting(fileSystem, places, session) !== undefined)
      return { mayDelete: false, why: "its manifest still stands in the outbox" };
    const found = this.#find(session, places, published);
    if (found === undefined) return { mayDelete: false, why: "nothing of it was handed off" };
    return releaseSource(this.#parts, this.#handOffOf(session, places, found, true), request);
  }

  released(session: Session, { files, by }: { readonly files: number; readonly by: string }): void {
    const { fileSystem, clock } = this.#parts;
    const { published } = readRemembered(fileSystem, session);
    const own = partsFor(this.#parts, published);
    const places = findWatchPlaces(own);
    const found = this.#find(session, places, published);
    const { digest, sourceDeleted } = found?.job.state ?? {};
    // Another service than ours keeps no journal that it could stand in.
    if (found === undefined || digest === undefined || sourceDeleted === true) return;
    const deed = { do: "cleaned", digest, files } as const;
    const manifest = basename(found.manifest);
    // Told again after a kill, it is the same.
    dropWish(
      fileSystem,
      places.flagFolder,
      { manifest, deed, by, at: clock.now().toISOString() },
      `cleaned-${digest.slice(0, 16)}`,
    );
  }

  settingsFile(): string {
    return findWatchPlaces(this.#parts).configFile;
  }

  #handOffOf(
    session: Session,
    places: WatchPlaces,
    found: Pick<Standing, "job" | "manifest">,
    watched: boolean | undefined,
  ): FoundHandOff {
    const { watch } = this.#adviceFor(places, session);
    const isExternal = serviceOf(this.#parts) === "external";
    const askWatched = (): Promise<boolean | undefined> => this.#askWhetherWatched(places);
    return { ...found, session, places, watched, watch, isExternal, askWatched, uploads: this.#uploads };
  }

  #findChanges(job: JobView, flagFolder: string): Promise<string | undefined> {
    const { fileSystem, clock } = this.#parts;
    return within((signal) => findChanges(fileSystem, job, flagFolder, signal), clock, DEADLINE_MS);
  }

  /** A daemon may have published it, which writes into no session. */
  #findOf(waiting: OutboxEntry, places: WatchPlaces): Pick<Standing, "job" | "manifest"> | undefined {
    const { fileSystem } = this.#parts;
    try {
      if (findPublication(fileSystem, places, waiting) !== "same") return undefined;
    } catch {
      mark("outbox: what waits for a queue that can't be read waits on");
      return undefined;
    }
    const manifest = join(places.flagFolder, waiting.file);
    return { job: readJob(fileSystem, places, manifest), manifest };
  }

  #find(
    session: Session,
    places: WatchPlaces,
    record: PublishedRecord | undefined,
  ): Pick<Standing, "job" | "manifest"> | undefined {
    const { fileSystem } = this.#parts;
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

  #adviceFor({ configFile }: WatchPlaces, { name }: Session): Pick<Standing, "configFile" | "watch"> {
    const service = serviceOf(this.#parts);
    const program = service === "external" ? executableOf(this.#parts.environment) : undefined;
    const watch = watchCommand(configFile, program);
    return { configFile, watch: service === "none" ? [watch] : [`rigline resume ${name}`, watch] };
  }

  #askWhetherWatched(places: WatchPlaces): Promise<boolean | undefined> {
    const { clock } = this.#parts;
    const now = clock.monotonic();
    if (this.#watched === undefined || now - this.#watched.at >= ASK_AGAIN_MS)
      this.#watched = { at: now, answer: within(() => this.#isWatched(places), clock, DEADLINE_MS) };
    return this.#watched.answer;
  }

  /** Whoever is configured to watch: with `service: none` it may be any daemon of ours. */
  async #isWatched(places: WatchPlaces): Promise<boolean> {
    if (!this.#parts.fileSystem.exists(places.flagFolder)) return false;
    const daemon = createDaemon(this.#parts, places);
    const watcher = daemon === undefined ? findLockHolder(this.#parts, places.flagFolder) : daemon.findWatcher();
    return (await watcher) !== undefined;
  }
}
