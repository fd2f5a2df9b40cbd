import type { Session } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { placeIn } from "@rigline/foundation/paths";
import {
  dataPlaceOf,
  manifestFileName,
  outboxManifest,
  putIntoOutbox,
  readOutboxEntry,
  takeOutOfOutbox,
  withOutboxLock,
  type Manifest,
  type OutboxEntry,
} from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import { digestOf } from "../transfer/publish-manifest.js";

export type OutboxParts = Pick<PluginParts, "fileSystem" | "clock" | "locks" | "machine">;

/** Where one session's manifest stands, on the device, before anybody tries to publish it. */
export class SessionOutbox {
  readonly #parts: OutboxParts;
  readonly #places: Pick<WatchPlaces, "outbox" | "flagFolder">;
  readonly #session: Session;

  constructor(parts: OutboxParts, places: Pick<WatchPlaces, "outbox" | "flagFolder">, session: Session) {
    this.#parts = parts;
    this.#places = places;
    this.#session = session;
  }

  /** Does what nobody else may do meanwhile. Throws LOCK_UNAVAILABLE and LOCK_HELD. */
  async alone<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    const { locks, clock, machine } = this.#parts;
    const place = { outbox: this.#places.outbox, session: this.#session.name, wait: true };
    const done = await withOutboxLock({ locks, clock, pid: machine.pid }, place, async () => ({ is: await work() }));
    // Whoever waits does the work, or hears why not.
    if (done === undefined) throw new Error("nobody has waited");
    return done.is;
  }

  /** Returns where it waits, or why it can't stand there: it is published all the same. */
  put(manifest: Manifest, text: string): { readonly manifest?: string; readonly trouble?: string } {
    const { name, directory } = this.#session;
    const entry: OutboxEntry = {
      session: name,
      directory,
      flagFolder: this.#places.flagFolder,
      file: manifestFileName(manifest.name),
      name: manifest.name,
      digest: digestOf(text),
      destination: placeIn(dataPlaceOf(manifest), manifest.name),
      at: this.#parts.clock.now().toISOString(),
    };
    try {
      putIntoOutbox(this.#parts.fileSystem, this.#places.outbox, entry, text);
      return { manifest: outboxManifest(entry) };
    } catch (error) {
      mark("outbox: a manifest that can't stand beside its session is published all the same");
      const why = error instanceof RiglineError ? (error.why ?? error.message) : messageOf(error);
      this.clear();
      return { trouble: `the manifest could not be kept beside the session until it is published: ${why}` };
    }
  }

  /** What it waits for, one sentence. */
  describe(why: string | undefined): string {
    return describeWaiting(this.#places, why);
  }

  /** Nothing waits any more. */
  clear(): void {
    const { fileSystem } = this.#parts;
    const entry = readOutboxEntry(fileSystem, this.#places.outbox, this.#session.name);
    if (entry !== undefined) takeOutOfOutbox(fileSystem, this.#places.outbox, entry);
  }
}

/** What of a session waits; undefined: nothing. */
export function findWaiting(
  fileSystem: OutboxParts["fileSystem"],
  { outbox }: Pick<WatchPlaces, "outbox">,
  session: Pick<Session, "name">,
): OutboxEntry | undefined {
  const entry = readOutboxEntry(fileSystem, outbox, session.name);
  return entry !== undefined && fileSystem.exists(outboxManifest(entry)) ? entry : undefined;
}

/** What a manifest in the outbox waits for, one sentence; the same in the report and in `rigline sessions`. */
export function describeWaiting({ flagFolder }: Pick<WatchPlaces, "flagFolder">, why?: string): string {
  return `waiting for the flag folder ${flagFolder}${why === undefined ? "" : ` (${why})`}; the next run or resume publishes it, or the daemon`;
}
