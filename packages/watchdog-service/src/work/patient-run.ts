import { RiglineError } from "@rigline/foundation/errors";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "../copy/copy-errors.js";
import { describeOrder, patienceMs, worthFinishing, type Patience } from "./order-traits.js";
import { listenForSilence } from "./silence.js";
import type { WorkOrder, WorkResult } from "./work-order.js";
import type { Worker } from "./worker.js";

/** The system ends a killed process at once, unless even the kernel waits for a device. */
const REAP_MS = 1000;

export interface PatientRun {
  readonly clock: Clock;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Called at each sign of life, with the bytes read since the last one. */
  readonly onAlive: (bytes: number) => void;
}

/**
 * Has a worker carry out an order for as long as it gives signs of life and nobody says stop; otherwise ends the worker.
 * Rejects with what the worker says, with COPY_STALLED, and with COPY_STOPPED.
 */
export async function runPatiently(worker: Worker, order: WorkOrder, options: PatientRun): Promise<WorkResult> {
  const { clock, patience, signal, onAlive } = options;
  let breakOff: (why: RiglineError) => void = () => {};
  const brokenOff = new Promise<RiglineError>((resolve) => (breakOff = resolve));
  const limitMs = patienceMs(order, patience);
  const silence = listenForSilence(clock, limitMs, () => breakOff(stalled(order, limitMs)));
  let cancelGrace = (): void => {};
  const stop = (): void => {
    const end = (): void => breakOff(stopped(order));
    if (worthFinishing(order)) {
      mark("work: a stop leaves a short order a moment to finish");
      cancelGrace = clock.after(patience.graceMs, end);
    } else end();
  };
  signal.addEventListener("abort", stop, { once: true });
  const hear = (bytes: number): void => {
    silence.heard();
    onAlive(bytes);
  };
  try {
    const end = await Promise.race([worker.run(order, hear), brokenOff]);
    if (!(end instanceof RiglineError)) return end;
    await endWorker(worker, clock);
    throw end;
  } finally {
    silence.stop();
    cancelGrace();
    signal.removeEventListener("abort", stop);
  }
}

/** Ends a worker whatever it does, and waits a moment for the system to let go of it. */
export async function endWorker(worker: Worker, clock: Pick<Clock, "sleep">): Promise<void> {
  const reaped = new AbortController();
  const late = clock.sleep(REAP_MS, reaped.signal).catch(() => undefined);
  worker.kill();
  await Promise.race([worker.ended, late]);
  reaped.abort();
}

function stalled(order: WorkOrder, limitMs: number): RiglineError {
  mark("work: a worker that gives no sign of life is ended, and its order fails");
  return copyError("COPY_STALLED", {
    what: `no progress for ${limitMs / 1000} s`,
    why: `the system does not answer: ${describeOrder(order)}`,
  });
}

function stopped(order: WorkOrder): RiglineError {
  return copyError("COPY_STOPPED", { what: "the work was stopped", why: describeOrder(order) });
}
