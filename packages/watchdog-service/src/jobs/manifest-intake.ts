import { messageOf } from "@rigline/core/errors";
import { fingerprint, type FoundManifest } from "../watch/scan-folder.js";
import { DOUBTFUL_TIMES, SettleTracker } from "../watch/settle-tracker.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { JobEntry } from "./job-entry.js";
import { takeManifest } from "./take-manifest.js";

/** The manifests that are not taken yet: some still settle, some can't be taken. */
export class ManifestIntake {
  readonly #parts: DaemonParts;
  readonly #settle: SettleTracker;
  /** Milliseconds left, by path. */
  readonly #settling = new Map<string, number>();
  /** Why, by path. */
  readonly #untakeable = new Map<string, string>();

  constructor(parts: DaemonParts) {
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

  hasSettled({ path, entry }: FoundManifest): boolean {
    const left = this.#remaining({ path, entry });
    if (left > 0) this.#settling.set(path, left);
    else this.#settling.delete(path);
    return left === 0;
  }

  /**
   * Undefined: it can't be used as it stands and may still be written to, its journal can't be written, or it went away
   * just now; a later scan tries again.
   */
  take(manifest: FoundManifest): JobEntry | undefined {
    const { path } = manifest;
    try {
      const left = this.#remaining(manifest, DOUBTFUL_TIMES);
      const entry = takeManifest(this.#parts, manifest, { mayGrow: left > 0 });
      if (entry === undefined) this.#settling.set(path, left);
      this.#untakeable.delete(path);
      return entry;
    } catch (error) {
      this.forget(path);
      const reason = messageOf(error);
      if (this.#untakeable.get(path) !== reason) this.#parts.report({ event: "notice", job: path, message: reason });
      this.#untakeable.set(path, reason);
      return undefined;
    }
  }

  #remaining({ path, entry }: FoundManifest, times?: number): number {
    return this.#settle.remaining(path, fingerprint(entry), this.#parts.clock.monotonic(), times);
  }

  forget(path: string): void {
    this.#settling.delete(path);
    this.#settle.forget(path);
  }

  /** Forgets what is no longer in the folder. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const path of this.#settling.keys()) if (!present.has(path)) this.forget(path);
    for (const path of this.#untakeable.keys()) if (!present.has(path)) this.#untakeable.delete(path);
  }
}
