import { messageOf } from "@rigline/foundation/errors";
import type { ProcessLocks } from "@rigline/foundation/lock";
import { mark } from "@rigline/foundation/marks";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import {
  listOutbox,
  publishEntry,
  readOutboxes,
  withOutboxLock,
  type OutboxEntry,
  type RegisteredOutbox,
} from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { ReportEvent } from "../jobs/daemon-events.js";

export interface ManifestOutboxParts {
  readonly fileSystem: FileSystem;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly locks: ProcessLocks;
  readonly report: ReportEvent;
  /** Of the daemon's own process. */
  readonly pid: number;
}

/** Publishes what launchers could not, because the flag folder was away or full or they died: nobody has to remember it. */
export class ManifestOutbox {
  readonly #parts: ManifestOutboxParts;
  readonly #settings: Pick<DaemonSettings, "flagFolder" | "completeFolder">;
  /** As they were registered when that could be read last. */
  #known: readonly RegisteredOutbox[] = [];
  /** Until their launcher clears them away. */
  readonly #published = new Set<string>();
  #told = "";

  constructor(parts: ManifestOutboxParts, settings: Pick<DaemonSettings, "flagFolder" | "completeFolder">) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** Publishes what can be. Returns how many wait on for this flag folder. Never rejects. */
  async publish(): Promise<number> {
    const { fileSystem } = this.#parts;
    let isThere = false;
    try {
      const found = readOutboxes(fileSystem, this.#settings.flagFolder);
      // Without any it may be an empty folder where the flag folder's disk was.
      isThere = found.length > 0;
      if (isThere) this.#known = found;
    } catch {
      mark("outbox: a flag folder that can't be read has what waits for it wait on");
    }
    let waiting = 0;
    for (const registered of this.#known)
      for (const entry of this.#list(registered))
        if (!isThere || !(await this.#publishOne(registered, entry))) waiting += 1;
    return waiting;
  }

  #list({ outbox, flagFolder }: RegisteredOutbox): readonly OutboxEntry[] {
    try {
      return listOutbox(this.#parts.fileSystem, outbox).filter((entry) => entry.flagFolder === flagFolder);
    } catch (error) {
      this.#tell(`the outbox ${outbox} can't be looked into: ${messageOf(error)}`);
      return [];
    }
  }

  /** False: it waits on. */
  async #publishOne({ outbox }: RegisteredOutbox, { session, name, at, digest }: OutboxEntry): Promise<boolean> {
    const { fileSystem, locks, clock, pid, report } = this.#parts;
    const known = `${outbox} ${session} ${at} ${digest}`;
    if (this.#published.has(known)) return true;
    try {
      const end = await withOutboxLock({ locks, clock, pid }, { outbox, session, wait: false }, () =>
        publishEntry(fileSystem, { outbox, session }, this.#settings, { settles: false }),
      );
      if (end === "published") {
        mark("outbox: what a launcher could not publish is published by the daemon");
        this.#published.add(known);
        report({
          event: "notice",
          job: name,
          message: `it waited in the outbox since ${at}, and is published`,
        });
      }
      if (end === "taken")
        this.#tell(
          `${name} waits in the outbox, for another manifest has its name: \`rigline resume ${session}\` gives it a name of its own`,
        );
      // Who is at it now has it in hand; of a name only the launcher can say another.
      return end !== undefined;
    } catch (error) {
      mark("outbox: a manifest that can't be published yet is tried again at the next look");
      this.#tell(`${name} can't be published from the outbox yet: ${messageOf(error)}`);
      return false;
    }
  }

  /** Once, while it stays so. */
  #tell(message: string): void {
    if (message !== this.#told) this.#parts.report({ event: "notice", message });
    this.#told = message;
  }
}
