import { copyError } from "../copy/copy-errors.js";
import { describeOrder, type Patience } from "./order-traits.js";
import type { WorkOrder, WorkResult } from "./work-order.js";
import type { RunOptions, WorkPool } from "./work-pool.js";
import { WorkerProcess } from "./worker-process.js";
import { WorkerSlots } from "./worker-slots.js";

export interface WorkerPoolOptions {
  /** Workers that get answers from the system. Those that wait for one do not count: others go on beside them. */
  readonly size: number;
  readonly patience: Patience;
}

/** So many processes that even the kernel can't end are enough. */
const MAX_UNENDING = 8;

/** Carries out orders in processes, so that a system call that never returns holds up one of them and not the daemon. */
export function createWorkerPool({ size, patience }: WorkerPoolOptions): WorkPool {
  const slots = new WorkerSlots(size);
  const idle: WorkerProcess[] = [];
  const all = new Set<WorkerProcess>();

  const putBack = (worker: WorkerProcess): void => {
    if (worker.usable && idle.length < size) idle.push(worker);
    else void worker.end();
  };
  const takeOne = (order: WorkOrder): WorkerProcess => {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) if (worker.usable) return worker;
    const unending = [...all].filter((worker) => !worker.usable).length;
    if (unending >= MAX_UNENDING)
      throw copyError("COPY_STALLED", {
        what: `${unending} earlier attempts still wait for the system`,
        why: `not even begun: ${describeOrder(order)}`,
      });
    const worker = new WorkerProcess();
    all.add(worker);
    void worker.ended.then(() => all.delete(worker));
    return worker;
  };

  return {
    size,
    run: async <Order extends WorkOrder>(order: Order, { signal, onBytes }: RunOptions): Promise<WorkResult<Order>> => {
      const slot = await slots.take();
      const silent = setTimeout(() => slot.lend(), patience.silentMs);
      try {
        signal.throwIfAborted();
        const worker = takeOne(order);
        const onAlive = (): void => void silent.refresh();
        try {
          return await worker.run(order, { signal, patience, onAlive, onBytes: onBytes ?? ((): void => {}) });
        } finally {
          putBack(worker);
        }
      } finally {
        clearTimeout(silent);
        slot.giveBack();
      }
    },
    close: async () => {
      await Promise.all([...all].map((worker) => worker.end()));
      idle.length = 0;
    },
  };
}
