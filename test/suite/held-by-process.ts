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

/** What was left changed, in words; a listener of another file that has gone since is not. */
export function changesSince(before: HeldByProcess): string[] {
  const now = lookAtProcess();
  const names = new Set([...Object.keys(before.environment), ...Object.keys(now.environment)]);
  const changed = [...names].filter((name) => before.environment[name] !== now.environment[name]);
  const more = Object.entries(now.listeners).filter(([event, count]) => count > (before.listeners[event] ?? 0));
  return [
    ...(now.folder === before.folder ? [] : [`the working folder is ${now.folder}`]),
    ...changed.map((name) => `the environment's ${name} is ${now.environment[name] ?? "not there"}`),
    ...more.map(([event, count]) => `${event} has ${count} listeners, ${before.listeners[event] ?? 0} before`),
    ...(now.timersAreFake === before.timersAreFake ? [] : ["the timers are fake"]),
    ...(now.exitCode === before.exitCode ? [] : [`the exit code is ${now.exitCode}`]),
  ];
}
