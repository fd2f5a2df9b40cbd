import { RiglineError } from "@rigline/foundation/errors";
import { type DaemonEvent, type DaemonSettings, renderEvent, serveDaemon } from "@rigline/watchdog-service/parts";
import type { LifePlan } from "../plan/plan.js";
import { Actor } from "../world/actor.js";
import { createDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import type { Computer } from "./computer.js";
import { mountsOf, type Rig } from "./rig.js";
import { SimulatedWorker } from "./simulated-worker.js";

/** A service is killed when it has not ended so long after it was told to. */
const STOP_MS = 10_000;

/** The real daemon as one process of the world. */
export class DaemonProcess {
  readonly actor: Actor;
  readonly computer: Computer;
  readonly #rig: Rig;
  readonly #stop = new AbortController();

  constructor(rig: Rig, name: string, computer: Computer) {
    this.#rig = rig;
    this.computer = computer;
    this.actor = new Actor(name, "daemon");
  }

  start(): void {
    const { actor } = this;
    const rig = this.#rig;
    rig.tell(`${actor.name} starts`);
    void this.#serve().then(
      ({ reason }) => this.#ended(`ends: ${reason}`),
      (error: unknown) => {
        if (!actor.isAlive) return;
        this.#ended(`ends: ${String(error)}`);
        if (!(error instanceof RiglineError && error.code === "LOCK_HELD"))
          rig.fail("L2", `${actor.name} ended by an error: ${error instanceof Error ? error.stack : String(error)}`);
      },
    );
  }

  /** Ctrl+C, or a service manager's wish. */
  stop(): void {
    if (!this.actor.isAlive) return;
    this.#rig.tell(`${this.actor.name} is told to stop`);
    this.#stop.abort();
    this.#rig.time.after(STOP_MS, () => {
      if (this.actor.isAlive) this.#rig.fail("L3", `${this.actor.name} has not ended 10 s after it was told to`);
    });
  }

  #ended(how: string): void {
    if (!this.actor.isAlive) return;
    this.#rig.tell(`${this.actor.name} ${how}`);
    this.actor.die();
  }

  async #serve(): Promise<{ readonly reason: string }> {
    const rig = this.#rig;
    const { plan, world, time, streams } = rig;
    const { actor } = this;
    const clock = time.of(() => actor.isAlive);
    const disk = createDisk(world, { actor, random: streams(`disk of ${actor.name}`), mostBytes: plan.mostBytes });
    let workers = 0;
    return serveDaemon(
      settingsOf(rig, this.computer),
      {
        clock,
        disk,
        fileSystem: createFileSystem(disk, time, actor.name.replace(" ", "-")),
        http: rig.service.of(clock),
        report: (event) => this.#told(event),
        watchFolder: (_folder, onHint) => rig.hints.of(actor, onHint),
        readMounts: () => mountsOf(rig),
        readSecret: () => "",
        getJson: () => Promise.reject(new Error("the simulated service tells nothing of its jobs")),
        random: streams(actor.name),
        locks: rig.locks.of(actor),
        isProcessThere: () => rig.processes.launchers.size > 0,
        startWorker: () => new SimulatedWorker(rig, actor.child(`${actor.name}, worker ${(workers += 1)}`, "worker")),
        hearsHolds: plan.keeping?.holds !== undefined,
        log: { debug: () => {}, warning: () => {} },
        pid: 1,
      },
      { once: false, idleMs: undefined, signal: this.#stop.signal },
    );
  }

  #told(event: DaemonEvent): void {
    if (!this.actor.isAlive || event.event === "started" || event.event === "stopped") return;
    this.#rig.tell(`${this.actor.name}: ${renderEvent(event).text}`);
    this.#rig.world.note(event.event.length);
    this.#rig.status.told(event, this.computer);
    if (event.event === "published" && this.#rig.owner.isHeard)
      this.#rig.fail("K4", `${event.job} is published, and the owner of the share has paused all rigs long before`);
  }
}

function settingsOf({ plan }: Rig, { configFile, flagFolder, completeFolder, hostname }: Computer): DaemonSettings {
  return {
    configFile,
    flagFolder,
    completeFolder,
    settleMs: 500,
    rescanMs: plan.rescanMs,
    algorithm: "sha256",
    checksums: plan.checksums ?? false,
    verifySource: plan.verifySource ?? false,
    workers: plan.workers,
    jobs: plan.jobs,
    order: "oldest",
    patience: { dataMs: 120_000, namesMs: 60_000, silentMs: 2_000, graceMs: 3_000 },
    retry: { firstMs: 2_000, maxMs: 300_000 },
    fewAttempts: 5,
    submitTimeoutMs: 30_000,
    jobStatusUrl: null,
    idleMs: undefined,
    allowLocalDestination: plan.share === undefined,
    localFolder: undefined,
    ...(plan.follows === true && { follow: true }),
    hostname,
    ...keepingOf(plan),
    withoutEffect: [],
    notices: [],
  };
}

/** A night of half a minute, and no copy that was read before it is fresh; where something waits for an hour of the next day, of some minutes. */
const NIGHT_MS = 30_000;
const NIGHT_WITH_HOURS_MS = 300_000;

function keepingOf({ keeping, sessions }: LifePlan): Partial<DaemonSettings> {
  if (keeping === undefined) return {};
  const hours = { from: 0, to: 0, bytesPerSecond: 1_000_000 };
  const hasHours = sessions.some(({ schedule, later }) => (schedule ?? later) !== undefined);
  const nightMs = hasHours ? NIGHT_WITH_HOURS_MS : NIGHT_MS;
  const audit = { withinDays: 0, hours, nightMs, repairs: true, readsStores: false };
  const retention = {
    olderThanMs: 0,
    belowFreeBytes: undefined,
    when: "accepted",
    isDry: false,
    everyMs: 2 * nightMs,
  } as const;
  return keeping.retains ? { audit, retention, receipts: true } : { audit, receipts: true };
}
