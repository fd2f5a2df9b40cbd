import { vi } from "vitest";

/** What a process has once, so that a test file can leave it changed for the files that share its worker. */
export interface HeldByProcess {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How many listen, by the name of the event. */
  readonly listeners: Readonly<Record<string, number>>;
  readonly timersAreFake: boolean;
  readonly exitCode: number | string | null | undefined;
}

export function lookAtProcess(): HeldByProcess {
  return {
    folder: process.cwd(),
    environment: { ...process.env },
    listeners: Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
    timersAreFake: vi.isFakeTimers(),
    exitCode: process.exitCode,
  };
}
