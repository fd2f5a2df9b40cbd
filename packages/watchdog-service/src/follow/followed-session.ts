import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { Chooser } from "@rigline/manifest";
import { readCompleteLines, type FollowProgress, type FollowRequest } from "@rigline/manifest/follow";
import { inBatches } from "../copy/in-batches.js";
import { WakeUp } from "../daemon/wake-up.js";
import { backOffMs } from "../errors/back-off.js";
import { blamedFile } from "./follow-errors.js";
import { FollowJournal } from "./follow-journal.js";
import { FollowTarget, type FollowingParts } from "./follow-target.js";
import type { FollowedCopy } from "./followed-copy.js";
import { ownerStops } from "./owner-hold.js";
import { isBornAfter, type SessionFile } from "./list-session.js";
import { SessionView } from "./session-view.js";
import { isUntouched, WholeFiles } from "./whole-files.js";

/** How often a session is looked through, milliseconds. */
const LOOK_MS = 2000;
const LONGEST_LOOK_MS = 60_000;
/** That much longer than a look took nothing is looked at. */
const LOOK_SHARE = 10;
/** Of a session in which nothing happens, each look is that part of its quiet after the one before. */
const QUIET_SHARE = 30;
/** Smaller files do not wait behind larger ones: they have a worker of their own. */
const LARGE_BYTES = 64 * 1024 * 1024;

type Lane = "small" | "large";

/** One session that is copied while it runs. */
export class FollowedSession {
  request: FollowRequest;
  readonly #parts: FollowingParts;
  readonly #journal: FollowJournal;
  readonly #whole: WholeFiles;
  readonly #view = new SessionView();
  readonly #chooser: Chooser;
  readonly #target: FollowTarget;
  readonly #abort = new AbortController();
  readonly #wakes: Readonly<Record<Lane, WakeUp>> = { small: new WakeUp(), large: new WakeUp() };
  readonly #busy = new Set<string>();
  #listedTo = 0;
  #failures = 0;
  #held: string | undefined;
  /** Why the owner of the destination lets nothing be copied. */
  #stopped: string | undefined;
  #changedAt: number;
  #done: Promise<void> | undefined;

  constructor(parts: FollowingParts, request: FollowRequest) {
    const { settings, clock } = parts;
    const { directory, contract, include, exclude } = request;
    this.request = request;
    this.#parts = parts;
    this.#journal = new FollowJournal(parts, settings, directory);
    this.#whole = new WholeFiles(contract);
    this.#chooser = new Chooser([
      { include, exclude },
      ...(settings.patterns === undefined ? [] : [settings.patterns]),
    ]);
    this.#target = new FollowTarget(parts, request, this.#abort.signal);
    this.#changedAt = clock.monotonic();
  }

  start(): void {
    this.#done ??= this.#follow();
  }

  /** Resolves when nothing is copied any more; what is known of it stays. */
  async stop(): Promise<void> {
    const isFirst = !this.isStopped;
    this.#abort.abort("stop");
    for (const wake of Object.values(this.#wakes)) wake.ring();
    await this.#done;
    if (isFirst) this.#journal.close();
  }

  get isStopped(): boolean {
    return this.#abort.signal.aborted;
  }

  get copy(): FollowedCopy {
    const { directory, endedNs, contract } = this.request;
    const { files, timesKept } = this.#journal.ledger;
    return {
      directory,
      folder: this.#target.folder,
      list: contract.wholeWhen === "listed" ? contract.list : undefined,
      files,
      until: endedNs === undefined ? undefined : BigInt(endedNs),
      timesKept,
    };
  }

  /** At the destination, absolute. */
  get folder(): string {
    return this.#target.folder;
  }

  /** Files at the destination, their bytes, those that are not there yet, and why nothing is copied just now. */
  get progress(): Omit<FollowProgress, "at"> {
    let bytes = 0;
    for (const file of this.#journal.ledger.files.values()) bytes += file.bytes;
    const waiting = this.#whole.count((file) => this.#isWanted(file));
    return { files: this.#journal.ledger.files.size, bytes, waiting, held: this.#stopped ?? this.#held ?? null };
  }

  /** When the session last gave a sign of itself, by the wall clock; undefined: nobody has looked yet. */
  get lastSign(): number | undefined {
    const { since, endedNs = "0" } = this.request;
    const { newest } = this.#view;
    if (newest === undefined) return undefined;
    return Math.max(Date.parse(since), Number(BigInt(endedNs) / 1_000_000n), newest);
  }

  /** Milliseconds since anything of the session changed, or was copied. */
  get quietMs(): number {
    return this.#parts.clock.monotonic() - this.#changedAt;
  }

  async #follow(): Promise<void> {
    await Promise.all([this.#lookOn(), this.#copyIn("small"), this.#copyIn("large")]);
  }

  async #lookOn(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.isStopped) {
      const begun = clock.monotonic();
      this.#hear();
      await this.#trying(() => this.#look());
      this.#view.missed();
      for (const wake of Object.values(this.#wakes)) wake.ring();
      const took = (clock.monotonic() - begun) * LOOK_SHARE;
      await this.#sleep(Math.min(LONGEST_LOOK_MS, Math.max(LOOK_MS, took, this.quietMs / QUIET_SHARE)));
    }
  }

  #hear(): void {
    this.#stopped = ownerStops(this.#parts, this.request.destination, this.#journal.ledger.files.size > 0);
    if (this.#stopped !== undefined && this.#busy.size > 0) this.#target.pause();
  }

  async #look(): Promise<void> {
    const { directory, contract } = this.request;
    const list = contract.wholeWhen === "listed" ? { path: contract.list, from: this.#listedTo } : undefined;
    const listing = await this.#target.run({ kind: "listSession", directory, list });
    const before = this.#whole.count(() => true);
    this.#view.take(listing);
    this.#listedTo = listing.listed.to;
    this.#whole.update(listing.files, readCompleteLines(listing.listed.text), this.#parts.clock.monotonic());
    if (this.#whole.count(() => true) !== before) this.#changedAt = this.#parts.clock.monotonic();
  }

  async #copyIn(lane: Lane): Promise<void> {
    while (!this.isStopped) {
      const batch = this.#next(lane);
      if (batch.length === 0) {
        await this.#wakes[lane].wait(LONGEST_LOOK_MS, this.#parts.clock);
        continue;
      }
      for (const { path } of batch) this.#busy.add(path);
      await this.#trying(() => this.#copy(batch));
      for (const { path } of batch) this.#busy.delete(path);
    }
  }

  #next(lane: Lane): readonly SessionFile[] {
    if (this.#stopped !== undefined) return [];
    const isMine = (file: SessionFile): boolean =>
      file.bytes >= LARGE_BYTES === (lane === "large") && !this.#busy.has(file.path) && this.#isWanted(file);
    const [batch = []] = inBatches(this.#whole.ready(this.#parts.clock.monotonic(), isMine));
    return batch;
  }

  /** Not copied as it is now, and not left at the rig by the patterns. */
  #isWanted(file: SessionFile): boolean {
    const copied = this.#journal.ledger.files.get(this.#view.sourceOf(file.path));
    if (copied === undefined ? isBornAfter(file, this.request.endedNs) : isUntouched(copied, file)) return false;
    const place = this.#view.placeOf(file.path);
    return !place.includes("/") || this.#chooser.takes(place);
  }

  async #copy(batch: readonly SessionFile[]): Promise<void> {
    const { settings, clock } = this.#parts;
    const { algorithm } = settings;
    const readBack = await this.#target.prepare(this.#view.foldersOf(batch));
    const tasks = this.#view.tasksFor(batch, this.#target.folder);
    for (const { source } of tasks)
      if (this.#journal.ledger.files.has(source))
        mark("follow: a file that changed after it was copied is copied anew");
    const outcome = await this.#target.run({ kind: "copy", algorithm, tasks, readBack });
    const sources = new Map(tasks.map(({ source, path }, index) => [path, { source, file: batch[index] }]));
    const verified = outcome.verified.flatMap((copied) => {
      const { source, file } = sources.get(copied.path) ?? {};
      return source !== undefined && file !== undefined && this.#isAsSaid(file, copied.hash)
        ? [{ source, copied }]
        : [];
    });
    this.#journal.note(verified, outcome.timesKept);
    if (verified.length > 0) this.#changedAt = clock.monotonic();
    this.#failures = 0;
    this.#held = undefined;
    if (outcome.failure !== undefined) this.#setAside(outcome.failure, batch);
  }

  /** What was read is not what the experiment says that it wrote: the hand-off reads it again, and a person has to know. */
  #isAsSaid(file: SessionFile, hash: string): boolean {
    const { settings, clock, report } = this.#parts;
    const said = this.#whole.saidOf(file)?.sha256;
    if (settings.algorithm !== "sha256" || said === undefined || said === hash) return true;
    mark("follow: a file that is not what its experiment says that it wrote does not count");
    this.#whole.setAside(file.path, clock.monotonic());
    const { session, directory } = this.request;
    const message = `${join(directory, file.path)} is not what the experiment says that it wrote: sha256 ${said}, and it is ${hash}`;
    report({ event: "notice", job: session, message });
    return false;
  }

  /** One file's own trouble holds up no other; what is everybody's is thrown. */
  #setAside(failure: unknown, batch: readonly SessionFile[]): void {
    const file = blamedFile(failure);
    const whose = batch.find(
      ({ path }) => file === this.#view.sourceOf(path) || file === join(this.#target.folder, this.#view.placeOf(path)),
    );
    if (whose === undefined) throw failure;
    this.#whole.setAside(whose.path, this.#parts.clock.monotonic());
  }

  /** Never rejects: what fails here fails nothing, and is tried again. */
  async #trying(work: () => Promise<void>): Promise<void> {
    const { report, settings, random } = this.#parts;
    try {
      await work();
    } catch (error) {
      if (this.isStopped || this.#stopped !== undefined) return;
      mark("follow: what can't be copied while the session runs is tried again");
      this.#failures += 1;
      this.#target.doubt();
      const reason = messageOf(error);
      if (this.#held !== reason)
        report({ event: "notice", job: this.request.session, message: `not copied while it runs, for now: ${reason}` });
      this.#held = reason;
      await this.#sleep(backOffMs(settings.retry, this.#failures, random()));
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await this.#parts.clock.sleep(milliseconds, this.#abort.signal).catch(() => undefined);
  }
}
