import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { packageFolder } from "@rigline/foundation/paths";
import { copyError } from "../copy/copy-errors.js";
import type { OnBytes } from "../copy/copy-task.js";
import { describeOrder, patienceMs, worthFinishing, type Patience } from "./order-traits.js";
import { flattenOrder, restoreError, restoreResult, type FromWorker, type ToWorker } from "./worker-messages.js";
import type { WorkOrder, WorkResult } from "./work-order.js";

const PROGRAM = join(packageFolder(import.meta.url), "dist", "work", "worker-main.js");
/** The system ends a killed process at once, unless even the kernel waits for a device. */
const REAP_MS = 1000;

export interface ProcessOrder {
  readonly signal: AbortSignal;
  readonly patience: Patience;
  readonly onBytes: OnBytes;
  /** Called whenever the system has answered. */
  readonly onAlive: () => void;
}

/**
 * One worker, doing one order at a time. A process and not a thread, because nothing ends a thread that waits for a dead
 * share, nor can the process around it then end in good order.
 */
export class WorkerProcess {
  /** When the system has let go of it. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #orders = 0;
  #usable = true;

  constructor() {
    this.#child = spawn(process.execPath, [PROGRAM, String(process.pid)], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      windowsHide: true,
    });
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#usable = false;
        resolve();
      };
      this.#child.once("exit", end).once("error", end);
    });
    this.#keepAlive(false);
  }

  get usable(): boolean {
    return this.#usable;
  }

  async run(order: WorkOrder, options: ProcessOrder): Promise<WorkResult> {
    this.#keepAlive(true);
    try {
      return await this.#runUntilBrokenOff(order, options);
    } finally {
      this.#keepAlive(false);
    }
  }

  /** Ends it whatever it does, and waits a moment for the system to let go of it. */
  async end(): Promise<void> {
    this.#usable = false;
    this.#child.kill("SIGKILL");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, REAP_MS);
    });
    await Promise.race([this.ended, late]);
    clearTimeout(timer);
  }

  #runUntilBrokenOff(order: WorkOrder, { signal, patience, onBytes, onAlive }: ProcessOrder): Promise<WorkResult> {
    const id = (this.#orders += 1);
    const limitMs = patienceMs(order, patience);
    return new Promise((resolve, reject) => {
      let grace: NodeJS.Timeout | undefined;
      const settle = (finish: () => void): void => {
        clearTimeout(stall);
        clearTimeout(grace);
        signal.removeEventListener("abort", stop);
        this.#child.off("message", onMessage).off("exit", onExit).off("error", onExit);
        finish();
      };
      const breakOff = (code: "COPY_STALLED" | "COPY_STOPPED", what: string, why: string): void =>
        settle(() => void this.end().then(() => reject(copyError(code, { what, why }))));
      const stop = (): void => {
        const end = (): void => breakOff("COPY_STOPPED", "the work was stopped", describeOrder(order));
        if (worthFinishing(order)) grace = setTimeout(end, patience.graceMs);
        else end();
      };
      const stall = setTimeout(() => {
        const why = `the system does not answer: ${describeOrder(order)}`;
        breakOff("COPY_STALLED", `no progress for ${limitMs / 1000} s`, why);
      }, limitMs);
      const onMessage = (message: FromWorker): void => {
        if (message.id !== id) return;
        stall.refresh();
        onAlive();
        if (message.kind === "alive") onBytes(message.bytes);
        else if (message.kind === "done") settle(() => resolve(restoreResult(message.result)));
        else settle(() => reject(restoreError(message.failure)));
      };
      const onExit = (): void =>
        settle(() =>
          reject(copyError("COPY_FAILED", { what: "a worker process broke off", why: describeOrder(order) })),
        );
      this.#child.on("message", onMessage).once("exit", onExit).once("error", onExit);
      signal.addEventListener("abort", stop, { once: true });
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
  }
}
