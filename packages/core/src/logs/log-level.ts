import type { LogLevel } from "@rigline/foundation/platform";

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return RANK[level] >= RANK[least];
}
