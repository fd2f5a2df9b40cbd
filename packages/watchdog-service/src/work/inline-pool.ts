import { setImmediate } from "node:timers/promises";
import type { Disk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock, type Clock, type FileSystem } from "@rigline/foundation/platform";
import { HangingPlaces } from "./hanging-places.js";
import { performOrder } from "./perform-order.js";
import type { WorkPool } from "./work-pool.js";

/** Carries out orders in the calling process, through any ports: what tests with a faulty disk use. */
export function createInlinePool(
  disk: Disk,
  {
    fileSystem = nodeFileSystem,
    clock = systemClock,
  }: { readonly fileSystem?: FileSystem; readonly clock?: Pick<Clock, "sleep"> } = {},
): WorkPool {
  return {
    size: 1,
    hanging: new HangingPlaces(),
    run: async (order, { signal, onBytes }) => {
      await setImmediate();
      signal.throwIfAborted();
      const sleep = (milliseconds: number): Promise<void> => clock.sleep(milliseconds);
      return performOrder({ disk, fileSystem, sleep, onBytes: onBytes ?? ((): void => {}) }, order);
    },
    close: () => Promise.resolve(),
  };
}
