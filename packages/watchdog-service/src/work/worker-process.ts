import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import type { Socket } from "node:net";
import { constants, getPriority, setPriority } from "node:os";
import { join } from "node:path";
import { packageFolder } from "@rigline/foundation/paths";
import type { Bandwidth } from "../bandwidth/bandwidth-limiter.js";
import { answerPace, PACED } from "../bandwidth/pace-line.js";
import { mark } from "@rigline/foundation/marks";
import { readWorkerVariables } from "../config/environment.js";
import { copyError } from "../copy/copy-errors.js";
import { describeOrder } from "./order-traits.js";
import { flattenOrder, restoreError, restoreResult, type FromWorker, type ToWorker } from "./worker-messages.js";
import type { WorkOrder, WorkResult } from "./work-order.js";
import type { Worker } from "./worker.js";

const PROGRAM = join(packageFolder(import.meta.url), "dist", "work", "worker-main.js");

/** Of the processor alone: the order in which a disk serves processes is none that Node can set. */
function prioritize(pid: number | undefined, yields: boolean): void {
  if (pid === undefined) return;
  try {
    // The daemon's own may be another than the normal one.
    const priority = yields ? constants.priority.PRIORITY_LOW : getPriority();
    for (const thread of threadsOf(pid)) setPriority(thread, priority);
  } catch {
    // It has ended already, and its first order tells; or Linux lets no user take a low priority back, and it stays low for its life.
  }
}

/** On Linux each thread has a priority of its own, and what it starts later the same. */
function threadsOf(pid: number): readonly number[] {
  return process.platform === "linux" ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
}

/**
 * A worker as a process and not a thread, because nothing ends a thread that waits for a dead share, nor can the process
 * around it then end in good order.
 */
export class WorkerProcess implements Worker {
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #orders = 0;
  #usable = true;
  #yields = false;
  readonly #bandwidth: Bandwidth | undefined;
  #onAlive: (bytes: number) => void = () => {};

  /** `bandwidth`: whom it has to ask before it sends more; absent: nobody. `yields`: whatever else runs on the rig goes first. */
  constructor(bandwidth?: Bandwidth, yields = false) {
    this.#bandwidth = yields ? undefined : bandwidth;
    const line = bandwidth === undefined ? "ignore" : "pipe";
    const args = [PROGRAM, String(process.pid), ...(bandwidth === undefined ? [] : [PACED])];
    this.#child = spawn(process.execPath, args, {
      env: readWorkerVariables(),
      serialization: "advanced",
      stdio: [line, line, "ignore", "ipc"],
      windowsHide: true,
    });
    if (yields) prioritize(this.#child.pid, true);
    const { stdin, stdout } = this.#child;
    if (bandwidth !== undefined && stdin !== null && stdout !== null) {
      const spend: Bandwidth["spend"] = (bytes, onWaiting) => {
        this.#followPriority();
        return bandwidth.spend(bytes, onWaiting);
      };
      answerPace({ spend }, { stdin, stdout }, () => this.#onAlive(0));
    }
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#usable = false;
        resolve();
      };
      this.#child.once("exit", end).once("error", end);
    });
    this.#keepAlive(false);
  }

  /** Undefined: it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get usable(): boolean {
    return this.#usable;
  }

  async run(order: WorkOrder, onAlive: (bytes: number) => void): Promise<WorkResult> {
    this.#keepAlive(true);
    this.#followPriority();
    try {
      return await this.#exchange(order, onAlive);
    } finally {
      this.#keepAlive(false);
    }
  }

  kill(): void {
    this.#usable = false;
    this.#keepAlive(false);
    this.#child.kill("SIGKILL");
  }

  /** Whoever yields only now and then: while a session runs. */
  #followPriority(): void {
    const yields = this.#bandwidth?.yields === true;
    if (yields === this.#yields) return;
    this.#yields = yields;
    prioritize(this.#child.pid, yields);
  }

  #exchange(order: WorkOrder, onAlive: (bytes: number) => void): Promise<WorkResult> {
    const id = (this.#orders += 1);
    this.#onAlive = onAlive;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        this.#child.off("message", onMessage).off("exit", onExit).off("error", onExit);
        finish();
      };
      const onMessage = (message: FromWorker): void => {
        if (message.id !== id) return;
        if (message.kind === "alive") onAlive(message.bytes);
        else if (message.kind === "done") settle(() => resolve(restoreResult(message.result)));
        else settle(() => reject(restoreError(message.failure)));
      };
      const onExit = (): void => {
        mark("work: a worker that broke off fails its order alone");
        settle(() =>
          reject(copyError("COPY_FAILED", { what: "a worker process broke off", why: describeOrder(order) })),
        );
      };
      this.#child.on("message", onMessage).once("exit", onExit).once("error", onExit);
      this.#child.send({ id, order: flattenOrder(order) } satisfies ToWorker, (error) => {
        if (error !== null) onExit();
      });
    });
  }

  /** Idle workers, and one that can't be ended, must not keep a finished daemon alive. */
  #keepAlive(busy: boolean): void {
    const change = busy ? "ref" : "unref";
    this.#child[change]();
    this.#child.channel?.[change]();
    for (const pipe of [this.#child.stdin, this.#child.stdout] as (Socket | null)[]) pipe?.[change]();
  }
}
