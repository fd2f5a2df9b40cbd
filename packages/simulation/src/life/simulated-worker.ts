import {
  copyError,
  flattenError,
  flattenOrder,
  flattenResult,
  performOrder,
  restoreError,
  restoreOrder,
  restoreResult,
  type Worker,
  type WorkOrder,
  type WorkResult,
} from "@rigline/watchdog-service/parts";
import type { Actor } from "../world/actor.js";
import { createDisk, type SimulatedDisk } from "../world/disk.js";
import { createFileSystem } from "../world/file-system.js";
import type { Random } from "../random.js";
import { opensStore } from "./open-store.js";
import type { Rig } from "./rig.js";

/** As often as a real one says that it waits for a store. */
const ALIVE_MS = 500;

/** A worker process of the daemon: what it waits for, it alone waits for. */
export class SimulatedWorker implements Worker {
  readonly ended: Promise<void>;
  usable = true;
  readonly #rig: Rig;
  readonly #actor: Actor;
  readonly #disk: SimulatedDisk;
  readonly #random: Random;
  #end: () => void = () => {};
  #breakOff: (error: Error) => void = () => {};

  constructor(rig: Rig, actor: Actor) {
    this.#rig = rig;
    this.#actor = actor;
    this.#random = rig.streams(actor.name);
    this.#disk = createDisk(rig.world, {
      actor,
      random: rig.streams(`disk of ${actor.name}`),
      mostBytes: rig.plan.mostBytes,
    });
    actor.onStuck = (until) => this.#getStuck(until);
    this.ended = new Promise((resolve) => (this.#end = resolve));
    actor.onDeath(() => {
      this.usable = false;
      this.#end();
      this.#breakOff(copyError("COPY_FAILED", { what: "a worker process broke off" }));
    });
  }

  run(order: WorkOrder, onAlive: (bytes: number) => void): Promise<WorkResult> {
    return new Promise((resolve, reject) => {
      this.#breakOff = reject;
      void this.#perform(order, onAlive).then(
        (result) => this.#actor.isAlive && !this.#isStuck && resolve(result),
        (error: unknown) => this.#actor.isAlive && !this.#isStuck && reject(restoreError(flattenError(error))),
      );
    });
  }

  /** Who waits for a device is ended when that answers. */
  kill(): void {
    this.usable = false;
    const { time } = this.#rig;
    if (this.#isStuck) time.after(Math.max(0, this.#stuckUntil - time.elapsed), () => this.#actor.die());
    else this.#actor.die();
  }

  #stuckUntil = -1;

  get #isStuck(): boolean {
    return this.#stuckUntil >= 0;
  }

  async #perform(order: WorkOrder, onAlive: (bytes: number) => void): Promise<WorkResult> {
    const { time, store } = this.#rig;
    const clock = time.of(() => this.#actor.isAlive && !this.#isStuck);
    await clock.sleep(1 + this.#random.below(30));
    const ports = {
      disk: this.#disk,
      fileSystem: createFileSystem(this.#disk, time, this.#actor.name.replaceAll(/\W+/g, "-")),
      sleep: (milliseconds: number) => clock.sleep(milliseconds),
      onBytes: onAlive,
      ...(store === undefined ? {} : { openStore: opensStore(store, { actor: this.#actor, clock }) }),
      aliveWhile: <Answer>(work: Promise<Answer>): Promise<Answer> => {
        const stop = new AbortController();
        const beat = (): void =>
          void clock.sleep(ALIVE_MS, stop.signal).then(
            () => (onAlive(0), beat()),
            () => undefined,
          );
        beat();
        return work.finally(() => stop.abort());
      },
    };
    return restoreResult(flattenResult(await performOrder(ports, restoreOrder(flattenOrder(order)))));
  }

  /** The system does not answer it until then; when it does, it breaks off. */
  #getStuck(until: number): void {
    if (this.#isStuck) return;
    this.#stuckUntil = until;
    this.#rig.time.after(Math.max(0, until - this.#rig.time.elapsed), () => this.#actor.die());
  }
}
