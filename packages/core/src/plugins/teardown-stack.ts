import { messageOf, type RiglineError } from "../errors/index.js";
import { renderDuration } from "../hooks/describe-failure.js";
import type { Clock } from "../platform/clock.js";
import { pluginError } from "./plugin-errors.js";

/** Closes what was opened, the last one first: every entry runs, whatever the others do. */
export interface TeardownStack {
  /** `owner` is named when closing fails: a plugin, or `the session lock`. */
  push(owner: string, close: () => unknown): void;
  /** Closes everything, one after the other. Never rejects; each failure is a TEARDOWN_FAILED. A second call closes what was pushed since. */
  unwind(): Promise<readonly RiglineError[]>;
  readonly size: number;
}

export interface TeardownOptions {
  readonly clock: Clock;
  /** For each entry, in milliseconds; 10,000 when absent. */
  readonly timeoutMs?: number;
}

export function createTeardownStack({ clock, timeoutMs = 10_000 }: TeardownOptions): TeardownStack {
  const entries: { readonly owner: string; readonly close: () => unknown }[] = [];
  return {
    push: (owner, close) => void entries.push({ owner, close }),
    unwind: async () => {
      const errors: RiglineError[] = [];
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        const { owner, close } = entry;
        try {
          await within(clock, timeoutMs, close);
        } catch (cause) {
          errors.push(
            pluginError("TEARDOWN_FAILED", { what: `${owner} could not be closed: ${messageOf(cause)}`, cause }),
          );
        }
      }
      return errors;
    },
    get size() {
      return entries.length;
    },
  };
}

/** Waits for a closing function, but not for ever. */
async function within(clock: Clock, milliseconds: number, close: () => unknown): Promise<void> {
  let cancel: (() => void) | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(milliseconds, () =>
      reject(new Error(`it did not close within ${renderDuration(milliseconds)}`)),
    );
  });
  try {
    await Promise.race([Promise.resolve().then(close), tooLate]);
  } finally {
    cancel?.();
  }
}
