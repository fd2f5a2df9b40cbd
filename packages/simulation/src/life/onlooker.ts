import { listSessions, type SessionSummary } from "@rigline/core";
import type { FileSystem } from "@rigline/foundation/platform";
import { listOutbox, outboxFolder } from "@rigline/manifest";
import type { JobsOfSessions, Status } from "../checks/status.js";
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
  readonly #status: Status;
  readonly #jobs: Seen<JobsOfSessions>;
  readonly #sessions: Seen<readonly SessionSummary[]>;
  readonly #waiting: Seen<ReturnType<typeof listOutbox>>;

  constructor(world: World, random: Random, status: Status) {
    this.#world = world;
    this.#status = status;
    this.#jobs = new Seen(world);
    this.#sessions = new Seen(world);
    this.#waiting = new Seen(world);
    this.#disk = createDisk(world, { actor: new Actor("a person", "person"), random, mostBytes: 1e6 });
    this.#fileSystem = createFileSystem(this.#disk, world.time, "person");
  }

  look<Seen>(look: (disk: SimulatedDisk, fileSystem: FileSystem) => Seen): Seen {
    return this.#world.aside(() => look(this.#disk, this.#fileSystem));
  }

  /** How what was handed off stands, held against the disks. */
  jobs(): JobsOfSessions {
    return this.#jobs.now(() => this.look((disk, fileSystem) => this.#status.shown(disk, fileSystem)));
  }

  /** What the launcher has recorded. */
  sessions(): readonly SessionSummary[] {
    return this.#sessions.now(() => this.look((_disk, fileSystem) => listSessions(FIRST.dataFolder, fileSystem)));
  }

  /** Sessions that `rigline resume` has something to do for, or whose manifest waits until anybody runs or resumes a session. */
  unfinished(): readonly SessionSummary[] {
    const waiting = this.#waiting.now(() =>
      this.look((_disk, fileSystem) => listOutbox(fileSystem, outboxFolder(FIRST.dataFolder))),
    );
    const names = new Set(waiting.map(({ session }) => session));
    return this.sessions().filter(({ name, unfinished }) => unfinished || names.has(name));
  }
}

/** What was seen of the disks, for as long as nothing on them changes: in a life that waits for a day that is most of the time. */
class Seen<Value> {
  readonly #world: World;
  #at = Number.NaN;
  #value: Value | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  now(look: () => Value): Value {
    if (this.#value !== undefined && this.#at === this.#world.changes) return this.#value;
    this.#value = look();
    this.#at = this.#world.changes;
    return this.#value;
  }
}
