import { copyError } from "../../src/copy/copy-errors.js";
import type { WorkOrder, WorkResult } from "../../src/work/work-order.js";
import type { Worker } from "../../src/work/worker.js";

/** A worker that does what the test says, and nothing else. */
export interface FakeWorker extends Worker {
  readonly orders: readonly WorkOrder[];
  /** Killed, it ends at once; with `stuck` not before the test says so, as one that waits in the kernel. */
  stuck: boolean;
  readonly killed: boolean;
  alive(bytes?: number): void;
  done(result: WorkResult): void;
  fail(error: Error): void;
  end(): void;
}

export function createFakeWorker(): FakeWorker {
  const orders: WorkOrder[] = [];
  const state = { usable: true, killed: false };
  let resolveEnded = (): void => {};
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
  let said: {
    readonly onAlive: (bytes: number) => void;
    readonly resolve: (result: WorkResult) => void;
    readonly reject: (error: Error) => void;
  };
  const worker: FakeWorker = {
    orders,
    stuck: false,
    ended,
    get usable() {
      return state.usable;
    },
    get killed() {
      return state.killed;
    },
    run: (order, onAlive) =>
      new Promise((resolve, reject) => {
        orders.push(order);
        said = { onAlive, resolve, reject };
      }),
    kill: () => {
      state.usable = false;
      state.killed = true;
      if (!worker.stuck) worker.end();
    },
    alive: (bytes = 0) => said.onAlive(bytes),
    done: (result) => said.resolve(result),
    fail: (error) => said.reject(error),
    end: () => {
      state.usable = false;
      resolveEnded();
      said?.reject(copyError("COPY_FAILED", { what: "a worker process broke off" }));
    },
  };
  return worker;
}
