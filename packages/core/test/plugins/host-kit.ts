import { LauncherConfigSchema, type LauncherConfigInput } from "../../src/config/launcher-config.js";
import type { ResolvedConfig } from "../../src/config/resolved-config.js";
import { createContainer } from "../../src/di/container.js";
import { CLOCK } from "../../src/di/core-tokens.js";
import { createHookRegistry } from "../../src/hooks/hook-registry.js";
import { LIFECYCLE_HOOKS, type LifecycleHooks } from "../../src/lifecycle/lifecycle-hooks.js";
import type { RiglineError } from "@rigline/foundation/errors";
import type { LoadedPlugin } from "../../src/plugins/load-plugins.js";
import { createPluginHost } from "../../src/plugins/plugin-host.js";
import { bareContext } from "../fixtures/runner-bench.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { createRunners } from "../../src/runners/create-runners.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";

export type Given =
  | Plugin
  | { readonly plugin: Plugin; readonly with?: Record<string, unknown>; readonly required?: boolean };

export function host(
  given: readonly Given[],
  sections: ResolvedConfig["sections"] = {},
  values: Partial<LauncherConfigInput> = {},
) {
  const clock = createFakeClock();
  const log = createMemoryLog();
  const events = createMemoryEvents({ log, clock });
  const loaded = given.map((one): LoadedPlugin => {
    const { plugin, with: options = {}, required }: Exclude<Given, Plugin> = "plugin" in one ? one : { plugin: one };
    const use = `./${plugin.name}.ts`;
    return { plugin, use, origin: "config", entry: { use, with: options, enabled: true, required } };
  });
  const config = LauncherConfigSchema.parse({ data_dir: "data", plugins: loaded.map(({ entry }) => entry), ...values });
  const resolved: ResolvedConfig = {
    values: config,
    sections,
    provenance: new Map(),
    file: "rigline.config.yaml",
    folder: "/rig",
    environment: {},
  };
  const container = createContainer([{ token: CLOCK, useValue: clock }]);
  const hooks = createHookRegistry<LifecycleHooks>(LIFECYCLE_HOOKS, { events, log, clock });
  const runners = createRunners({ events, log, clock, contextOf: bareContext });
  const told: RiglineError[] = [];
  const tell = (error: RiglineError): void => void told.push(error);
  const pluginHost = createPluginHost(loaded, {
    hooks,
    container,
    resolved,
    log,
    clock,
    coreVersion: "0.1.0",
    leniency: { leftOut: tell, failed: tell },
  });
  hooks.freeze();
  const start = (signal = new AbortController().signal) =>
    pluginHost.start({
      config,
      purpose: "session",
      runnersFor: (name, needs) => runners.runnersFor(name, needs),
      signal,
    });
  return {
    host: pluginHost,
    hooks,
    runners,
    container,
    log,
    clock,
    config,
    told,
    start,
    stop: () => pluginHost.stop({ config }),
  };
}

export function plugin(name: string, fields: Partial<Plugin> = {}): Plugin {
  return { name, version: "1.0.0", hooks: {}, ...fields };
}

/** A plugin that says when it is opened and closed. */
export function opening(name: string, said: string[], fields: Partial<Plugin> = {}): Plugin {
  return plugin(name, {
    hooks: { ready: () => void said.push(`open ${name}`), teardown: () => void said.push(`close ${name}`) },
    ...fields,
  });
}
