import { sessionJournalPath } from "@rigline/core/session-record";
import type { Disk } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import type { PageSummary } from "../wire/page-state.js";
import { answerQuestions, countGroups } from "./answer-questions.js";
import { DiskRooms, type AskRoom } from "./disk-rooms.js";
import { createJobsLook, type JobsFound } from "./jobs-look.js";
import type { KnownSessions } from "./sessions-feed.js";
import { lookAtRecordings } from "./look-at-recordings.js";
import { makeRows, type SourcedRow } from "./make-rows.js";
import type { PageStore } from "./page-store.js";
import { RateSamples } from "./rate-samples.js";

export interface FeedParts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
  readonly askRoom: AskRoom;
  /** Who watches a flag folder, `daemon (pid 1)`; undefined: nobody. */
  readonly findWatcher: (flagFolder: string) => Promise<string | undefined>;
  readonly store: PageStore;
}

/** What is looked at. */
export interface FeedSource {
  /** The rig's or this computer's name. */
  readonly name: string;
  /** `user@host` of who serves the page. */
  readonly user: string;
  readonly watchConfig: string | undefined;
  /** Of the rig; undefined: only the daemon's jobs are shown. */
  readonly dataFolder: string | undefined;
  /** Of the rig, with the logs of the launcher's runs. */
  readonly tempFolder: string | undefined;
  /** As the launcher tells of them; undefined: only the daemon's jobs are shown. */
  readonly sessions: (() => KnownSessions) | undefined;
}

const EVERY_MS = 1000;
/** Looking through thousands of jobs takes its time: nineteen times as long the rig has for something else. */
const REST = 19;
/** A rig of which nothing was heard for so long is not known any more. */
const SILENT_MS = 30_000;

/** Looks at journals each second and tells the store. Reads alone. */
export class PageFeed {
  readonly #parts: FeedParts;
  readonly #source: FeedSource;
  readonly #lookAtJobs: () => JobsFound;
  readonly #rooms: DiskRooms;
  readonly #begun: number;
  #lookedAt: number;
  #watcher: string | undefined;
  #flagFolder: string | undefined;
  readonly samples = new RateSamples();

  constructor(parts: FeedParts, source: FeedSource) {
    this.#parts = parts;
    this.#source = source;
    this.#lookAtJobs = createJobsLook(parts, source.watchConfig);
    this.#rooms = new DiskRooms(parts);
    this.#begun = parts.clock.monotonic();
    this.#lookedAt = this.#begun;
  }

  /** Undefined: nothing has been handed off at this rig yet. */
  get flagFolder(): string | undefined {
    return this.#flagFolder;
  }

  /** How long ago the oldest of what is shown was looked at, milliseconds. */
  get age(): number {
    const now = this.#parts.clock.monotonic();
    const sessions = this.#source.sessions?.();
    const oldest = Math.min(this.#lookedAt, sessions === undefined ? now : (sessions.lookedAt ?? this.#begun));
    return Math.max(0, now - oldest);
  }

  /** Until the signal; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const begun = clock.monotonic();
      await this.look().catch(() => mark("page: a look that fails leaves what is shown to grow old, which is said"));
      const rest = Math.max(EVERY_MS, REST * (clock.monotonic() - begun));
      await clock.sleep(rest, signal).catch(() => undefined);
    }
  }

  /** Once. */
  async look(): Promise<void> {
    const { clock, store } = this.#parts;
    const jobs = this.#lookAtJobs();
    this.#flagFolder = jobs.flagFolder;
    this.#watcher = jobs.flagFolder === undefined ? undefined : await this.#parts.findWatcher(jobs.flagFolder);
    const known = this.#source.sessions?.();
    const sessions = [...(known?.sessions.values() ?? [])];
    const recordings = lookAtRecordings(this.#parts, sessions, this.#source.tempFolder);
    const lastSigns = new Map(recordings.map(({ name, at }) => [name, at]));
    const rows = makeRows({
      sessions,
      jobs: jobs.jobs,
      now: clock.now(),
      writtenAt: ({ name, directory }) => {
        const lastSign = lastSigns.get(name) ?? null;
        return lastSign === null ? this.#writtenAt(directory) : Date.parse(lastSign);
      },
      configFile: this.#source.watchConfig ?? "",
      isWatched: this.#watcher !== undefined,
    });
    this.samples.add(rows, clock.now());
    store.update({ ...this.#summarize(rows, jobs, known), recordings }, rows);
    this.#lookedAt = clock.monotonic();
  }

  #summarize(
    rows: readonly SourcedRow[],
    jobs: JobsFound,
    known: KnownSessions | undefined,
  ): Omit<PageSummary, "recordings"> {
    const { name, user, dataFolder } = this.#source;
    const shown = rows.map(({ row }) => row);
    const disks = this.#rooms.look(dataFolder ?? jobs.flagFolder, jobs.flagFolder, rows);
    const hasSessions = known !== undefined;
    const troubles = [jobs.trouble, known?.trouble, this.#silence(known)].filter((trouble) => trouble !== undefined);
    return {
      rig: name,
      user,
      hasSessions,
      watcher: this.#watcher ?? null,
      ...answerQuestions({ rows: shown, hasSessions, troubles }),
      counts: countGroups(shown),
      disks,
      troubles,
      notes: jobs.notes,
    };
  }

  #silence(known: KnownSessions | undefined): string | undefined {
    if (known === undefined || known.trouble !== undefined) return undefined;
    if (known.lookedAt === undefined) return "the rig's sessions are being looked at for the first time";
    return this.#parts.clock.monotonic() - known.lookedAt > SILENT_MS
      ? "the rig's sessions have not been looked at for a while: a share may not answer"
      : undefined;
  }

  #writtenAt(directory: string): number | undefined {
    try {
      return this.#parts.fileSystem.stat(sessionJournalPath(directory)).modified;
    } catch {
      return undefined;
    }
  }
}
