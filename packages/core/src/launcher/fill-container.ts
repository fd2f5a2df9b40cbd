import {
  CLOCK,
  ENVIRONMENT,
  EVENTS,
  FILE_SYSTEM,
  LAUNCHER_LOGS,
  LOGGER,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  UI,
} from "../di/core-tokens.js";
import { createContainer, type LauncherContainer } from "../di/create-container.js";
import { createEventFeed } from "../events/event-feed.js";
import type { FileSystem } from "@rigline/foundation/platform";
import type { LauncherParts } from "./launcher-parts.js";

/** The parts of a launcher that plugins may use, each by its token. */
export function fillContainer(
  parts: Pick<LauncherParts, "clock" | "log" | "processes" | "ui" | "events" | "resolved" | "logs">,
  fileSystem: FileSystem,
): LauncherContainer {
  const container = createContainer();
  container.set(CLOCK, parts.clock);
  container.set(LOGGER, parts.log);
  container.set(FILE_SYSTEM, fileSystem);
  container.set(PROCESS_RUNNER, parts.processes);
  container.set(UI, parts.ui);
  container.set(EVENTS, createEventFeed(parts.events));
  container.set(ENVIRONMENT, parts.resolved.environment);
  container.set(RESOLVED_CONFIG, parts.resolved);
  container.set(LAUNCHER_LOGS, parts.logs);
  return container;
}
