import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import type { HttpLimits } from "@rigline/foundation/http";
import { mark } from "@rigline/foundation/marks";
import {
  jobJournalPath,
  jobStatusQuery,
  listFollowedUploads,
  readJobStatuses,
  removeFollowedUpload,
  TOLD_FOR_MS,
  uploadStateOf,
  type FollowedUpload,
  type JobRecord,
  type ToldJob,
} from "@rigline/manifest";
import { WakeUp } from "../daemon/wake-up.js";
import { backOffMs } from "../errors/back-off.js";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { hasJournal } from "../jobs/manifest-fate.js";
import { isGone } from "../watch/is-gone.js";

type UploadRecord = Extract<JobRecord, { readonly type: "upload" }>;

export type FollowerParts = Omit<DaemonParts, "pool" | "http"> & {
  /** The JSON document at an address. Rejects on any other answer than 200. */
  readonly getJson: (url: string, limits: HttpLimits) => Promise<unknown>;
};

const MINUTE_MS = 60_000;
/** How often a job of this age is asked for. */
const PACES: readonly { readonly youngerThanMs: number; readonly everyMs: number }[] = [
  { youngerThanMs: 10 * MINUTE_MS, everyMs: MINUTE_MS / 2 },
  { youngerThanMs: 2 * 60 * MINUTE_MS, everyMs: 2 * MINUTE_MS },
  { youngerThanMs: Infinity, everyMs: 10 * MINUTE_MS },
];
const RETRY = { firstMs: MINUTE_MS / 2, maxMs: 30 * MINUTE_MS };

interface Service {
  /** When it is asked again, by the monotonic clock. */
  dueAt: number;
  failures: number;
}

/**
 * Asks the transfer service what becomes of the jobs that it took, until they end or it tells of them no more, and records what
 * changes. One question a service for all its jobs, ever more seldom; no job waits for it, and it keeps no idle daemon.
 */
export class UploadFollower {
  readonly #parts: FollowerParts;
  readonly #abort = new AbortController();
  readonly #wakeUp = new WakeUp();
  readonly #services = new Map<string, Service>();
  /** What earlier daemons have left is asked for at once. */
  #isFirst = true;
  /** What was recorded last, by manifest. */
  readonly #known = new Map<string, string>();

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  /** A job that is archived may have an upload to be followed. */
  hearEvent({ event }: DaemonEvent): void {
    if (event === "archived") this.#wakeUp.ring();
  }

  /** Follows while something runs. With `once` each service is asked once, and that is waited for. */
  async during<T>({ once }: { readonly once: boolean }, run: () => Promise<T>): Promise<T> {
    const first = this.#round();
    const loop = once ? first.then(() => undefined) : first.then((wait) => this.#loop(wait));
    try {
      return await run();
    } finally {
      if (!once) this.#abort.abort();
      this.#wakeUp.ring();
      await loop;
    }
  }

  async #loop(firstWait: number): Promise<void> {
    let wait = firstWait;
    while (!this.#abort.signal.aborted) {
      await this.#wakeUp.wait(wait, this.#parts.clock);
      if (!this.#abort.signal.aborted) wait = await this.#round();
    }
  }

  /** Asks those services that are due. Returns milliseconds until the next is, Infinity where none will be; never throws. */
  async #round(): Promise<number> {
    const services = new Map<string, FollowedUpload[]>();
    for (const upload of this.#find()) services.set(upload.url, [...(services.get(upload.url) ?? []), upload]);
    const asking = [...services].map(([url, uploads]) => this.#askIfDue(url, uploads));
    this.#isFirst = false;
    return Math.min(...(await Promise.all(asking)));
  }

  #find(): readonly FollowedUpload[] {
    const { fileSystem, settings, disk } = this.#parts;
    try {
      // A job whose manifest is still there writes its journal itself.
      return listFollowedUploads(fileSystem, settings.flagFolder).filter(({ manifest }) =>
        isGone(disk, join(settings.flagFolder, manifest)),
      );
    } catch {
      mark("uploads: a flag folder that can't be read is looked at when the next job is archived");
      return [];
    }
  }

  async #askIfDue(url: string, uploads: readonly FollowedUpload[]): Promise<number> {
    const { clock, random, report } = this.#parts;
    const every = this.#paceOf(uploads);
    // One that took its first job just now has nothing to tell yet.
    const service = this.#services.get(url) ?? { dueAt: this.#isFirst ? 0 : clock.monotonic() + every, failures: 0 };
    this.#services.set(url, service);
    if (service.dueAt > clock.monotonic()) return service.dueAt - clock.monotonic();
    try {
      const jobs = await this.#ask(url, uploads);
      service.failures = 0;
      for (const upload of uploads) this.#note(upload, jobs);
    } catch (error) {
      if (this.#abort.signal.aborted) return 0;
      mark("uploads: a service that does not tell is asked again, ever more seldom");
      service.failures += 1;
      const message = `what becomes of uploads can't be asked at ${url}, and is asked again: ${messageOf(error)}`;
      if (service.failures === 1) report({ event: "notice", message });
    }
    const pause = service.failures === 0 ? 0 : backOffMs(RETRY, service.failures, random());
    const wait = Math.max(every, pause);
    service.dueAt = clock.monotonic() + wait;
    return wait;
  }

  #paceOf(uploads: readonly FollowedUpload[]): number {
    const now = this.#parts.clock.now().getTime();
    const youngest = Math.min(...uploads.map(({ since }) => now - Date.parse(since)));
    return PACES.find(({ youngerThanMs }) => youngest < youngerThanMs)?.everyMs ?? MINUTE_MS;
  }

  async #ask(url: string, uploads: readonly FollowedUpload[]): Promise<readonly ToldJob[]> {
    const { settings, getJson } = this.#parts;
    const told = uploads.filter((upload) => !this.#isOld(upload));
    if (told.length === 0) return [];
    const limits = { timeoutMs: settings.submitTimeoutMs, signal: this.#abort.signal };
    return readJobStatuses(await getJson(jobStatusQuery(url, told), limits));
  }

  #isOld({ since }: FollowedUpload): boolean {
    return this.#parts.clock.now().getTime() - Date.parse(since) > TOLD_FOR_MS;
  }

  #note(upload: FollowedUpload, jobs: readonly ToldJob[]): void {
    const { manifest } = upload;
    const found = uploadStateOf(upload, jobs);
    const state = this.#isOld(upload)
      ? { state: "lost" as const, job: undefined, reason: "the service tells nothing of jobs as old as this" }
      : found;
    if (state === undefined) return;
    try {
      this.#record(upload, state);
      // A failed one may be started again over there.
      if (state.state === "success" || state.state === "lost")
        removeFollowedUpload(this.#parts.fileSystem, this.#parts.settings.flagFolder, manifest);
    } catch (error) {
      mark("uploads: what can't be recorded now is recorded with the next answer");
      this.#parts.report({ event: "notice", job: manifest, message: messageOf(error) });
    }
  }

  #record(upload: FollowedUpload, { state, job, reason }: Omit<UploadRecord, "type" | "at" | "digest">): void {
    const { settings, openJournal, report } = this.#parts;
    const { manifest, digest } = upload;
    const path = join(settings.flagFolder, manifest);
    const news = JSON.stringify([digest, state, job, reason]);
    if (this.#known.get(manifest) === news || !hasJournal(this.#parts, path)) return;
    const journal = openJournal(jobJournalPath(settings.flagFolder, path));
    try {
      const before = journal.history().state;
      // Too old to be told of: the last word was that it has failed.
      const isLastWord = state === "lost" && before.upload?.state === "failed";
      if (before.digest === digest && !isLastWord && isNews(before.upload, { state, job, reason })) {
        journal.append({
          type: "upload",
          digest,
          state,
          ...(job === undefined ? {} : { job }),
          ...(reason === undefined ? {} : { reason }),
        });
        report({ event: "upload", job: before.name ?? manifest, state, reason: reason ?? null });
      }
    } finally {
      journal.close();
    }
    this.#known.set(manifest, news);
  }
}

type Told = Pick<UploadRecord, "state" | "job" | "reason">;

function isNews(before: Partial<Told> | undefined, now: Told): boolean {
  return before?.state !== now.state || before.job !== now.job || before.reason !== now.reason;
}
