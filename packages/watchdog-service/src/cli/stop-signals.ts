const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;
/** Under the ten seconds that services get before they are killed. */
const GRACE_MS = 9000;

/**
 * Turns the system's wish that we end into a signal. Who does not end in time, because a system call on a dead share does
 * not return, ends hard: the journal makes that safe. So does a second wish.
 */
export function listenForStop(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const endHard = (): void => {
    process.kill(process.pid, "SIGKILL");
  };
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (controller.signal.aborted) return endHard();
    controller.abort();
    timer = setTimeout(endHard, GRACE_MS);
    timer.unref();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
