import { createRandom, type Random } from "../random.js";
import { Custody } from "../checks/custody.js";
import { Order } from "../checks/order.js";
import { Status } from "../checks/status.js";
import { Violation } from "../checks/violation.js";
import { Actor, refuse } from "../world/actor.js";
import { SimulatedTime } from "../world/clock.js";
import { createDisk, type SimulatedDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import { Hints } from "../world/hints.js";
import { SimulatedLocks } from "../world/locks.js";
import { TransferService } from "../world/transfer-service.js";
import type { Inode } from "../world/inode.js";
import { Volume } from "../world/volume.js";
import { type Operation, World } from "../world/world.js";
import { DaemonProcess } from "./daemon-process.js";
import type { LifePlan } from "./plan.js";
import { CENTRAL, COMPLETE, DATA, FLAG, LOCK_NAME, SessionTruth } from "./session-truth.js";
import { Happenings } from "./happenings.js";

/** What came of a life. */
export interface LifeEnd {
  readonly violation: Violation | undefined;
  /** Of everything that happened, in its order. */
  readonly digest: string;
  readonly figures: LifeFigures;
}

export type LifeFigures = Record<
  "operations" | "sessions" | "complete" | "parked" | "crashes" | "powerCuts" | "faults" | "posts" | "hours",
  number
>;

/** In so much peace all is to come to its end: longer than any back-off, and for what waits for its hour longer than a day. */
const PEACE_MS = 90_000_000;
/** So long after the end of all trouble a person has looked at what was parked. */
const LOOKS_AFTER_MS = 600_000;
const SETTLE_LOOK_MS = 400_000;
/** Between two operations, so many turns of what was waiting: more is a loop that never ends. */
const MOST_STEPS = 200_000;
const MOST_OPERATIONS = 60_000;

/** One life of one rig: the world, the processes in it, and who holds them to their promises. */
export class Life {
  readonly plan: LifePlan;
  readonly time: SimulatedTime;
  readonly world: World;
  readonly rig: Volume;
  readonly share: Volume | undefined;
  readonly random: Random;
  readonly service: TransferService;
  readonly locks = new SimulatedLocks();
  readonly hints = new Hints();
  readonly sessions: readonly SessionTruth[];
  readonly status: Status;
  readonly custody: Custody;
  readonly figures: LifeFigures;
  readonly tell: (what: string) => void;
  readonly #happenings: Happenings;
  readonly #person: { readonly actor: Actor; readonly disk: SimulatedDisk };
  /** Those that run. */
  readonly daemons = new Set<DaemonProcess>();
  isPeace = false;
  isOver = false;
  violation: Violation | undefined;
  #daemons = 0;
  #isSettled = false;

  constructor(plan: LifePlan, tell: (what: string) => void = () => {}) {
    this.plan = plan;
    this.tell = (what) => tell(`${showTime(this.time.elapsed)} ${String(this.world.operations).padStart(6)}  ${what}`);
    this.random = createRandom(plan.seed + 1);
    this.time = new SimulatedTime(new Date(plan.begins), plan.zone);
    this.rig = new Volume(plan.rig, 1n, this.time);
    this.world = new World(this.time, this.rig);
    for (const path of [FLAG, COMPLETE, DATA, "/share"]) this.world.folder(path);
    if (plan.dataByLink) this.world.link("/rig/link", DATA);
    if (plan.share !== undefined) {
      this.share = new Volume(plan.share, 2n, this.time);
      this.world.mount("/share", this.share);
    }
    this.world.folder(CENTRAL);
    this.sessions = plan.sessions.map((session) => new SessionTruth(session, this.random));
    for (const session of this.sessions) session.record(this.world);
    this.service = new TransferService(plan.answers, this.random.fork());
    const report = (rule: string, message: string): void => this.fail(rule, message);
    this.custody = new Custody(this.world, this.service, this.sessions, report);
    this.status = new Status(
      { world: this.world, service: this.service, custody: this.custody },
      this.sessions,
      report,
    );
    const order = new Order(this.locks, LOCK_NAME, report);
    this.figures = {
      operations: 0,
      sessions: plan.sessions.length,
      complete: 0,
      parked: 0,
      crashes: 0,
      powerCuts: 0,
      faults: 0,
      posts: 0,
      hours: 0,
    };
    const actor = new Actor("a person", "person");
    this.#person = { actor, disk: createDisk(this.world, { actor, random: this.random.fork(), mostBytes: 1e6 }) };
    this.#happenings = new Happenings(this);
    this.world.before = (who, operation, path, volume) => this.#before(who, operation, path, volume);
    this.world.observe = (deed) => {
      if (deed.actor.kind === "person") return;
      this.custody.after(deed);
      order.after(deed);
    };
    this.service.onPost = ({ key, body }) => this.#posted(key, body);
  }

  fail(rule: string, message: string): void {
    if (this.violation !== undefined) return;
    this.violation = new Violation(rule, message);
    this.tell(`BROKEN ${this.violation.message}`);
    for (const line of describeTree(this.rig.root)) this.tell(line);
  }

  async live(): Promise<LifeEnd> {
    this.#happenings.schedule();
    this.startDaemon();
    this.time.after(this.plan.peaceAt, () => this.#makePeace());
    for (let steps = 0; this.violation === undefined; steps += 1) {
      await drained();
      if (this.#isSettled) break;
      if (this.world.operations > MOST_OPERATIONS) this.fail("L2", "the world does not come to rest");
      if (steps > MOST_STEPS) this.fail("L2", "the world does not come to rest");
      if (!this.time.step()) this.fail("L1", "nothing happens any more");
      if (this.time.elapsed > this.plan.peaceAt + PEACE_MS) break;
    }
    await this.#end();
    return { violation: this.violation, digest: this.world.digest, figures: this.#sum() };
  }

  startDaemon(): void {
    const daemon = new DaemonProcess(this, `daemon ${(this.#daemons += 1)}`);
    this.daemons.add(daemon);
    // One that has ended is begun again by whoever looks after the rig, a while later.
    daemon.actor.onDeath(() => {
      this.daemons.delete(daemon);
      this.time.after(1_000 + this.random.below(20_000), () => {
        if (this.daemons.size === 0 && !this.isOver) this.startDaemon();
      });
    });
    daemon.start();
  }

  /** As the kernel lists them. */
  mounts(): readonly string[] {
    return this.share === undefined || this.share.state.kind === "gone" ? ["/"] : ["/", "/share"];
  }

  killDaemons(): void {
    for (const daemon of this.daemons) daemon.actor.die();
  }

  /** All processes of the rig die, and what was not flushed with them; or a server's power is cut. */
  cutPower(server?: Volume): void {
    this.figures.powerCuts += 1;
    if (server === undefined) this.killDaemons();
    this.world.cutPower(this.random, server);
    this.world.changes += 1;
    this.afterCrash();
  }

  afterCrash(): void {
    this.figures.crashes += 1;
    this.custody.afterCrash();
    this.#look();
  }

  /** A person who looks at how it stands: alone in the world while he does. */
  #look(): ReturnType<Status["shown"]> {
    const { before } = this.world;
    const state = [...this.world.volumes].map((volume) => [volume, volume.state] as const);
    this.world.before = () => {};
    try {
      return this.status.shown(this.#person.disk, createFileSystem(this.#person.disk, this.time, "person"));
    } finally {
      this.world.before = before;
      for (const [volume, one] of state) volume.state = one;
    }
  }

  #makePeace(): void {
    this.tell("peace: nothing goes wrong from now on");
    this.isPeace = true;
    this.#happenings.end();
    for (const volume of this.world.volumes) {
      volume.state = { kind: "there" };
      volume.room = Infinity;
    }
    this.world.changes += 1;
    this.service.odd.length = 0;
    this.time.after(LOOKS_AFTER_MS, () => this.#happenings.redriveAll());
    this.time.after(LOOKS_AFTER_MS + SETTLE_LOOK_MS, () => this.#settle());
  }

  /** Looks now and then whether all is at its end; what a person has just set going takes its time. */
  #settle(): void {
    if (this.isOver) return;
    this.#isSettled = this.status.isSettled(this.#look());
    this.time.after(SETTLE_LOOK_MS, () => this.#settle());
  }

  async #end(): Promise<void> {
    if (this.violation === undefined) this.status.settled(this.#look());
    this.isOver = true;
    for (const daemon of this.daemons) daemon.stop();
    for (let steps = 0; this.violation === undefined && this.daemons.size > 0 && steps < MOST_STEPS; steps += 1) {
      await drained();
      if (!this.time.step()) break;
    }
    this.killDaemons();
    await drained();
  }

  #before(actor: Actor, operation: Operation, path: string, volume: Volume): void {
    if (actor.kind === "person") return;
    this.#happenings.at(this.world.operations, actor);
    if (!actor.isAlive) return;
    if (actor.kind === "daemon" && volume === this.share && volume.state.kind === "hanging")
      this.fail("L2", `${actor.name} itself waits for the share: ${operation} ${path}`);
    if (this.isPeace) return;
    const { chance, codes } = volume === this.rig ? this.plan.rigWeather : this.plan.shareWeather;
    if (chance === 0 || codes.length === 0 || !this.random.chance(chance)) return;
    this.figures.faults += 1;
    const code = this.random.pick(codes);
    this.tell(`${actor.name}: ${operation} ${path} fails with ${code}`);
    refuse(code, operation, path);
  }

  #posted(key: string, body: string): void {
    const session = this.sessions.find(({ plan }) => body.includes(`614173`) && body.includes(`/${plan.name}/`));
    if (session === undefined) return this.fail("S4", `a post is of no session: ${body.slice(0, 200)}`);
    this.tell(`the service is posted ${session.plan.name}`);
    session.keys.set(key, session.text);
    const keys = [...session.keys].filter(([, text]) => text === session.text).length;
    if (keys > 1) this.fail("S4", `${session.plan.name} was posted with ${keys} keys for one manifest`);
  }

  #sum(): LifeFigures {
    for (const { manifest } of this.sessions) if (this.world.find(manifest) === undefined) this.figures.complete += 1;
    this.figures.operations = this.world.operations;
    this.figures.posts = this.service.posts.length;
    this.figures.hours = this.time.elapsed / 3_600_000;
    return this.figures;
  }
}

/** Returns when all that waits for nothing but its turn has had it. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function showTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 23);
}

/** What is on the disks, for who looks for the reason: `*` marks what a power cut could take. */
function describeTree(folder: Inode, path = ""): readonly string[] {
  return [...folder.entries.values()].flatMap(({ name, node }) => {
    const at = `${path}/${name}`;
    const named = folder.durableEntries.get(folder.volume.key(name))?.node === node ? "" : " *name";
    if (node.mounted !== undefined)
      return [`${at} (${node.mounted.personality.name})`, ...describeTree(node.mounted.root, at)];
    if (node.kind === "folder") return [`${at}/${named}`, ...describeTree(node, at)];
    return [
      `${at} ${node.data.length} bytes${node.isDurable ? "" : ` *of which ${node.durable.length} flushed`}${named}`,
    ];
  });
}
