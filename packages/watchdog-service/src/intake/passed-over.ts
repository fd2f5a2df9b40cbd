import { basename } from "node:path";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { showName } from "../watch/file-name.js";
import type { FolderScan } from "../watch/scan-folder.js";

/** Tells of the names in a flag folder that are not taken, once each: what nobody hears of is never handed off. */
export class PassedOverNames {
  readonly #report: DaemonParts["report"];
  #told: ReadonlyMap<string, string> = new Map();
  #troubled = 0;

  constructor({ report }: Pick<DaemonParts, "report">) {
    this.#report = report;
  }

  /** Names of data that may wait behind them. */
  get troubled(): number {
    return this.#troubled;
  }

  note({ outOfReach, strange, aside }: FolderScan): void {
    const now = new Map<string, string>([
      ...outOfReach.map(({ path, why }) => [basename(path), `can't be looked at, and is tried again: ${why}`] as const),
      ...strange.map(({ name, why }) => [name, `looks like a manifest and is not taken: ${why}. Rename it.`] as const),
      ...aside.flatMap(({ name, why, copy }) => (copy ? [[name, `is left alone: ${why}`] as const] : [])),
    ]);
    for (const [name, message] of now)
      if (this.#told.get(name) !== message)
        this.#report({ event: "notice", message: `${showName(name)} in the flag folder ${message}` });
    this.#told = now;
    this.#troubled = outOfReach.length + strange.length;
  }
}
