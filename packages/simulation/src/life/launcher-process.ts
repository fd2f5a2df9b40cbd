import {
  CLOCK,
  createLauncher,
  FILE_SYSTEM,
  FREE_SPACE,
  type Launcher,
  LOCKS,
  LOG_STORE,
  MACHINE,
  NETWORK,
  PROCESS_RUNNER,
  type ProcessExit,
  type ProcessRequest,
  type Session,
} from "@rigline/core";
import { createPlainLogs } from "@rigline/core/testing";
import type { FileSystem } from "@rigline/foundation/platform";
import { watchdogPlugin } from "@rigline/watchdog-plugin";
import { DAEMON_HOST } from "@rigline/watchdog-plugin/daemon-host";
import { checkWhereDataGo } from "@rigline/watchdog-plugin/check-where-data-go";
import { DESTINATION_LOOKS, type DestinationOrder, type StartedLook } from "@rigline/watchdog-plugin/destination-looks";
import { Actor } from "../world/actor.js";
import { createDisk, type SimulatedDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import type { Rig } from "./rig.js";
import type { PlannedHandOff } from "../plan/plan.js";
import { FIRST } from "./computer.js";
import { optionsFor, RESOLVED } from "./launcher-setup.js";
import { randomBytes, recordedFiles, SessionTruth } from "./session-truth.js";

/** The real launcher with the real plugin as one process of the world: a session, or one that is gone on with. */
export class LauncherProcess {
  readonly actor: Actor;
  readonly #rig: Rig;
  readonly #plan: PlannedHandOff;
  readonly #abort = { session: new AbortController(), handOff: new AbortController() };
  readonly #disk: SimulatedDisk;
  readonly #fileSystem: FileSystem;

  constructor(rig: Rig, name: string, plan: PlannedHandOff) {
    const { world, time, streams } = rig;
    this.#rig = rig;
    this.#plan = plan;
    this.actor = new Actor(name, "launcher");
    this.#disk = createDisk(world, { actor: this.actor, random: streams(`disk of ${name}`), mostBytes: 1e6 });
    this.#fileSystem = createFileSystem(this.#disk, time, name.replaceAll(" ", "-"));
  }

  /** `directory`: of a session that is not at its end; a new one otherwise. */
  start(directory?: string): void {
    const { actor } = this;
    this.#rig.tell(`${actor.name} ${directory === undefined ? "starts" : `goes on with ${directory}`}`);
    void this.#run(directory).then(
      (how) => this.#ended(how),
      (error: unknown) => this.#ended(`ends by an error: ${String(error)}`),
    );
  }

  /** Where a session's data stand, in a word, as `rigline sessions` tells it. */
  async readStatus(session: Session): Promise<string | undefined> {
    const launcher = await this.#create();
    await launcher.start("inspection");
    return (await launcher.readHandOff(session))?.status?.word;
  }

  /** Once for the session, once more for what comes after it. */
  stop(): void {
    const { session, handOff } = this.#abort;
    (session.signal.aborted ? handOff : session).abort(new Error("Ctrl+C"));
  }

  #ended(how: string): void {
    if (!this.actor.isAlive) return;
    this.#rig.tell(`${this.actor.name} ${how}`);
    this.actor.die();
  }

  async #run(directory: string | undefined): Promise<string> {
    const launcher = await this.#create();
    launcher.events.on("session.opened", ({ session: { name, directory: source } }) => {
      if (this.#rig.sessions.some((one) => one.name === name)) return;
      const truth = new SessionTruth(this.#plan, name, source);
      truth.isRetained = this.#rig.plan.keeping?.retains === true;
      this.#rig.sessions.push(truth);
    });
    const signals = { session: this.#abort.session.signal, handOff: this.#abort.handOff.signal };
    const report = await launcher.run({ signals, ...(directory === undefined ? {} : { resume: { directory } }) });
    const said = [...report.problems, ...report.findings.filter(({ level }) => level === "error")];
    const problems = said.map(({ message }) => message).join("; ");
    return `ends: ${report.outcome}, ${report.exit}, hand-off ${report.handOff.state} ${report.handOff.detail} ${problems}`;
  }

  #create(): Promise<Launcher> {
    const rig = this.#rig;
    const { actor } = this;
    const clock = rig.time.of(() => actor.isAlive);
    const { plan } = rig;
    return createLauncher(RESOLVED, {
      plugins: [{ plugin: watchdogPlugin, with: optionsFor(this.#plan, plan) }],
      services: [
        { token: CLOCK, useValue: clock },
        { token: FILE_SYSTEM, useValue: this.#fileSystem },
        { token: FREE_SPACE, useValue: () => 1e12 },
        { token: LOCKS, useValue: rig.locks.of(actor) },
        { token: LOG_STORE, useValue: createPlainLogs(this.#fileSystem) },
        { token: NETWORK, useValue: { getJson: () => Promise.resolve([]), reach: () => Promise.resolve(undefined) } },
        { token: PROCESS_RUNNER, useValue: { run: (request: ProcessRequest) => this.#experiment(request) } },
        { token: DAEMON_HOST, useValue: hostOf(rig) },
        { token: DESTINATION_LOOKS, useValue: { start: (order: DestinationOrder) => this.#look(order) } },
        { token: MACHINE, useValue: MACHINE_OF_RIG },
      ],
    });
  }

  /** A process of its own, which hears nothing while the share does not answer. */
  #look(order: DestinationOrder): StartedLook {
    const { world, time, streams } = this.#rig;
    const actor = this.actor.child(`the look of ${this.actor.name}`, "look");
    const random = streams(actor.name);
    const disk = createDisk(world, { actor, random, mostBytes: 1e6 });
    const fileSystem = createFileSystem(disk, time, actor.name.replaceAll(" ", "-"));
    let isStuck = false;
    actor.onStuck = () => (isStuck = true);
    // From within the parent, which the process holds: nothing comes between the look and the deed.
    const makeFolderIn = (parent: string, name: string, device: bigint): void => {
      if (fileSystem.deviceOf(parent) !== device) throw new Error(`${parent} is not what it was a moment ago`);
      if (device === this.#rig.disk.device && this.#rig.share !== undefined)
        this.#rig.fail("S7", `${actor.name} makes ${parent}/${name} on the rig's own disk`);
      world.folder(`${parent}/${name}`);
    };
    const found = time
      .of(() => actor.isAlive)
      .sleep(1 + random.below(60))
      .then(() => {
        const found = checkWhereDataGo(fileSystem, order, { makeFolderIn, freeSpace: () => 1e12 });
        return actor.isAlive && !isStuck ? found : new Promise<never>(() => undefined);
      });
    return { found, stop: () => actor.die() };
  }

  /** It writes the session's files, flushes each, and ends well or as it is told. */
  async #experiment(request: ProcessRequest): Promise<ProcessExit> {
    const { environment, signal } = request;
    const rig = this.#rig;
    const clock = rig.time.of(() => this.actor.isAlive);
    const folder = environment["RIGLINE_SESSION_DIRECTORY"] ?? "";
    const random = rig.streams(`the experiment of ${this.actor.name}`);
    const truth = rig.sessions.find(({ source }) => source === folder);
    if (truth !== undefined && truth.versions.size > 0)
      rig.fail("S8", `${truth.name} runs its experiment a second time`);
    request.onStart?.(4711, Promise.resolve({ pid: 4711, started: "boot:1" }));
    for (const [path, size] of recordedFiles(this.#plan)) {
      const slept = await clock.sleep(1_000, signal).then(
        () => true,
        () => false,
      );
      if (!slept) return { ...EXIT, reason: "cancelled", code: undefined, summary: "was stopped" };
      const file = `${folder}/${path}`;
      try {
        const bytes = randomBytes(size, random);
        this.#fileSystem.makeFolder(file.slice(0, file.lastIndexOf("/")));
        this.#fileSystem.writeNew(file, bytes);
        rig.world.settle(file);
        truth?.note(path, bytes);
      } catch (error) {
        if (!this.actor.isAlive) throw error;
        // What it could not flush, the system writes back in its own time.
        if (rig.world.find(file) !== undefined) rig.world.settle(file);
        return { ...EXIT, code: 3, summary: "exited with code 3" };
      }
    }
    return EXIT;
  }
}

const EXIT: ProcessExit = {
  reason: "exit",
  code: 0,
  signal: undefined,
  milliseconds: 0,
  stderrTail: [],
  summary: "exited with code 0",
};

/** The computer as the launcher sees it. */
const MACHINE_OF_RIG = {
  pid: 1,
  hostname: FIRST.hostname,
  system: "simulated",
  lookUpProgram: (program: string) => ({ program }),
  findOutliving: () => Promise.resolve(undefined),
  endOutliving: () => Promise.resolve(undefined),
};

/** What starts the daemon of the flag folder where none runs. */
function hostOf(rig: Rig) {
  return {
    findProgram: () => "/rig/watchdog.js",
    start: () => {
      if (rig.processes.daemons.size === 0) rig.processes.startDaemon(FIRST);
      return Promise.resolve({
        pid: 1,
        logFile: "/rig/daemon.log",
        ended: new Promise<never>(() => undefined),
        readTail: () => "",
      });
    },
    identify: () => Promise.resolve(undefined),
    stillRuns: () => Promise.resolve(false),
    isThere: () => false,
    findAccount: () => Promise.resolve(undefined),
  };
}
