import { redriveJob, jobJournals } from "@rigline/watchdog-service/parts";
import { RiglineError } from "@rigline/foundation/errors";
import { Actor } from "../world/actor.js";
import { createDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import type { Life } from "./life.js";
import { type Happening, type PersonDeed } from "./plan.js";
import { FLAG, type SessionTruth } from "./session-truth.js";

/** What happens to the rig from outside, each at its moment. */
export class Happenings {
  readonly #life: Life;
  /** Those that wait for a number of operations, the next one last. */
  readonly #byOperations: (Happening & { readonly at: { readonly operations: number } })[] = [];
  #isOver = false;

  constructor(life: Life) {
    this.#life = life;
  }

  schedule(): void {
    const { plan, time, sessions } = this.#life;
    for (const happening of plan.happenings)
      if ("ms" in happening.at) time.after(happening.at.ms, () => this.#happen(happening, undefined));
      else this.#byOperations.push({ ...happening, at: happening.at });
    this.#byOperations.sort((one, other) => other.at.operations - one.at.operations);
    for (const session of sessions) time.after(session.plan.handedOffAt, () => this.#handOff(session));
  }

  /** Before an operation of a process. */
  at(operations: number, actor: Actor): void {
    for (let next = this.#byOperations.at(-1); next !== undefined && next.at.operations <= operations;) {
      this.#byOperations.pop();
      this.#happen(next, actor);
      next = this.#byOperations.at(-1);
    }
  }

  end(): void {
    this.#isOver = true;
    this.#byOperations.length = 0;
  }

  redriveAll(): void {
    for (const session of this.#life.sessions) this.#redrive(session);
  }

  #happen(happening: Happening, actor: Actor | undefined): void {
    const life = this.#life;
    if (this.#isOver) return;
    switch (happening.kind) {
      case "kill daemon":
        life.tell("the daemon is killed");
        life.killDaemons();
        return life.afterCrash();
      case "kill worker":
        if (actor?.kind !== "worker") return;
        life.tell(`${actor.name} is killed`);
        return actor.die();
      case "cut power":
        life.tell("the rig's power is cut");
        return life.cutPower();
      case "cut the server's power":
        if (life.share === undefined) return;
        life.tell("the server's power is cut");
        return life.cutPower(life.share);
      case "Ctrl+C":
        for (const daemon of life.daemons) daemon.stop();
        return;
      case "second daemon":
        return life.startDaemon();
      case "clock jumps":
        life.tell(`the clock jumps by ${happening.ms / 1000} s`);
        return life.time.jump(happening.ms);
      case "disk full":
        return this.#fillDisk(happening.which === "rig" ? life.rig : life.share, happening.ms);
      case "share away":
        return this.#takeShareAway(happening.how, happening.ms);
      case "edits a source":
      case "deletes a source":
      case "deletes the manifest":
      case "replaces the manifest":
      case "edits a published file":
      case "deletes a published file":
      case "redrives":
        return this.#act(happening.kind, happening.session);
    }
  }

  #fillDisk(volume: Life["share"], ms: number): void {
    if (volume === undefined) return;
    this.#life.tell(`${volume.personality.name} is full`);
    volume.room = 0;
    this.#life.time.after(ms, () => {
      volume.room = Infinity;
    });
  }

  #takeShareAway(how: "gone" | "refusing" | "hanging", ms: number): void {
    const { share, time, tell, world } = this.#life;
    if (share === undefined) return;
    tell(`the share is ${how}`);
    const until = time.elapsed + ms;
    share.state =
      how === "hanging" ? { kind: how, until } : how === "refusing" ? { kind: how, code: "EHOSTDOWN" } : { kind: how };
    world.changes += 1;
    time.after(ms, () => {
      tell("the share is back");
      share.state = { kind: "there" };
      world.changes += 1;
    });
  }

  #handOff(session: SessionTruth): void {
    const { world, tell, time } = this.#life;
    session.handedOff = true;
    if (session.withdrawn) return;
    const { halvesMs } = session.plan;
    tell(`${session.plan.name} is handed off${halvesMs === undefined ? "" : ", half of it"}`);
    if (halvesMs === undefined) {
      world.put(session.manifest, session.text);
      return this.#life.hints.ring();
    }
    const file = world.put(
      session.manifest,
      session.text.slice(0, Math.floor(session.text.length * this.#life.random())),
    );
    time.after(halvesMs, () => {
      // It may be gone, or another one may have its name.
      if (world.find(session.manifest) !== file) return;
      file.data = file.durable = Buffer.from(session.text);
      file.modified = file.changed = file.volume.time();
      file.flush();
      tell(`the rest of ${session.plan.name}'s manifest is written`);
    });
  }

  #act(deed: PersonDeed, index: number): void {
    const life = this.#life;
    const session = life.sessions[index];
    if (session === undefined) return;
    life.tell(`somebody ${deed} of ${session.plan.name}`);
    ACTS[deed](life, session);
    if (deed === "redrives") this.#redrive(session);
  }

  #redrive(session: SessionTruth): void {
    const { world, time, random } = this.#life;
    const actor = new Actor("somebody", "person");
    const disk = createDisk(world, { actor, random, mostBytes: 1e6 });
    const fileSystem = createFileSystem(disk, time, "somebody");
    const clock = time.of(() => true);
    const parts = {
      disk,
      fileSystem,
      clock,
      openJournal: jobJournals(fileSystem, clock, "rig-1"),
      settings: { flagFolder: FLAG, configFile: "/rig/watch.yml" },
    };
    try {
      redriveJob(parts, session.plan.name, { now: false });
      this.#life.tell(`somebody redrives ${session.plan.name}`);
    } catch (error) {
      if (!(error instanceof RiglineError)) throw error;
    }
  }
}

const ACTS: Readonly<Record<PersonDeed, (life: Life, session: SessionTruth) => void>> = {
  "edits a source": ({ world, random }, session) => {
    const path = random.pick([...session.versions.keys()]);
    const file = world.find(`${session.source}/${path}`);
    if (file === undefined) return;
    const bytes = new Uint8Array(Math.max(0, file.data.length + random.below(3) - 1)).fill(random.below(256));
    session.versions.get(path)?.push(bytes);
    file.data = file.durable = bytes;
    file.modified = file.changed = file.volume.time();
    file.flush();
  },
  "deletes a source": ({ world, random }, session) => {
    const path = random.pick([...session.versions.keys()]);
    if (world.drop(`${session.source}/${path}`)) session.givenUp.add(path);
  },
  "deletes the manifest": ({ world }, session) => {
    if (world.drop(session.manifest)) session.withdrawn = true;
  },
  "replaces the manifest": ({ world }, session) => {
    if (world.find(session.manifest) === undefined) return;
    world.drop(session.manifest);
    session.replaceManifest();
    world.put(session.manifest, session.text);
  },
  "edits a published file": ({ world, random }, session) => {
    const path = random.pick([...session.versions.keys()]);
    const file = world.find(`${session.published}/${path}`);
    if (file === undefined) return;
    session.tampered = true;
    session.givenUp.add(path);
    file.data = file.durable = Buffer.from("somebody was here");
    file.modified = file.changed = file.volume.time();
    file.flush();
  },
  "deletes a published file": ({ world, random }, session) => {
    const path = random.pick([...session.versions.keys()]);
    if (!world.drop(`${session.published}/${path}`)) return;
    session.tampered = true;
    session.givenUp.add(path);
  },
  redrives: () => {},
};
