import { listSessions, type SessionSummary } from "@rigline/core";
import type { FileSystem } from "@rigline/foundation/platform";
import { listOutbox, outboxFolder } from "@rigline/manifest";
import { Actor } from "../world/actor.js";
import { createDisk, type SimulatedDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import type { Random } from "../random.js";
import type { World } from "../world/world.js";
import { FIRST } from "./computer.js";

/** A person who looks how it stands, by what the programs themselves tell: nothing goes wrong while he does. */
export class Onlooker {
  readonly #world: World;
  readonly #disk: SimulatedDisk;
  readonly #fileSystem: FileSystem;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#disk = createDisk(world, { actor: new Actor("a person", "person"), random, mostBytes: 1e6 });
    this.#fileSystem = createFileSystem(this.#disk, world.time, "person");
  }

  look<Seen>(look: (disk: SimulatedDisk, fileSystem: FileSystem) => Seen): Seen {
    const { before, operations } = this.#world;
    this.#world.before = () => {};
    try {
      return look(this.#disk, this.#fileSystem);
    } finally {
      this.#world.before = before;
      // He only looks: what waits for an operation waits for those of others.
      this.#world.operations = operations;
    }
  }

  /** What the launcher has recorded. */
  sessions(): readonly SessionSummary[] {
    return this.look((_disk, fileSystem) => listSessions(FIRST.dataFolder, fileSystem));
  }

  /** Sessions that `rigline resume` has something to do for, or whose manifest waits until anybody runs or resumes a session. */
  unfinished(): readonly SessionSummary[] {
    return this.look((_disk, fileSystem) => {
      const waiting = new Set(listOutbox(fileSystem, outboxFolder(FIRST.dataFolder)).map(({ session }) => session));
      return listSessions(FIRST.dataFolder, fileSystem).filter(
        ({ name, unfinished }) => unfinished || waiting.has(name),
      );
    });
  }
}
