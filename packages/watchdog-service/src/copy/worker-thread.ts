import { Worker } from "node:worker_threads";
import { copyError } from "./copy-errors.js";
import type { RunOptions, WorkOrder } from "./work-order.js";
import { restoreError, restoreResult, type FromWorker, type ToWorker, type WorkerResult } from "./worker-messages.js";

/** One worker thread, doing one order at a time. */
export class CopyWorkerThread {
  readonly #worker = new Worker(new URL("./copy-worker.js", import.meta.url));
  readonly #stallMs: number;
  #orders = 0;
  #usable = true;

  constructor(stallMs: number) {
    this.#stallMs = stallMs;
    // Idle workers must not keep a finished daemon alive, nor may one that died go unheard.
    this.#worker.unref();
    this.#worker.on("error", () => (this.#usable = false));
    this.#worker.on("exit", () => (this.#usable = false));
  }

  get usable(): boolean {
    return this.#usable;
  }

  run(order: WorkOrder, { signal, onBytes }: RunOptions): Promise<WorkerResult> {
    const id = (this.#orders += 1);
    const stop = new SharedArrayBuffer(4);
    return new Promise<WorkerResult>((resolve, reject) => {
      const requestStop = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
      const stalled = (): void => {
        requestStop();
        this.#usable = false;
        settle(() =>
          reject(copyError("COPY_STALLED", { what: `no progress for ${this.#stallMs / 1000} s`, why: sample(order) })),
        );
        void this.#worker.terminate();
      };
      let timer = setTimeout(stalled, this.#stallMs);
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", requestStop);
        this.#worker.off("message", onMessage).off("error", onError).off("exit", onExit);
        this.#worker.unref();
        finish();
      };
      const onMessage = (message: FromWorker): void => {
        if (message.id !== id) return;
        clearTimeout(timer);
        if (message.kind === "bytes") {
          timer = setTimeout(stalled, this.#stallMs);
          onBytes?.(message.bytes);
        } else if (message.kind === "done") settle(() => resolve(restoreResult(message.result)));
        else settle(() => reject(restoreError(message.failure)));
      };
      const onError = (error: Error): void =>
        settle(() => reject(copyError("COPY_FAILED", { what: "a copy worker broke off", cause: error })));
      const onExit = (): void => onError(new Error("the worker thread ended"));
      this.#worker.ref();
      this.#worker.on("message", onMessage).on("error", onError).on("exit", onExit);
      signal.addEventListener("abort", requestStop, { once: true });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      this.#worker.postMessage({ id, order, stop } satisfies ToWorker);
    });
  }

  async close(): Promise<void> {
    this.#usable = false;
    await this.#worker.terminate();
  }
}

function sample(order: WorkOrder): string {
  const [first] = order.kind === "copy" ? order.tasks.map((task) => task.destination) : order.paths;
  return `the system does not answer for ${first ?? "an empty order"} or one of the files after it`;
}
