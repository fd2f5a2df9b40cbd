/** A day: the timer only has to exist. */
const SELDOM_MS = 86_400_000;

/**
 * Keeps the process alive while plugins' code is waited for. The timers of timeouts don't, and it may wait for nothing that
 * the event loop knows of: without this the process would end silently in its middle. Released as often as it is held.
 */
export interface KeepAlive {
  hold(): void;
  release(): void;
}

export function createKeepAlive(): KeepAlive {
  let holds = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    hold() {
      timer ??= setInterval(() => undefined, SELDOM_MS);
      if (holds++ === 0) timer.ref();
    },
    release() {
      if (--holds === 0) timer?.unref();
    },
  };
}
