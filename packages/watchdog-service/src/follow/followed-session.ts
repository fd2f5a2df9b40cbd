import { join } from "node:path";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { Chooser, type ReadBack } from "@rigline/manifest";
import { readCompleteLines, type FollowRequest } from "@rigline/manifest/follow";
import { requireReachable } from "../attempt/require-destination.js";
import { inBatches } from "../copy/in-batches.js";
import { WakeUp } from "../daemon/wake-up.js";
import { backOffMs } from "../errors/back-off.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { stagingPlace } from "../publish/staging-place.js";
import { KnownPlaces, orderPlaces } from "../work/places.js";
import type { WorkOrder, WorkResult } from "../work/work-order.js";
import { isBelow } from "../config/local-folder.js";
import { followingError } from "./follow-errors.js";
import { FollowJournal } from "./follow-journal.js";
import type { FollowedCopy } from "./followed-copy.js";
import type { SessionFile } from "./list-session.js";
import { placeOf } from "./place-of.js";
import { isSame, WholeFiles } from "./whole-files.js";

export type FollowParts = Pick<
  DaemonParts,
  "settings" | "clock" | "disk" | "fileSystem" | "pool" | "report" | "random" | "readMounts"
>;

/** How often a session is looked through, milliseconds. */
const LOOK_MS = 2000;
const LONGEST_LOOK_MS = 60_000;
/** That much longer than a look took nothing is looked at. */
const LOOK_SHARE = 10;
/** A lane that has nothing to do is woken by the next look. */
const LANE_MS = 3_600_000;
/** Smaller files do not wait behind larger ones: they have a worker of their own. */
const LARGE_BYTES = 64 * 1024 * 1024;

type Lane = "small" | "large";

/** By the last look. */
interface Found {
  /** The session's folder, links resolved. */
  readonly root: string;
  /** Rights by paths, parents first. */
  readonly folders: ReadonlyMap<string, number>;
  /** Those of them that stand in the session's folder itself. */
  readonly tops: readonly string[];
}

/** One session that is copied while it runs. */
export class FollowedSession {
  request: FollowRequest;
  readonly folder: string;
  readonly #parts: FollowParts;
  readonly #journal: FollowJournal;
  readonly #whole: WholeFiles;
  readonly #chooser: Chooser;
  readonly #places: KnownPlaces;
  readonly #abort = new AbortController();
  readonly #wakes: Readonly<Record<Lane, WakeUp>> = { small: new WakeUp(), large: new WakeUp() };
  readonly #busy = new Set<string>();
  /** Folders that were made at the destination since the last failure. */
  readonly #made = new Set<string>();
  #found: Found = { root: "", folders: new Map(), tops: [] };
  #at: KnownDestination | undefined;
  #readBack: ReadBack = "cache";
  #listedTo = 0;
  #failures = 0;
  #held: string | undefined;
  #changedAt: number;
  /** Of its files, the last change, milliseconds since the epoch; 0: there is none. */
  #newest: number | undefined;
  #done: Promise<void> | undefined;

  constructor(parts: FollowParts, request: FollowRequest) {
    const { settings, clock } = parts;
    const { directory, destination, session, contract, include, exclude } = request;
    this.request = request;
    this.#parts = parts;
    this.#journal = new FollowJournal(parts, settings, directory);
    this.#whole = new WholeFiles(contract);
    this.#chooser = new Chooser([{ include, exclude }, ...(settings.patterns === undefined ? [] : [settings.patterns])]);
    this.#places = new KnownPlaces(parts);
    // Not yet the job's own: what its manifest's bytes will be nobody knows.
    this.folder = stagingPlace(destination, session, { manifest: directory, digest: "followed" }, settings.hostname);
    this.#changedAt = clock.monotonic();
  }

  start(): void {
    this.#done ??= this.#follow();
  }

  /** Resolves when nothing is copied any more; what is known of it stays. */
  async stop(): Promise<void> {
    this.#abort.abort("stop");
    for (const wake of Object.values(this.#wakes)) wake.ring();
    await this.#done;
    this.#journal.close();
  }

  get isStopped(): boolean {
    return this.#abort.signal.aborted;
  }

  get copy(): FollowedCopy {
    const { directory, endedNs } = this.request;
    const { files, timesKept } = this.#journal.ledger;
    return {
      directory,
      folder: this.folder,
      files,
      until: endedNs === undefined ? undefined : BigInt(endedNs),
      timesKept,
    };
  }

  /** Files at the destination, their bytes, those that are not there yet, and why nothing is copied just now. */
  get progress(): { readonly files: number; readonly bytes: number; readonly waiting: number; readonly held: string | null } {
    let bytes = 0;
    for (const file of this.#journal.ledger.files.values()) bytes += file.bytes;
    const waiting = this.#whole.count((file) => this.#isWanted(file));
    return { files: this.#journal.ledger.files.size, bytes, waiting, held: this.#held ?? null };
  }

  /** When the session last gave a sign of itself, by the wall clock; undefined: nobody has looked yet. */
  get lastSign(): number | undefined {
    const { since, endedNs = "0" } = this.request;
    if (this.#newest === undefined) return undefined;
    return Math.max(Date.parse(since), Number(BigInt(endedNs) / 1_000_000n), this.#newest);
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
      await this.#trying(() => this.#look());
      this.#newest ??= 0;
      for (const wake of Object.values(this.#wakes)) wake.ring();
      const took = clock.monotonic() - begun;
      await this.#sleep(Math.min(LONGEST_LOOK_MS, Math.max(LOOK_MS, took * LOOK_SHARE)));
    }
  }

  async #look(): Promise<void> {
    const { directory, contract } = this.request;
    const list = contract.wholeWhen === "listed" ? { path: contract.list, from: this.#listedTo } : undefined;
    const { root, folders, files, listed } = await this.#run({ kind: "listSession", directory, list });
    const before = this.#whole.count(() => true);
    this.#listedTo = listed.to;
    this.#found = { root, folders, tops: [...folders.keys()].filter((path) => !path.includes("/")) };
    this.#newest = files.reduce((newest, { modified }) => Math.max(newest, Number(BigInt(modified) / 1_000_000n)), 0);
    const { clock } = this.#parts;
    this.#whole.update(files, readCompleteLines(listed.text), clock.monotonic());
    if (this.#whole.count(() => true) !== before) this.#changedAt = clock.monotonic();
  }

  async #copyIn(lane: Lane): Promise<void> {
    while (!this.isStopped) {
      const batch = this.#next(lane);
      if (batch.length === 0) {
        await this.#wakes[lane].wait(LANE_MS, this.#parts.clock);
        continue;
      }
      for (const { path } of batch) this.#busy.add(path);
      await this.#trying(() => this.#copy(batch));
      for (const { path } of batch) this.#busy.delete(path);
    }
  }

  #next(lane: Lane): readonly SessionFile[] {
    const isMine = (file: SessionFile): boolean =>
      file.bytes >= LARGE_BYTES === (lane === "large") && !this.#busy.has(file.path) && this.#isWanted(file);
    const [batch = []] = inBatches(this.#whole.ready(this.#parts.clock.monotonic(), isMine));
    return batch;
  }

  /** Not copied as it is now, and not left at the rig by the patterns. */
  #isWanted(file: SessionFile): boolean {
    const { root } = this.#found;
    const copied = this.#journal.ledger.files.get(join(root, file.path));
    if (copied !== undefined && isSame(copied, file)) return false;
    const place = this.#placeOf(file.path);
    return !place.includes("/") || this.#chooser.takes(place);
  }

  #placeOf(path: string): string {
    return placeOf(path, this.#found.tops);
  }

  async #copy(batch: readonly SessionFile[]): Promise<void> {
    const { settings, clock } = this.#parts;
    const { algorithm } = settings;
    const { root } = this.#found;
    await this.#prepare(batch);
    const tasks = batch.map(({ path, bytes, modified, identity }) => {
      const place = this.#placeOf(path);
      return { source: join(root, path), destination: join(this.folder, place), path: place, bytes, modified, identity };
    });
    for (const { source } of tasks)
      if (this.#journal.ledger.files.has(source)) mark("follow: a file that changed after it was copied is copied anew");
    const outcome = await this.#run({ kind: "copy", algorithm, tasks, readBack: this.#readBack });
    const sources = new Map(tasks.map(({ source, path }, index) => [path, { source, file: batch[index] }]));
    const verified = outcome.verified.flatMap(({ path, copy, flushed, copied: _, ...rest }) => {
      const { source, file } = sources.get(path) ?? {};
      if (source === undefined || file === undefined || !this.#isAsSaid(file, rest.hash)) return [];
      return [{ ...rest, source, place: path, copy: flushed ? copy : undefined }];
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

  /** Makes the folders of these files at the destination, after a look whether that is what it was. */
  async #prepare(batch: readonly SessionFile[]): Promise<void> {
    this.#at ??= await this.#findDestination();
    const { folders } = this.#found;
    const wanted = new Map<string, number>();
    for (const { path } of batch)
      for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
        const place = this.#placeOf(`${path.slice(0, end)}/`).slice(0, -1);
        if (!this.#made.has(place)) wanted.set(place, folders.get(path.slice(0, end)) ?? 0o700);
      }
    if (wanted.size === 0 && this.#made.has("")) return;
    await this.#run({ kind: "makeFolders", root: this.folder, folders: wanted, at: this.#at });
    for (const place of ["", ...wanted.keys()]) this.#made.add(place);
  }

  /** Throws what a job would throw of its destination, and FOLLOW_DESTINATION_LOCAL. */
  async #findDestination(): Promise<KnownDestination> {
    const { flagFolder, allowLocalDestination, localFolder, verify } = this.#parts.settings;
    const { destination } = this.request;
    const { signal } = this.#abort;
    const places = this.#placesFor("lookAtDestination");
    await requireReachable(this.#parts, destination, { signal, places });
    const { place, path, isShare } = await this.#run({ kind: "lookAtDestination", destination, flagFolder });
    const isMeant = allowLocalDestination || (localFolder !== undefined && isBelow(localFolder, path));
    if (place.own && !isMeant)
      throw followingError("FOLLOW_DESTINATION_LOCAL", {
        what: `${destination} is on the rig's own disk, so nothing is copied there while the session runs`,
        where: { file: destination },
      });
    this.#readBack = verify ?? (isShare ? "device" : "cache");
    return { destination, flagFolder, place };
  }

  #run<Order extends WorkOrder>(order: Order): Promise<WorkResult<Order>> {
    const { signal } = this.#abort;
    return this.#parts.pool.run(order, { signal, places: this.#placesFor(order.kind) });
  }

  #placesFor(kind: WorkOrder["kind"]): ReturnType<typeof orderPlaces> {
    const { destination, directory } = this.request;
    this.#places.refresh();
    return orderPlaces(kind, this.#places.of({ destination, modalities: { all: [directory] }, schemas: [] }));
  }

  /** One file's own trouble holds up no other; what is everybody's is thrown. */
  #setAside(failure: unknown, batch: readonly SessionFile[]): void {
    const { root } = this.#found;
    const file = failure instanceof RiglineError ? failure.where.file : undefined;
    const whose = batch.find(
      ({ path }) => file === join(root, path) || file === join(this.folder, this.#placeOf(path)),
    );
    if (whose === undefined || isEverybodys(failure)) throw failure;
    this.#whole.setAside(whose.path, this.#parts.clock.monotonic());
  }

  /** Never rejects: what fails here fails nothing, and is tried again. */
  async #trying(work: () => Promise<void>): Promise<void> {
    const { report, settings, random } = this.#parts;
    try {
      await work();
    } catch (error) {
      if (this.isStopped) return;
      mark("follow: what can't be copied while the session runs is tried again");
      this.#failures += 1;
      this.#made.clear();
      this.#at = undefined;
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

/** Of the destination, and no file's. */
function isEverybodys(failure: unknown): boolean {
  return (
    failure instanceof RiglineError && ["DESTINATION_UNREACHABLE", "DESTINATION_FULL"].includes(failure.code)
  );
}
