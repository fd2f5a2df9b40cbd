import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { readChannelStates, writeChannelStates, type ChannelState } from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { describe } from "../jobs/park.js";

/** How channels fare, by name: kept in the flag folder, where `status` and the next daemon find it. */
export class ChannelHealth {
  readonly #parts: Pick<DaemonParts, "fileSystem" | "settings" | "clock" | "report">;
  readonly #states: Record<string, ChannelState>;

  constructor(parts: Pick<DaemonParts, "fileSystem" | "settings" | "clock" | "report">) {
    this.#parts = parts;
    this.#states = { ...readChannelStates(parts.fileSystem, parts.settings.flagFolder) };
  }

  of(name: string): ChannelState {
    return this.#states[name] ?? { since: this.#now(), sentAt: null, failing: null };
  }

  /** From now on they are used: of those that were not before, that is on record. */
  begin(names: readonly string[]): void {
    const fresh = names.filter((name) => this.#states[name] === undefined);
    for (const name of fresh) this.#states[name] = this.of(name);
    if (fresh.length > 0) this.#write();
  }

  /** It took a message. */
  noteSent(name: string): void {
    this.#states[name] = { ...this.of(name), sentAt: this.#now(), failing: null };
    this.#write();
  }

  /** It did not take one: told when that begins. */
  noteFailed(name: string, error: unknown): void {
    const before = this.of(name);
    const [reason, todo] = [describe(error), error instanceof RiglineError ? error.todo : ""];
    this.#states[name] = { ...before, failing: { since: before.failing?.since ?? this.#now(), reason, todo } };
    if (before.failing !== null) return;
    this.#parts.report({ event: "notTold", channel: name, reason, todo });
    this.#write();
  }

  #now(): string {
    return this.#parts.clock.now().toISOString();
  }

  #write(): void {
    const { fileSystem, settings } = this.#parts;
    try {
      writeChannelStates(fileSystem, settings.flagFolder, this.#states);
    } catch {
      mark("notify: how a channel fares is kept in mind where it can't be written");
    }
  }
}
