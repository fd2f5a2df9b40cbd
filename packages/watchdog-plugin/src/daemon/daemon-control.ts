import { inject, injectable } from "@rigline/core";
import { watchCommand } from "../commands.js";
import { PluginParts } from "../parts.js";
import { createDaemon, executableOf, serviceOf } from "./create-daemon.js";
import type { Daemon } from "./daemon.js";
import { daemonError } from "./daemon-errors.js";
import { findLockHolder } from "./embedded-daemon.js";
import { createWatchKeeper, type WatchKeeper } from "./watch-keeper.js";
import { findWatchPlaces, preparePlaces, type WatchPlaces } from "./watch-places.js";

/** The queue of this rig and who watches it. Making one throws what `findWatchPlaces` throws. */
@injectable()
export class DaemonControl {
  readonly places: WatchPlaces;
  /** Undefined: nobody is to be started. */
  readonly daemon: Daemon | undefined;
  /** Undefined: nobody is to be started. */
  readonly keeper: WatchKeeper | undefined;
  readonly #parts: PluginParts;

  constructor(@inject(PluginParts) parts: PluginParts) {
    this.#parts = parts;
    this.places = findWatchPlaces(parts);
    this.daemon = createDaemon(parts, this.places);
    this.keeper = this.daemon === undefined ? undefined : createWatchKeeper(this.daemon, parts);
  }

  /** What starts a daemon by hand. */
  get watchCommand(): string {
    const program = serviceOf(this.#parts) === "external" ? executableOf(this.#parts.environment) : undefined;
    return watchCommand(this.places.configFile, program);
  }

  /** Who watches the flag folder, whoever started it. */
  async findWatcher(): Promise<string | undefined> {
    if (this.daemon !== undefined) return this.daemon.findWatcher();
    return findLockHolder(this.#parts, this.places.flagFolder);
  }

  /** Starts the daemon, after ending the one that runs where that is wanted. Returns who watches. */
  async restart({ kill }: { readonly kill: boolean }): Promise<string> {
    const { daemon, keeper } = this;
    if (daemon === undefined || keeper === undefined)
      throw daemonError("DAEMON_NOT_OURS", { what: "nobody is started here (service: none)" });
    if (kill && (await daemon.findWatcher()) !== undefined) await daemon.stop();
    return keeper.ensure(new AbortController().signal);
  }

  /** Makes the queue's folders and its watch config. */
  prepare(): void {
    preparePlaces(this.#parts.fileSystem, this.places);
  }
}
