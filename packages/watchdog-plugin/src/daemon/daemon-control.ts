import { inject, injectable } from "@rigline/core";
import { watchCommand } from "../commands.js";
import { PluginParts } from "../parts.js";
import { createDaemon, executableOf } from "./create-daemon.js";
import type { Daemon } from "./daemon.js";
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
    const program = this.daemon?.kind === "external" ? executableOf(this.#parts.environment) : undefined;
    return watchCommand(this.places.configFile, program);
  }

  /** Makes the queue's folders and its watch config. */
  prepare(): void {
    preparePlaces(this.#parts.fileSystem, this.places);
  }
}
