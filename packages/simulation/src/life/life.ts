import { createStreams, type RandomStreams } from "../random.js";
import { Checkers } from "../checks/checkers.js";
import type { Status } from "../checks/status.js";
import { Violation } from "../checks/violation.js";
import { describeTree, showTime } from "../replay/describe-tree.js";
import { type Actor, listenForStrays, refuse } from "../world/actor.js";
import { SimulatedTime } from "../world/clock.js";
import { Hints } from "../world/hints.js";
import { SimulatedLocks } from "../world/locks.js";
import { SimulatedService } from "../world/simulated-service.js";
import type { Home } from "../world/inode.js";
import { Volume } from "../world/volume.js";
import type { Operation } from "../world/operation.js";
import { World } from "../world/world.js";
import { askWhatIsSafe, drained } from "./ask-what-is-safe.js";
import { emptyFigures, type LifeEnd, type LifeFigures } from "./life-end.js";
import { Onlooker } from "./onlooker.js";
import { Peace } from "./peace.js";
import { Processes } from "./processes.js";
import type { Rig } from "./rig.js";
import type { LifePlan } from "../plan/plan.js";
import { type Computer, COMPUTERS, FIRST } from "./computer.js";
import { manifestByHand } from "./manifest-by-hand.js";
import { ShareOwner } from "./share-owner.js";
import { CENTRAL, recordByHand, type SessionTruth, SUBJECT } from "./session-truth.js";
import { Happenings } from "./happenings.js";
import { PERSONALITIES, STORE } from "../world/personality.js";
import { SimulatedStore } from "../store/simulated-store.js";
import { Weather } from "./weather.js";

/** In so much peace all is to come to its end: longer than any back-off, and for what waits for its hour longer than a day. */
const PEACE_MS = 30_000_000;
const PEACE_WITH_HOURS_MS = 120_000_000;
/** In a life, turns of what was waiting, and operations: more are a loop that never ends, and not a rig that waits for a day. */
const MOST_STEPS = 200_000;
const MOST_OPERATIONS = 200_000;

/** One life of one rig: the world, the processes in it, and who holds them to their promises. */
export class Life implements Rig {
  readonly plan: LifePlan;
  readonly time: SimulatedTime;
  readonly world: World;
  readonly disk: Volume;
  readonly share: Volume | undefined;
  readonly store: SimulatedStore | undefined;
  readonly streams: RandomStreams;
  readonly weather: Weather;
  readonly service: SimulatedService;
  readonly computers: readonly Computer[];
  readonly locks = new SimulatedLocks();
  readonly hints = new Hints();
  readonly sessions: SessionTruth[] = [];
  readonly status: Status;
  readonly #checkers: Checkers;
  readonly figures = emptyFigures();
  readonly tell: (what: string) => void;
  readonly #happenings: Happenings;
  readonly #onlooker: Onlooker;
  readonly #peace: Peace;
  readonly processes: Processes;
  readonly owner: ShareOwner;
  isPeace = false;
  isOver = false;
  violation: Violation | undefined;

  constructor(plan: LifePlan, tell?: (line: string, operation: number) => void) {
    this.plan = plan;
    this.tell = (what) => {
      const { operations } = this.world;
      tell?.(`${showTime(this.time.elapsed)} ${String(operations).padStart(6)}  ${what}`, operations);
    };
    this.streams = createStreams(plan.seed);
    this.weather = new Weather(plan);
    this.time = new SimulatedTime(new Date(plan.begins), plan.zone);
    this.disk = new Volume(PERSONALITIES[plan.rig], 1n, this.time);
    this.world = new World(this.time, this.disk);
    this.computers = plan.sessions.some(({ partOf }) => partOf !== undefined) ? COMPUTERS : [FIRST];
    const own = this.computers.flatMap((one) => [one.flagFolder, one.completeFolder, one.dataFolder]);
    for (const path of [...own, "/share", "/rig/logs"]) this.world.folder(path);
    if (plan.dataByLink) this.world.link("/rig/link", FIRST.dataFolder);
    if (plan.share !== undefined) {
      if (plan.hasShadow === true) this.world.folder(SUBJECT);
      this.share = new Volume(PERSONALITIES[plan.share], 2n, this.time);
      this.world.mount("/share", this.share);
    }
    if (plan.store !== undefined) {
      this.share = new Volume(STORE, 2n, this.time);
      this.world.mount("/share", this.share);
      this.store = new SimulatedStore(this.world, this.share, plan.store, this.streams("the store"));
    }
    this.world.folder(CENTRAL);
    this.figures.sessions = plan.sessions.length;
    for (const session of plan.sessions)
      if (session.by === "clabe")
        this.sessions.push(recordByHand(session, this.sessions, this.world, this.streams(session.name)));
    for (const session of this.sessions) session.isRetained = plan.keeping?.retains === true;
    for (const session of this.sessions) session.text = manifestByHand(session, plan);
    this.service = new SimulatedService(plan.answers, this.streams("the service"));
    const report = (rule: string, message: string): void => this.fail(rule, message);
    this.#checkers = new Checkers(this, report);
    this.status = this.#checkers.status;
    this.#onlooker = new Onlooker(this.world, this.streams("the onlooker"), this.status);
    this.owner = new ShareOwner(this);
    this.processes = new Processes(this, this.#onlooker);
    this.#happenings = new Happenings(this);
    const { processes } = this;
    this.#peace = new Peace(this, { processes, onlooker: this.#onlooker, happenings: this.#happenings });
    this.world.before = (who, operation, path, volume) => this.#before(who, operation, path, volume);
    this.world.passOn = (volume, bytes) => this.#passOn(volume, bytes);
    this.world.giveBack = (path, bytes) => this.#giveBack(path, bytes);
  }

  fail(rule: string, message: string): void {
    if (this.violation !== undefined) return;
    this.violation = new Violation(rule, message);
    this.tell(`BROKEN ${this.violation.message}`);
    for (const line of describeTree(this.disk.root)) this.tell(line);
  }

  async live(): Promise<LifeEnd> {
    const stop = listenForStrays((reason) => this.fail("L2", `nobody waits for what failed: ${String(reason)}`));
    try {
      return await this.#live();
    } finally {
      // What failed at the end is told in a turn of its own.
      await new Promise((resolve) => setImmediate(resolve));
      stop();
    }
  }

  async #live(): Promise<LifeEnd> {
    const hasHours = this.plan.sessions.some(({ schedule, later }) => (schedule ?? later) !== undefined);
    const peaceMs = hasHours ? PEACE_WITH_HOURS_MS : PEACE_MS;
    this.#happenings.schedule();
    this.owner.schedule();
    for (const computer of this.computers) this.processes.startDaemon(computer);
    this.time.after(this.plan.peaceAt, () => this.#makePeace());
    for (let steps = 0; this.violation === undefined; steps += 1) {
      await drained();
      if (this.#peace.settled !== undefined) break;
      if (this.world.operations > MOST_OPERATIONS) this.fail("L2", "the world does not come to rest");
      if (steps > MOST_STEPS) this.fail("L2", "the world does not come to rest");
      if (!this.time.step()) this.fail("L1", "nothing happens any more");
      if (this.time.elapsed > this.plan.peaceAt + peaceMs) break;
    }
    await this.#end();
    return { violation: this.violation, digest: this.world.digest, figures: this.#sum() };
  }

  /** All processes of the rig die, and what was not flushed with them; or a server's power is cut. */
  cutPower(server?: Volume): void {
    this.figures.powerCuts += 1;
    if (server === undefined) this.processes.killAll();
    this.world.cutPower(this.streams(`power cut ${this.figures.powerCuts}`), server);
    this.world.changes += 1;
    this.afterCrash();
  }

  afterCrash(): void {
    this.figures.crashes += 1;
    this.#checkers.afterCrash();
    this.#onlooker.jobs();
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
    this.owner.fallSilent();
    this.#peace.begin();
  }

  async #end(): Promise<void> {
    if (this.violation === undefined) {
      const jobs = this.#onlooker.jobs();
      this.status.settled(this.#peace.settled ?? jobs);
      if (this.plan.keeping === undefined) this.status.bounded(jobs);
      this.#checkers.stores?.bounded();
      const [open] = this.#peace.openSessions(jobs);
      if (open !== undefined) this.fail("L1", `after all that peace ${open.name} is not at its end for the launcher`);
    }
    if (this.violation === undefined && this.plan.keeping !== undefined)
      this.#onlooker.look((_disk, fileSystem) => this.#checkers.keeping.atEnd(fileSystem));
    if (this.violation === undefined) await askWhatIsSafe(this, this.#onlooker, this.#checkers.safety);
    this.isOver = true;
    this.processes.end();
    for (
      let steps = 0;
      this.violation === undefined && this.processes.daemons.size > 0 && steps < MOST_STEPS;
      steps += 1
    ) {
      await drained();
      if (!this.time.step()) break;
    }
    this.processes.killAll();
    await drained();
  }

  #before(actor: Actor, operation: Operation, path: string, volume: Home): void {
    if (actor.kind === "person") return;
    this.#happenings.at(this.world.operations, actor);
    if (!actor.isAlive) return;
    const isMain = actor.kind === "daemon" || actor.kind === "launcher";
    if (isMain && volume === this.share && volume.state.kind === "hanging")
      this.fail("L2", `${actor.name} itself waits for the share: ${operation} ${path}`);
    if (this.isPeace) return;
    const code = this.weather.refusal(actor, operation, path, volume === this.disk);
    if (code === undefined) return;
    this.figures.faults += 1;
    this.tell(`${actor.name}: ${operation} ${path} fails with ${code}`);
    this.#checkers.custody.refused(actor, operation, path);
    refuse(code, operation, path);
  }

  /** The rig's own disk damages nothing; what does on the way to another one is found when it is read back. */
  #passOn(volume: Home, bytes: Uint8Array): Uint8Array {
    const damaged = this.isPeace || volume !== this.share ? undefined : this.weather.damage(bytes);
    if (damaged === undefined) return bytes;
    this.figures.faults += 1;
    this.tell("a bit is flipped on its way to the share");
    return damaged;
  }

  /** Of what was recorded: a memory or a cable of the rig that gives another bit once. */
  #giveBack(path: string, bytes: Uint8Array): void {
    if (this.isPeace || !this.computers.some(({ dataFolder }) => path.startsWith(`${dataFolder}/`))) return;
    if (!this.weather.misread(bytes)) return;
    this.figures.misreads += 1;
    this.tell(`a bit of ${path} is read as another`);
  }

  #sum(): LifeFigures {
    for (const { manifest } of this.sessions) if (this.world.find(manifest) === undefined) this.figures.complete += 1;
    this.figures.operations = this.world.operations;
    this.figures.posts = this.service.posts.length;
    this.figures.hours = this.time.elapsed / 3_600_000;
    return this.figures;
  }
}
