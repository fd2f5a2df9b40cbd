import { parentPort } from "node:worker_threads";
import { nodeDisk } from "../platform/disk.js";
import { performOrder } from "./perform-order.js";
import { flattenError, flattenResult, type FromWorker, type ToWorker } from "./worker-messages.js";

const REPORT_BYTES = 8 * 1024 * 1024;
const port = parentPort;

port?.on("message", ({ id, order, stop }: ToWorker) => {
  const flag = new Int32Array(stop);
  const tell = (message: FromWorker): void => port.postMessage(message);
  let unreported = 0;
  const report = (): void => {
    if (unreported > 0) tell({ id, kind: "bytes", bytes: unreported });
    unreported = 0;
  };
  try {
    const result = performOrder(nodeDisk, order, {
      stopped: () => Atomics.load(flag, 0) !== 0,
      onBytes: (bytes) => {
        unreported += bytes;
        if (unreported >= REPORT_BYTES) report();
      },
    });
    report();
    tell({ id, kind: "done", result: flattenResult(result) });
  } catch (error) {
    tell({ id, kind: "failed", failure: flattenError(error) });
  }
});
