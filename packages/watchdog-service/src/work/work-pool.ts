import type { OnBytes } from "../copy/copy-task.js";
import type { WorkOrder, WorkResult } from "./work-order.js";

/** Carries out orders, a few at a time. */
export interface WorkPool {
  readonly size: number;
  /**
   * Rejects with what the work threw, with COPY_STALLED when the system does not answer, and with COPY_STOPPED when the
   * signal breaks it off; then nothing goes on with the order any more.
   */
  run<Order extends WorkOrder>(order: Order, options: RunOptions): Promise<WorkResult<Order>>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onBytes?: OnBytes;
}
