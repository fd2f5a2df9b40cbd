import { setImmediate } from "node:timers/promises";
import type { Disk } from "../platform/disk.js";
import { performOrder } from "./perform-order.js";
import type { WorkPool } from "./work-order.js";

/** Carries out orders in the calling thread, through any disk: what tests with a faulty disk use. */
export function createInlinePool(disk: Disk): WorkPool {
  return {
    size: 1,
    run: async (order, { signal, onBytes }) => {
      await setImmediate();
      return performOrder(disk, order, { stopped: () => signal.aborted, onBytes: (bytes) => onBytes?.(bytes) });
    },
    close: () => Promise.resolve(),
  };
}
