import type { Disk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock, type Clock, type FileSystem } from "@rigline/foundation/platform";
import { HangingPlaces } from "./hanging-places.js";
import { performOrder } from "./perform-order.js";
import type { WorkPool } from "./work-pool.js";

/**
 * Carries out orders in the calling process, through any ports: what tests with a faulty disk use. An order can't be ended
 * there: closing waits for those that nobody waits for any more. No order takes a turn of the event loop.
 */
export function createInlinePool(
  disk: Disk,
  {
    fileSystem = nodeFileSystem,
    clock = systemClock,
  }: { readonly fileSystem?: FileSystem; readonly clock?: Pick<Clock, "sleep"> } = {},
): WorkPool {
  const running = new Set<Promise<unknown>>();
  return {
    size: 1,
    hanging: new HangingPlaces(),
    run: async (order, { signal, onBytes }) => {
      signal.throwIfAborted();
      const sleep = (milliseconds: number): Promise<void> => clock.sleep(milliseconds);
      const work = performOrder({ disk, fileSystem, sleep, onBytes: onBytes ?? ((): void => {}) }, order);
      running.add(work);
      return work.finally(() => running.delete(work));
    },
    prepare: () => {},
    close: async () => void (await Promise.allSettled(running)),
  };
}
