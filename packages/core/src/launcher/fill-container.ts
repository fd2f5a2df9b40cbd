import {
  CLOCK,
  ENVIRONMENT,
  EVENTS,
  FILE_SYSTEM,
  FREE_SPACE,
  LAUNCHER_LOGS,
  LOCKS,
  LOG_STORE,
  LOGGER,
  MACHINE,
  NETWORK,
  OPTIONS,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  UI,
} from "../di/core-tokens.js";
import { ASK_JSON, type AskJson, DESCRIBE_ORIGIN, type DescribeOrigin } from "../di/session-tokens.js";
import { LOADED_VERSIONS, RUNNING_EXPERIMENT } from "../di/session-tokens.js";
import { createContainer, type LauncherContainer } from "../di/container.js";
import type { ProviderList } from "../di/providers.js";
import { createEventFeed, type HoldListener } from "../events/event-bus.js";
import { systemLocks } from "@rigline/foundation/lock";
import { askFreeSpace, nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { nodeLogs } from "../logs/log-store.js";
import { thisMachine } from "../processes/machine.js";
import type { LoadedPlugin } from "../plugins/load-plugins.js";
import { createProcessRunner } from "../processes/process-runner.js";
import { coreVersion } from "../version.js";
import { lazyNetwork } from "./lazy-network.js";
import { addOrigin } from "../session/open-session-folder.js";
import type { LauncherParts } from "./launcher-parts.js";

/** The launcher's ports, each in the container under its token; what is given takes the place of the real one. */
export function openContainer(given: ProviderList = []): LauncherContainer {
  return createContainer([
    { token: CLOCK, useValue: systemClock },
    { token: FILE_SYSTEM, useValue: nodeFileSystem },
    { token: FREE_SPACE, useValue: askFreeSpace },
    { token: LOG_STORE, useValue: nodeLogs },
    { token: LOCKS, useValue: systemLocks },
    { token: NETWORK, useValue: lazyNetwork },
    { token: MACHINE, useValue: thisMachine },
    { token: PROCESS_RUNNER, useFactory: ({ services }) => createProcessRunner({ clock: services.resolve(CLOCK) }) },
    {
      token: DESCRIBE_ORIGIN,
      useFactory: ({ services }): DescribeOrigin => {
        const fileSystem = services.resolve(FILE_SYSTEM);
        return (session, origin) => addOrigin(fileSystem, session, origin);
      },
    },
    { token: RUNNING_EXPERIMENT, useFactory: () => ({ pid: undefined }) },
    { token: LOGGER, scope: "plugin", useFactory: ({ log }) => log },
    { token: OPTIONS, scope: "plugin", useFactory: ({ options }) => options },
    ...given,
  ]);
}

/** What exists only once there are a config, logs and events. */
export function fillContainer(
  container: LauncherContainer,
  parts: Pick<LauncherParts, "log" | "ui" | "events" | "resolved" | "logs"> & {
    readonly loaded: readonly LoadedPlugin[];
  },
  hold?: HoldListener,
): void {
  container.set(LOGGER, parts.log);
  container.set(UI, parts.ui);
  container.set(EVENTS, createEventFeed(parts.events, hold));
  container.set(ENVIRONMENT, parts.resolved.environment);
  if (container.services.tryResolve(ASK_JSON) === undefined)
    container.set(ASK_JSON, askByHttp(parts.resolved.environment));
  container.set(RESOLVED_CONFIG, parts.resolved);
  container.set(LAUNCHER_LOGS, parts.logs);
  const plugins = parts.loaded.map(({ plugin: { name, version }, use }) => ({ name, version, use }));
  container.set(LOADED_VERSIONS, { version: coreVersion(), plugins });
}

/** Loaded with the first question: few rigs have somebody to ask. */
function askByHttp(environment: Readonly<Record<string, string>>): AskJson {
  return async (url, request) => {
    const { askJson, readProxies } = await import("@rigline/foundation/http");
    return askJson(url, request, readProxies(environment));
  };
}
