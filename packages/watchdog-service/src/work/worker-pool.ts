import { RiglineError } from "@rigline/foundation/errors";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "../copy/copy-errors.js";
import { HangingPlaces, type Visit } from "./hanging-places.js";
import { IdleWorkers } from "./idle-workers.js";
import { describeOrder, type Patience } from "./order-traits.js";
import { endWorker, runPatiently } from "./patient-run.js";
import type { OrderPlaces } from "./places.js";
import { listenForSilence } from "./silence.js";
import type { WorkOrder, WorkResult } from "./work-order.js";
import type { OrderOptions, WorkPool } from "./work-pool.js";
import type { Worker } from "./worker.js";
import { WorkerSlots } from "./worker-slots.js";

export interface WorkerPoolOptions {
  /** Workers that get answers from the system. Those that wait for one do not count: others go on beside them. */
  readonly size: number;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly startWorker: () => Worker;
}

const NOWHERE: OrderPlaces = { waitsFor: [], shows: [] };

/** Carries out orders in workers, so that a system call that never returns holds up one of them and not the daemon. */
export function createWorkerPool({ size, patience, clock, startWorker }: WorkerPoolOptions): WorkPool {
  const slots = new WorkerSlots(size);
  const hanging = new HangingPlaces();
  const idle = new IdleWorkers(size, clock);
  const all = new Set<Worker>();

  const startOne = (): Worker => {
    const worker = startWorker();
    all.add(worker);
    void worker.ended.then(() => all.delete(worker));
    return worker;
  };
  const refuseToHang = (order: WorkOrder, { waitsFor }: OrderPlaces): void => {
    if (!hanging.isFull(waitsFor)) return;
    mark("work: an order that would only wait beside others is refused");
    throw copyError("COPY_STALLED", {
      what: "earlier attempts still wait for the system, which does not answer",
      why: `not even begun: ${describeOrder(order)}`,
    });
  };

  return {
    size,
    hanging,
    run: async <Order extends WorkOrder>(
      order: Order,
      { signal, onBytes, onSilent, places = NOWHERE }: OrderOptions,
    ): Promise<WorkResult<Order>> => {
      refuseToHang(order, places);
      const slot = await slots.take();
      let visit: Visit | undefined;
      const fallSilent = (): void => {
        mark("work: the turn of an order that the system does not answer is lent to another");
        slot.lend();
        visit?.silent();
        onSilent?.(true);
      };
      // Who asks a place that is known to be dead, or is the first to ask, lets another work beside it from the start.
      if (hanging.isDead(places.waitsFor) || hanging.isUnheardOf(places.waitsFor)) slot.lend();
      const silent = listenForSilence(clock, patience.silentMs, fallSilent);
      try {
        signal.throwIfAborted();
        refuseToHang(order, places);
        visit = hanging.enter(places);
        const worker = idle.take() ?? startOne();
        const onAlive = (bytes: number): void => {
          silent.heard();
          visit?.alive();
          onSilent?.(false);
          onBytes?.(bytes);
        };
        try {
          const result = await runPatiently(worker, order, { clock, patience, signal, onAlive });
          visit.leave("answered");
          return result;
        } catch (error) {
          leaveWhenOver(visit, worker, error);
          throw error;
        } finally {
          idle.put(worker);
        }
      } finally {
        silent.stop();
        onSilent?.(false);
        slot.giveBack();
      }
    },
    prepare: (wanted = 1) => {
      // A process takes as long to start as a manifest to be read and put on record, and the second as a staging folder to be made.
      while (all.size < Math.min(wanted, size)) idle.put(startOne(), true);
    },
    close: async () => {
      idle.forget();
      await Promise.all([...all].map((worker) => endWorker(worker, clock)));
    },
  };
}

/** A process that even the kernel can't end waits on, and counts. */
function leaveWhenOver(visit: Visit, worker: Worker, error: unknown): void {
  const stalled = error instanceof RiglineError && error.code === "COPY_STALLED";
  if (worker.usable) visit.leave("refused");
  else if (stalled) void worker.ended.then(() => visit.leave("stalled"));
  else void worker.ended.then(() => visit.leave("refused"));
}
