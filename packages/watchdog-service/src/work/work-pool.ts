import type { OnBytes } from "../copy/copy-task.js";
import type { HangingPlaces } from "./hanging-places.js";
import type { OrderPlaces } from "./places.js";
import type { WorkOrder, WorkResult } from "./work-order.js";

/** Carries out orders, a few at a time. */
export interface WorkPool {
  readonly size: number;
  readonly hanging: HangingPlaces;
  /**
   * Rejects with what the work threw, with COPY_STALLED when the system does not answer, and with COPY_STOPPED when the
   * signal breaks it off; then nothing goes on with the order any more.
   */
  run<Order extends WorkOrder>(order: Order, options: OrderOptions): Promise<WorkResult<Order>>;
  /** There will be work soon, for so many at once: who is to do it may begin to get ready. */
  prepare(wanted?: number): void;
  close(): Promise<void>;
}

export interface OrderOptions {
  readonly signal: AbortSignal;
  readonly onBytes?: OnBytes;
  /** What it depends on; absent: nothing that could hang. */
  readonly places?: OrderPlaces;
  /** Called when the system has not answered for a while, and when it does again. */
  readonly onSilent?: (silent: boolean) => void;
}
