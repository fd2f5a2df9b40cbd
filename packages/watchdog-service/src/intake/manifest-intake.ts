import { mark } from "@rigline/foundation/marks";
import type { Leftovers } from "../gone/leftovers.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { JobEntry } from "../jobs/job-entry.js";
import type { Job } from "../jobs/job.js";
import { describe } from "../jobs/park.js";
import { isGone } from "../watch/is-gone.js";
import { fingerprint, type FoundManifest } from "../watch/scan-folder.js";
import { DOUBTFUL_TIMES, SettleTracker } from "../watch/settle-tracker.js";
import { provenOf, readEarly } from "./read-manifest.js";
import { takeManifest } from "./take-manifest.js";

/** The manifests that are not taken yet: some still settle, some can't be taken. */
export class ManifestIntake {
  readonly #parts: DaemonParts;
  readonly #settle: SettleTracker;
  /** Milliseconds left, by path. */
  readonly #settling = new Map<string, number>();
  /** Why and since when, by path. */
  readonly #untakeable = new Map<string, { readonly reason: string; readonly since: number }>();

  /** Which file was looked into before it had settled, by path, and what was read there. */
  readonly #lookedInto = new Map<string, { readonly fingerprint: string; readonly job: Job | undefined }>();
  readonly #leftovers: Leftovers;

  constructor(parts: DaemonParts, leftovers: Leftovers) {
    this.#leftovers = leftovers;
    this.#parts = parts;
    this.#settle = new SettleTracker(parts.settings.settleMs);
  }

  /** Milliseconds until each settling manifest is to be looked at again. */
  get waits(): readonly number[] {
    return [...this.#settling.values()];
  }

  get untakeable(): number {
    return this.#untakeable.size;
  }

  /** Whether it is to be taken: it has settled, or was not looked into yet as it stands, and its form may prove it whole. */
  mayBeWhole(manifest: FoundManifest): boolean {
    const left = this.#remaining(manifest);
    if (left > 0) this.#settling.set(manifest.path, left);
    else this.#settling.delete(manifest.path);
    return left === 0 || this.#lookedInto.get(manifest.path)?.fingerprint !== fingerprint(manifest.entry);
  }

  /**
   * Undefined: it can't be used as it stands and may still be written to, its journal can't be written, or it went away
   * just now; a later scan tries again. `settling`: so does one that was looked into too early.
   */
  take(manifest: FoundManifest): JobEntry | "settling" | undefined {
    const { path, entry: file } = manifest;
    const hasSettled = this.#remaining(manifest) === 0;
    const read = hasSettled ? this.#lookedInto.get(path)?.job : readEarly(this.#parts, manifest);
    const proven = hasSettled ? undefined : provenOf(read);
    this.#lookedInto.set(path, { fingerprint: fingerprint(file), job: read });
    if (!hasSettled && proven === undefined) return "settling";
    const known = this.#untakeable.get(path);
    const now = this.#parts.clock.monotonic();
    try {
      const left = this.#remaining(manifest, DOUBTFUL_TIMES);
      const options = {
        mayGrow: left > 0 && known === undefined,
        leftovers: this.#leftovers,
        refusedMs: known === undefined ? 0 : now - known.since,
        proven,
        read,
      };
      const entry = takeManifest(this.#parts, manifest, options);
      if (entry === undefined) {
        mark("intake: a manifest that may still be written to is waited for");
        this.#settling.set(path, left);
      } else this.#settling.delete(path);
      this.#untakeable.delete(path);
      return entry;
    } catch (error) {
      this.forget(path);
      if (isGone(this.#parts.disk, path)) {
        mark("intake: a manifest that went away while it was taken is no trouble");
        return undefined;
      }
      mark("intake: a manifest that can't be taken now is tried again");
      const reason = describe(error);
      if (known?.reason !== reason) this.#parts.report({ event: "notice", job: path, message: reason });
      this.#untakeable.set(path, { reason, since: known?.since ?? now });
      return undefined;
    }
  }

  #remaining({ path, entry }: FoundManifest, times?: number): number {
    return this.#settle.remaining(path, fingerprint(entry), this.#parts.clock.monotonic(), times);
  }

  forget(path: string): void {
    this.#settling.delete(path);
    this.#lookedInto.delete(path);
    this.#settle.forget(path);
  }

  /** Forgets what is no longer in the folder. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const path of this.#settling.keys()) if (!present.has(path)) this.forget(path);
    for (const path of this.#untakeable.keys()) if (!present.has(path)) this.#untakeable.delete(path);
  }
}
