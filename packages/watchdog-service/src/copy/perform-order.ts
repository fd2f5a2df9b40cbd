import type { Disk } from "../platform/disk.js";
import { copyBatch } from "./copy-batch.js";
import { hashFile } from "./hash-file.js";
import type { WorkControl, WorkOrder, WorkResult } from "./work-order.js";

/** Carries out one order, synchronously: in a worker thread in the daemon. */
export function performOrder<Order extends WorkOrder>(
  disk: Disk,
  order: Order,
  control: WorkControl,
): WorkResult<Order> {
  const { algorithm } = order;
  const result =
    order.kind === "copy"
      ? copyBatch(disk, algorithm, order.tasks, control)
      : order.paths.map((path) => hashFile(disk, algorithm, path, control));
  return result as WorkResult<Order>;
}
