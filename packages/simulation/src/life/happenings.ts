import { askOfJob } from "@rigline/watchdog-service/parts";
import type { JobsOfSessions } from "../checks/status.js";
import { RiglineError } from "@rigline/foundation/errors";
import { systemCodeOf } from "@rigline/foundation/platform";
import { Actor } from "../world/actor.js";
import { createDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import { DEEDS } from "./people.js";
import { STORE_DEEDS } from "./store-people.js";
import type { Rig } from "./rig.js";
import type { Happening } from "../plan/plan.js";
import { type Computer, FIRST } from "./computer.js";
import { firstPart, isFlagFolderAway, isManifest, type SessionTruth } from "./session-truth.js";

type AwaitedHappening = Happening & { readonly at: { readonly operations: number } };

/** Operations after which who has found nothing comes again, at most. */
const COMES_AGAIN_AFTER = 60;

/** What happens to the rig from outside, each at its moment. */
export class Happenings {
  readonly #rig: Rig;
  /** Those that wait for a number of operations, the next one last. */
  readonly #byOperations: AwaitedHappening[] = [];
  #isOver = false;

  /** Where there is a store, in the place of others. */
  readonly #deeds: Partial<typeof DEEDS>;

  constructor(rig: Rig) {
    this.#rig = rig;
    this.#deeds = rig.store === undefined ? {} : STORE_DEEDS;
  }

  schedule(): void {
    const { plan, time, sessions } = this.#rig;
    for (const happening of plan.happenings)
      if ("ms" in happening.at) time.after(happening.at.ms, () => this.#happen(happening, undefined));
      else this.#await({ ...happening, at: happening.at });
    for (const session of sessions) time.after(session.plan.handedOffAt, () => this.#handOff(session));
    for (const session of plan.sessions)
      if (session.by === "launcher") time.after(session.handedOffAt, () => this.#rig.processes.startLauncher(session));
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

  /** Whoever has looked how it stands goes on with what has failed. */
  redriveAll(jobs: JobsOfSessions): void {
    for (const [session, { failure }] of jobs) if (failure !== null) this.#redrive(session);
  }

  #happen(happening: Happening, actor: Actor | undefined): void {
    const rig = this.#rig;
    if (this.#isOver) return;
    if ("session" in happening) return this.#act(happening);
    switch (happening.kind) {
      case "kill daemon":
        rig.tell("the daemon is killed");
        rig.processes.killDaemons(this.#computerOf(actor));
        return rig.afterCrash();
      case "kill launcher":
        for (const launcher of rig.processes.launchers) launcher.actor.die();
        return;
      case "Ctrl+C in the launcher":
        for (const launcher of rig.processes.launchers) launcher.stop();
        return;
      case "kill worker":
        if (actor?.kind !== "worker") return;
        rig.tell(`${actor.name} is killed`);
        return actor.die();
      case "cut power":
        rig.tell("the rig's power is cut");
        return rig.cutPower();
      case "cut the server's power":
        if (rig.share === undefined) return;
        rig.tell("the server's power is cut");
        return rig.cutPower(rig.share);
      case "Ctrl+C":
        for (const daemon of rig.processes.daemons) daemon.stop();
        return;
      case "second daemon":
        return rig.processes.startDaemon(FIRST);
      case "clock jumps":
        rig.tell(`the clock jumps by ${happening.ms / 1000} s`);
        for (const session of rig.sessions) session.isTold = false;
        return rig.time.jump(happening.ms);
      case "disk full":
        return this.#fillDisk(happening.which === "rig" ? rig.disk : rig.share, happening.ms);
      case "share away":
        return this.#takeShareAway(happening.how, happening.ms);
      case "flag folder away":
        return this.#takeFlagFolderAway(happening.ms, happening.isCovered);
    }
  }

  /** Where a daemon's process works; undefined: another's, or nobody's. */
  #computerOf(actor: Actor | undefined): Computer | undefined {
    if (actor === undefined) return undefined;
    return [...this.#rig.processes.daemons].find((daemon) => daemon.actor.isOrHas(actor))?.computer;
  }

  #fillDisk(volume: Rig["share"], ms: number): void {
    if (volume === undefined) return;
    this.#rig.tell(`${volume.personality.name} is full`);
    volume.room = 0;
    this.#rig.time.after(ms, () => {
      volume.room = Infinity;
    });
  }

  #takeShareAway(how: "gone" | "refusing" | "hanging", ms: number): void {
    const { share, time, tell, world } = this.#rig;
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

  /** Somebody renames it, and back: what is in it is elsewhere meanwhile. */
  #takeFlagFolderAway(ms: number, isCovered = false): void {
    const { world, tell, time } = this.#rig;
    const { flagFolder } = FIRST;
    if (!world.move(flagFolder, `${flagFolder}-away`)) return;
    // As a mount point shows, of which the share is away.
    if (isCovered) world.folder(flagFolder);
    tell("the flag folder is away");
    time.after(ms, () => {
      world.drop(flagFolder);
      world.move(`${flagFolder}-away`, flagFolder);
      tell("the flag folder is back");
    });
  }

  #handOff(session: SessionTruth): void {
    const { world, tell, time, streams } = this.#rig;
    if (isFlagFolderAway(world, session.computer)) return void time.after(5_000, () => this.#handOff(session));
    session.handedOff = true;
    if (session.withdrawn) return;
    const { halvesMs } = session.plan;
    tell(`${session.plan.name} is handed off${halvesMs === undefined ? "" : ", half of it"}`);
    if (halvesMs === undefined) {
      session.manifests.add(session.text);
      if (session.plan.isUnflushed === true) this.#writeUnflushed(session);
      else world.put(session.manifest, session.text);
      return this.#rig.hints.ring();
    }
    const half = firstPart(session.text, streams(`half of ${session.name}`)());
    if (isManifest(half)) session.manifests.add(half);
    const file = world.put(session.manifest, half);
    time.after(halvesMs, () => {
      // It may be gone, or another one may have its name. Who has it open writes on, whatever its folder is called by now.
      const { flagFolder } = session.computer;
      const away = session.manifest.replace(flagFolder, `${flagFolder}-away`);
      if (world.find(session.manifest) !== file && world.find(away) !== file) return;
      world.changes += 1;
      file.data = file.durable = Buffer.from(session.text);
      file.modified = file.changed = file.volume.time();
      file.flush();
      session.manifests.add(session.text);
      tell(`the rest of ${session.plan.name}'s manifest is written`);
    });
  }

  /** The system writes it back in its own time. */
  #writeUnflushed({ manifest, text }: SessionTruth): void {
    const { world, streams } = this.#rig;
    const disk = createDisk(world, { actor: new Actor("clabe", "person"), random: streams("clabe"), mostBytes: 1e6 });
    const file = disk.createNew(manifest);
    for (let left = Buffer.from(text); left.length > 0;) left = left.subarray(disk.write(file, left));
    disk.close(file);
  }

  #act(happening: Extract<Happening, { readonly session: string }>): void {
    const rig = this.#rig;
    const { kind, session: name } = happening;
    const session = rig.sessions.find(({ plan }) => plan.name === name);
    if (session === undefined) return;
    if (kind === "redrives") this.#redrive(session);
    else if ((this.#deeds[kind] ?? DEEDS[kind])(rig, session, rig.streams(JSON.stringify(happening))))
      rig.tell(`somebody ${kind} of ${session.name}`);
    else this.#comeAgain(happening);
  }

  /** Who finds nothing to do it to comes back after some operations. */
  #comeAgain(happening: Happening): void {
    const { world, streams } = this.#rig;
    const { operations } = world;
    const at = { operations: operations + 1 + streams(`${happening.kind} ${operations}`).below(COMES_AGAIN_AFTER) };
    this.#await({ ...happening, at });
  }

  #await(happening: AwaitedHappening): void {
    this.#byOperations.push(happening);
    this.#byOperations.sort((one, other) => other.at.operations - one.at.operations);
  }

  #redrive(session: SessionTruth): void {
    const { world, time, streams } = this.#rig;
    const actor = new Actor("somebody", "person");
    const disk = createDisk(world, { actor, random: streams("somebody"), mostBytes: 1e6 });
    // A process of its own each time, where what an earlier one left may have outlived a power cut.
    const nth = this.#rig.plan.keeping === undefined ? "" : `-${world.operations}`;
    const fileSystem = createFileSystem(disk, time, `somebody-${session.name}${nth}`);
    const clock = time.of(() => true);
    const parts = {
      disk,
      fileSystem,
      clock,
      settings: session.computer,
    };
    session.isTold = false;
    try {
      askOfJob(parts, session.name, { do: "redrive", now: false }, `somebody@${session.computer.hostname}`);
      this.#rig.tell(`somebody redrives ${session.name}`);
    } catch (error) {
      if (!(error instanceof RiglineError) && systemCodeOf(error) === undefined) throw error;
    }
  }
}
