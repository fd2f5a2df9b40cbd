import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import {
  changeFollowRequest,
  followFile,
  readFollowRequests,
  removeFollowRequest,
  writeFollowProgress,
  type FollowRequest,
} from "@rigline/manifest/follow";
import { requireReachable } from "../attempt/require-destination.js";
import { WakeUp } from "../daemon/wake-up.js";
import { KnownPlaces, orderPlaces } from "../work/places.js";
import type { FollowedCopy, FollowedSessions } from "./followed-copy.js";
import { FollowedSession } from "./followed-session.js";
import type { FollowingParts } from "./follow-target.js";

export type SessionFollowerParts = FollowingParts & {
  /** Whether a process has this id now. */
  readonly isProcessThere: (pid: number) => boolean;
  /** Why all copying rests just now; undefined: it does not. */
  readonly resting: () => string | undefined;
};

const LOOK_MS = 2000;
const DAY_MS = 24 * 3_600_000;
/** For so long after the last copy the daemon does not end for want of work. */
const QUIET_MS = 60_000;
const PUBLISHED = "it is published";

/** Copies sessions while they run, each by itself, and keeps what was copied until their jobs take it over. */
export class SessionFollower implements FollowedSessions {
  readonly #parts: SessionFollowerParts;
  readonly #places: KnownPlaces;
  /** By the session's folder. */
  readonly #sessions = new Map<string, FollowedSession>();
  readonly #wakeUp = new WakeUp();
  /** Of which it was told that its copies can't be removed yet. */
  readonly #told = new Set<string>();
  /** The progress that was written last, by the session's folder. */
  readonly #written = new Map<string, string>();

  constructor(parts: SessionFollowerParts) {
    this.#parts = parts;
    this.#places = new KnownPlaces(parts);
  }

  /** Follows while something runs; with `once` nothing is begun. */
  async during<T>({ once }: { readonly once: boolean }, run: () => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const loop = once ? Promise.resolve() : this.#loop(abort.signal);
    try {
      return await run();
    } finally {
      abort.abort();
      this.#wakeUp.ring();
      await loop;
      await Promise.all([...this.#sessions.values()].map((session) => session.stop()));
      this.#sessions.clear();
    }
  }

  get destinations(): readonly string[] {
    return [...this.#sessions.values()].flatMap(({ isStopped, request }) => (isStopped ? [] : [request.destination]));
  }

  get pending(): number {
    return [...this.#sessions.values()].filter(
      (session) => !session.isStopped && (this.#isRunning(session.request) || session.quietMs < QUIET_MS),
    ).length;
  }

  /** Folders of the sessions that run now. */
  get recordings(): readonly string[] {
    return [...this.#sessions.values()].flatMap(({ request }) => (this.#isRunning(request) ? [request.directory] : []));
  }

  somethingCame(): boolean {
    return this.#requests().some((request) => request.dropped === undefined && this.#isRunning(request));
  }

  async takeOver(sources: readonly string[]): Promise<FollowedCopy | undefined> {
    const request = this.#requests().find(
      ({ directory, dropped }) => dropped === undefined && sources.some((source) => isWithin(directory, source)),
    );
    if (request === undefined) return undefined;
    const session = this.#sessions.get(request.directory) ?? new FollowedSession(this.#parts, request);
    session.request = request;
    this.#sessions.set(request.directory, session);
    await session.stop();
    return session.copy;
  }

  async finish(directory: string): Promise<void> {
    const { fileSystem, settings } = this.#parts;
    try {
      changeFollowRequest(fileSystem, settings.flagFolder, directory, { dropped: PUBLISHED });
    } catch {
      mark("follow: what is not known to be published is kept for its days, and removed then");
    }
    const request = this.#requests().find((one) => one.directory === directory);
    if (request !== undefined) await this.#remove(request, PUBLISHED);
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const requests = this.#requests();
      for (const request of requests) {
        if (signal.aborted) return;
        await this.#see(request);
      }
      await this.#forgetOthers(requests);
      const isAnyFollowed = [...this.#sessions.values()].some(({ isStopped }) => !isStopped);
      const { clock, settings } = this.#parts;
      await this.#wakeUp.wait(isAnyFollowed ? LOOK_MS : Math.max(LOOK_MS, settings.rescanMs), clock);
    }
  }

  async #see(request: FollowRequest): Promise<void> {
    const { clock, report } = this.#parts;
    const { directory, dropped, keepDays, session: job } = request;
    if (dropped !== undefined) return this.#remove(request, dropped);
    const known = this.#sessions.get(directory);
    if (known === undefined) return this.#begin(request);
    known.request = request;
    if (known.isStopped) return;
    this.#tellProgress(known);
    const { lastSign } = known;
    if (lastSign === undefined || clock.now().getTime() - lastSign < keepDays * DAY_MS) return;
    mark("follow: what was copied of a session that no manifest came of is removed");
    const reason = `no manifest came within ${keepDays} days after its last sign`;
    report({ event: "notice", job, message: `no longer copied: ${reason}. Its data are at the rig` });
    await this.#remove(request, reason);
  }

  /** Somebody took the requests away of some, and others are there: so are the flag folder and all that was asked. */
  async #forgetOthers(requests: readonly FollowRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const asked = new Set(requests.map(({ directory }) => directory));
    for (const { request, isStopped } of this.#sessions.values())
      if (!isStopped && !asked.has(request.directory)) {
        mark("follow: what was copied of a session whose request was taken away is removed");
        await this.#remove(request, "its request was taken away");
      }
  }

  #begin(request: FollowRequest): void {
    const { session: job, directory, destination } = request;
    try {
      const session = new FollowedSession(this.#parts, request);
      this.#sessions.set(directory, session);
      session.start();
      this.#parts.report({ event: "following", job, destination });
    } catch (error) {
      this.#tellOnce(request, `not copied while it runs: ${messageOf(error)}`);
    }
  }

  /** The copies first, and what is known of them last: what is cut short is done again. Never rejects. */
  async #remove(request: FollowRequest, reason: string): Promise<void> {
    const { fileSystem, settings, report } = this.#parts;
    const { directory, session: job } = request;
    try {
      const session = this.#sessions.get(directory) ?? new FollowedSession(this.#parts, request);
      await session.stop();
      await this.#removeCopies(session);
      removeFollowRequest(fileSystem, settings.flagFolder, directory);
      this.#sessions.delete(directory);
      this.#told.delete(directory);
      this.#written.delete(directory);
      if (reason !== PUBLISHED) report({ event: "unfollowed", job, reason });
    } catch (error) {
      mark("follow: copies of a session that can't be removed yet are tried again");
      this.#tellOnce(
        request,
        `what was copied while it ran can't be removed yet, and is tried again: ${messageOf(error)}`,
      );
    }
  }

  /** What a share took along that went away meanwhile is out of sight, and not removed. */
  async #removeCopies({ folder, request: { destination } }: FollowedSession): Promise<void> {
    const { signal } = new AbortController();
    this.#places.refresh();
    const request = { destination, modalities: {}, schemas: [] };
    const places = orderPlaces("removeTree", this.#places.of(request));
    const look = (): Promise<void> => requireReachable(this.#parts, destination, { signal, places });
    await look();
    await this.#parts.pool.run({ kind: "removeTree", path: folder }, { signal, places });
    await look();
  }

  #tellProgress(session: FollowedSession): void {
    const { fileSystem, settings, clock, resting } = this.#parts;
    const { directory } = session.request;
    const held = resting() ?? session.progress.held;
    const progress = { ...session.progress, held };
    const news = JSON.stringify(progress);
    if (this.#written.get(directory) === news) return;
    try {
      writeFollowProgress(fileSystem, followFile(settings.flagFolder, directory, "progress"), {
        at: clock.now().toISOString(),
        ...progress,
      });
      this.#written.set(directory, news);
    } catch {
      mark("follow: progress that can't be written holds up no copy");
    }
  }

  #tellOnce({ directory, session: job }: FollowRequest, message: string): void {
    if (this.#told.has(directory)) return;
    this.#told.add(directory);
    this.#parts.report({ event: "notice", job, message });
  }

  #isRunning({ endedNs, launcher }: FollowRequest): boolean {
    return endedNs === undefined && this.#parts.isProcessThere(launcher);
  }

  /** None where the flag folder is away, which the loop of the jobs tells. */
  #requests(): readonly FollowRequest[] {
    const { fileSystem, settings } = this.#parts;
    try {
      return readFollowRequests(fileSystem, settings.flagFolder);
    } catch {
      mark("follow: a flag folder that is away follows nothing new");
      return [];
    }
  }
}
