import type { WorkOrder, WorkResult } from "./work-order.js";

/** Who does one order at a time, apart from the daemon: whatever an order waits for, the daemon goes on. */
export interface Worker {
  /** False once it was told to end, or has ended. */
  readonly usable: boolean;
  /** When the system has let go of it. */
  readonly ended: Promise<void>;
  /**
   * Rejects with what the work threw, and with COPY_FAILED when the worker is gone. `onAlive` is called now and then while the
   * system answers, with the bytes read since the last time.
   */
  run(order: WorkOrder, onAlive: (bytes: number) => void): Promise<WorkResult>;
  /** Ends it whatever it does; one that waits for a device ends when that answers. */
  kill(): void;
}
