interface SignalHandle {
  onsignal: () => void;
  start(signal: number): number;
  unref(): void;
}

const SIGINT = 2;

/**
 * Calls back for each Ctrl+C, beside whoever else listens, on a thread on which `process.on` hears none. Node has no public
 * way to it; without this one the process still ends by a kill. Returns whether it listens.
 */
export function hearInterrupts(callback: () => void): boolean {
  try {
    // Of this thread alone; it would be told to the person at the rig.
    process.noDeprecation = true;
    const internal = process as unknown as { binding(name: string): { readonly Signal: new () => SignalHandle } };
    const { Signal } = internal.binding("signal_wrap");
    const handle = new Signal();
    handle.onsignal = callback;
    return handle.start(SIGINT) === 0;
  } catch {
    return false;
  }
}
