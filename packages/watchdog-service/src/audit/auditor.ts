import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeAbove } from "@rigline/foundation/paths";
import {
  type AuditProgress,
  describeRepair,
  dropWish,
  type FoundCopy,
  readAuditProgress,
  removeAuditProgress,
  type Repair,
  writeAuditProgress,
} from "@rigline/manifest";
import { limitNow } from "../bandwidth/limited-hours.js";
import { WakeUp, withLoop } from "../daemon/wake-up.js";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { storeAt } from "../destinations/store-places.js";
import { requireReachable } from "../attempt/require-destination.js";
import type { AuditSettings } from "./audit-settings.js";
import type { AuditedPart } from "./audit-files.js";
import { type AuditableCopy, bytesForTonight, inOrder } from "./audit-plan.js";
import type { ReadFile } from "../custody/append-generation.js";
import { BusyJobs } from "./busy-jobs.js";
import { findCopies } from "./find-copies.js";
import { heldByOwner } from "./held-by-owner.js";
import { recordReading } from "./record-reading.js";
import { repairCopy, type RepairedCopy } from "./repair-copy.js";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How often it is looked whether its hours have come, and whether the jobs leave it time. */
const LOOK_MS = 60_000;
/** So much is read before anything else is looked at. */
const PART_BYTES = 64 * 1024 * 1024;

/**
 * Reads published copies again by night and compares them with what was handed off: of each night as much as is due, while no job works
 * on data. What it finds is asked to be recorded like what a person has found (`verify`), so that the daemon alone writes into journals.
 */
export class Auditor {
  readonly #parts: DaemonParts;
  readonly #settings: AuditSettings;
  readonly #abort = new AbortController();
  readonly #wakeUp = new WakeUp();
  readonly #busy = new BusyJobs();
  /** Of this night; undefined: it has not begun. */
  #left: number | undefined;
  /** When this night has, by the monotonic clock. */
  #begun = -Infinity;
  /** To be read, in order; what is done with, or can't be read this night, is not among them any more. */
  #queue: readonly AuditableCopy[] = [];

  /** `parts.pool`: one of its own, for what it reads is read slowly. */
  constructor(parts: DaemonParts, settings: AuditSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  hearEvent(event: DaemonEvent): void {
    this.#busy.hear(event);
  }

  /** Reads while something runs. Never rejects by itself. */
  during<T>(run: () => Promise<T>): Promise<T> {
    return withLoop(run, { abort: this.#abort, wakeUp: this.#wakeUp, begin: () => this.#loop() });
  }

  async #loop(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      try {
        await this.#round();
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        mark("audit: a night that breaks off is gone on with at the next look");
        this.#parts.report({ event: "notice", message: `copies can't be read again now: ${messageOf(error)}` });
      }
      await this.#wakeUp.wait(LOOK_MS, this.#parts.clock);
    }
  }

  async #round(): Promise<void> {
    const { clock } = this.#parts;
    const { nightMs = DAY_MS, withinDays } = this.#settings;
    if (!this.#isTime() || clock.monotonic() - this.#begun >= nightMs) this.#left = undefined;
    if (!this.#isTime()) return;
    if (this.#left === undefined && this.#mayRead()) {
      const copies = await findCopies(this.#parts, this.#settings, this.#abort.signal);
      this.#queue = inOrder(copies, clock.now());
      this.#left = bytesForTonight(copies, clock.now(), withinDays);
      this.#begun = clock.monotonic();
    }
    for (let [copy] = this.#queue; copy !== undefined && this.#mayRead(); [copy] = this.#queue)
      await this.#readTonight(copy);
  }

  async #readTonight(copy: AuditableCopy): Promise<void> {
    const read: ReadFile[] = [];
    try {
      if (await this.#readCopy(copy, read)) this.#queue = this.#queue.slice(1);
    } finally {
      await recordReading(this.#parts, copy, read, this.#abort.signal);
    }
  }

  #isTime(): boolean {
    return limitNow([this.#settings.hours], this.#parts.clock) !== undefined;
  }

  #mayRead(): boolean {
    return !this.#abort.signal.aborted && !this.#busy.isAny && this.#isTime() && (this.#left ?? 1) > 0;
  }

  /** False: it is to be gone on with. */
  async #readCopy(copy: AuditableCopy, read: ReadFile[]): Promise<boolean> {
    const { fileSystem, settings, report } = this.#parts;
    const { signal } = this.#abort;
    try {
      await requireReachable(this.#parts, placeAbove(copy.folder), { signal });
      const held = await heldByOwner(this.#parts, placeAbove(copy.folder), signal);
      if (held !== undefined) {
        mark("audit: a copy whose destination is held up by its owner is read another night");
        report({ event: "notice", job: copy.name, message: `its copy is not read again this night: ${held}` });
        return true;
      }
      let progress = readAuditProgress(fileSystem, settings.flagFolder, copy);
      while (this.#mayRead()) {
        const part = await this.#readPart(copy, progress);
        this.#left = (this.#left ?? 0) - Math.max(1, part.bytes);
        read.push(...part.read);
        progress = join(progress, part);
        if (part.isGone && copy.isProcessed) {
          mark("audit: a copy that the transfer service has processed and moved on is not missed");
          writeAuditProgress(fileSystem, settings.flagFolder, copy.file, { ...progress, movedOn: true });
          return true;
        }
        // At once, although the rest of it may take nights.
        if (isDamaged(part)) this.#tell(copy, progress, part.algorithm);
        if (part.files >= part.ofFiles) {
          const { left, repair } = await this.#repair(copy, progress);
          if (repair !== undefined || !isDamaged(part)) this.#tell(copy, left, part.algorithm, repair);
          removeAuditProgress(fileSystem, settings.flagFolder, copy.file);
          return true;
        }
        writeAuditProgress(fileSystem, settings.flagFolder, copy.file, progress);
      }
    } catch (error) {
      if (signal.aborted) return false;
      mark("audit: a copy that can't be read this night is read another one");
      report({
        event: "notice",
        job: copy.name,
        message: `its copy can't be read again this night: ${messageOf(error)}`,
      });
      return true;
    }
    return false;
  }

  /** And waits for as long as that much may take, whatever it was read from. */
  async #readPart(copy: AuditableCopy, { files: from }: AuditProgress): Promise<AuditedPart> {
    const { pool, clock, settings } = this.#parts;
    const { signal } = this.#abort;
    const begun = clock.monotonic();
    const { folder, listFile } = copy;
    const further = settings.custody === "asc-mhl" ? "sha512" : undefined;
    const mostBytes = Math.min(PART_BYTES, Math.max(1, this.#left ?? 1));
    const asks = { folder, listFile, from, mostBytes };
    const part = isRemotePlace(folder)
      ? await pool.run({ kind: "auditStore", store: storeAt(this.#parts, folder), ...asks }, { signal })
      : await pool.run({ kind: "audit", ...asks, further }, { signal });
    const rest = (part.bytes * 1000) / this.#settings.hours.bytesPerSecond - (clock.monotonic() - begun);
    if (rest > 0) await clock.sleep(rest, signal);
    return part;
  }

  /** Brings back what is wrong, where that can be. */
  async #repair(copy: AuditableCopy, found: AuditProgress): Promise<Pick<RepairedCopy, "left" | "repair">> {
    const { pool, report } = this.#parts;
    if (!this.#settings.repairs || found.missing.length + found.changed.length === 0)
      return { left: found, repair: undefined };
    const { readsStores } = this.#settings;
    const { left, repair, why } = await repairCopy(this.#parts, pool, copy, found, {
      readsStores,
      signal: this.#abort.signal,
    });
    if (repair !== undefined) report({ event: "notice", job: copy.name, message: describeRepair(repair) });
    if (why !== undefined) report({ event: "notice", job: copy.name, message: `it can't be brought back: ${why}` });
    return { left, repair };
  }

  #tell({ file, digest }: AuditableCopy, progress: AuditProgress, algorithm: string | null, repaired?: Repair): void {
    const { fileSystem, settings, clock } = this.#parts;
    const { missing, changed, unreadable, extra } = progress;
    const found: FoundCopy = { missing: missing.length, changed: changed.length, unreadable: unreadable.length, extra };
    const deed = { do: "verify", digest, algorithm, found, ...(repaired === undefined ? {} : { repaired }) } as const;
    const by = `re-audit@${settings.hostname}`;
    dropWish(fileSystem, settings.flagFolder, { manifest: file, deed, by, at: clock.now().toISOString() });
  }
}

function isDamaged({ missing, changed, unreadable }: Pick<AuditedPart, "missing"> & Damage): boolean {
  return missing.length + changed.length + unreadable.length > 0;
}

interface Damage {
  readonly changed: readonly unknown[];
  readonly unreadable: readonly unknown[];
}

function join(before: AuditProgress, part: AuditedPart): AuditProgress {
  const paths = (troubles: AuditedPart["changed"]): string[] => troubles.map(({ path }) => path);
  return {
    ...before,
    files: part.files,
    bytes: before.bytes + part.bytes,
    missing: [...before.missing, ...part.missing],
    changed: [...before.changed, ...paths(part.changed)],
    unreadable: [...before.unreadable, ...paths(part.unreadable)],
    extra: before.extra + part.extra,
  };
}
