import type { RunOptions, WorkOrder, WorkPool, WorkResult } from "./work-order.js";
import { CopyWorkerThread } from "./worker-thread.js";

export interface WorkerPoolOptions {
  readonly size: number;
  /** A worker that reports nothing for so long is given up: its order fails and another takes its place. */
  readonly stallMs: number;
}

/** Carries out orders in worker threads, so that a system call that never returns holds up one thread and not the daemon. */
export function createWorkerPool({ size, stallMs }: WorkerPoolOptions): WorkPool {
  const idle: CopyWorkerThread[] = [];
  const all = new Set<CopyWorkerThread>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  const enter = async (): Promise<void> => {
    if (busy >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };

  return {
    size,
    run: async <Order extends WorkOrder>(order: Order, options: RunOptions): Promise<WorkResult<Order>> => {
      await enter();
      try {
        options.signal.throwIfAborted();
        const worker = idle.pop() ?? new CopyWorkerThread(stallMs);
        all.add(worker);
        try {
          return (await worker.run(order, options)) as WorkResult<Order>;
        } finally {
          if (worker.usable) idle.push(worker);
          else all.delete(worker);
        }
      } finally {
        leave();
      }
    },
    close: async () => {
      await Promise.all([...all].map((worker) => worker.close()));
      all.clear();
      idle.length = 0;
    },
  };
}
