import type { LauncherConfig } from "../config/launcher-config.js";
import { resolvePluginOptions } from "../config/plugin-options.js";
import type { ResolvedConfig, Provenance } from "../config/resolved-config.js";
import type { LauncherContainer } from "../di/create-container.js";
import { serviceError } from "../di/service-errors.js";
import type { Services } from "../di/services.js";
import type { RiglineError } from "@rigline/foundation/errors";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks, ReadyPayload, StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import type { Logger } from "@rigline/foundation/platform";
import type { Runners } from "../runners/runner-handle.js";
import type { LoadedPlugin } from "./load-plugins.js";
import { orderPlugins } from "./order-plugins.js";
import { validatePlugin } from "./validate-plugin.js";

export interface PluginHostParts {
  readonly hooks: HookRegistry<LifecycleHooks>;
  readonly container: LauncherContainer;
  readonly resolved: ResolvedConfig;
  /** The launcher's own; a plugin speaks as `<this>.<plugin>`. */
  readonly log: Logger;
  readonly coreVersion: string;
}

/** A plugin that takes part: its options are valid and its handlers registered. */
export interface HostedPlugin extends LoadedPlugin {
  readonly options: unknown;
  /** Where each of its options came from. */
  readonly provenance: Provenance;
  readonly services: Services;
}

export interface StartRun {
  readonly config: LauncherConfig;
  readonly purpose: StartPurpose;
  /** What each plugin adds its runners with. */
  readonly runnersFor: (plugin: string) => Runners;
  readonly signal?: AbortSignal;
}

export interface PluginHost {
  /** In dependency order, which is also the order of their handlers where nothing else asks for another. */
  readonly plugins: readonly HostedPlugin[];
  /**
   * Runs `ready`. When it fails, what was opened until then is torn down and the error, which names the one plugin, is
   * thrown. Throws SERVICE_NOT_PROVIDED when a service that is declared is still missing after it.
   */
  start(run: StartRun): Promise<void>;
  /** Runs `teardown` for what `start` opened and closes what was deferred: once, all of it, the last opened first. Never rejects. */
  stop(run: { readonly config: LauncherConfig }): Promise<readonly RiglineError[]>;
}

/**
 * Orders the plugins, validates their options, opens a child container for each and registers their handlers. Nothing of a
 * plugin has run when it returns. The first failure is thrown and names its plugin.
 */
export function createPluginHost(loaded: readonly LoadedPlugin[], parts: PluginHostParts): PluginHost {
  const { hooks } = parts;
  for (const { plugin, file } of loaded) validatePlugin(plugin, file);
  const plugins = orderPlugins(loaded, parts.coreVersion).map((one) => hostPlugin(one, parts));
  const services = new Map(plugins.map((hosted) => [hosted.plugin.name, hosted.services]));
  const opened = new Set<string>();
  // What has no `ready` opened nothing there that could have failed: handlers of the launcher's own, and such plugins.
  const awaitsReady = new Set(
    plugins.filter(({ plugin }) => plugin.hooks.ready !== undefined).map(({ plugin }) => plugin.name),
  );
  let started = false;
  let stopping: Promise<readonly RiglineError[]> | undefined;

  const tearDown: PluginHost["stop"] = async ({ config }) => {
    // Who is not torn down may have deferred something before `ready`.
    const only = (plugin: string): boolean => started && (opened.has(plugin) || !awaitsReady.has(plugin));
    const { errors } = await hooks.run("teardown", { config }, { only });
    for (const error of errors) parts.log.error(error.message);
    return errors;
  };
  const stop: PluginHost["stop"] = (run) => (stopping ??= tearDown(run));

  return {
    plugins,
    stop,
    start: async ({ config, purpose, runnersFor, signal }) => {
      started = true;
      const payloadFor = (plugin: string): ReadyPayload => {
        opened.add(plugin);
        const own = services.get(plugin) ?? parts.container.services;
        return { config, purpose, runners: runnersFor(plugin), services: own };
      };
      try {
        // Each handler gets the payload made for its plugin, so there is none for all.
        await hooks.run("ready", undefined as never, { payloadFor, ...(signal === undefined ? {} : { signal }) });
        refuseMissing(parts.container);
      } catch (error) {
        await stop({ config });
        throw error;
      }
    },
  };
}

function hostPlugin(loaded: LoadedPlugin, { hooks, container, resolved, log }: PluginHostParts): HostedPlugin {
  const { plugin } = loaded;
  const { options, provenance, warnings } = resolvePluginOptions(resolved, loaded.entry, plugin);
  const own = log.child(plugin.name);
  for (const warning of warnings) own.warning(warning);
  const services = container.openFor(plugin.name, plugin.provides);
  hooks.use(plugin.hooks, { plugin: plugin.name, log: own, options, services }, loaded.file);
  return { ...loaded, options, provenance, services };
}

function refuseMissing(container: LauncherContainer): void {
  const [first, ...others] = container.missing();
  if (first === undefined) return;
  throw serviceError("SERVICE_NOT_PROVIDED", {
    what: `Plugin "${first.plugin}" declares the service "${first.token}" and did not provide it in ready`,
    where: { plugin: first.plugin, hook: "ready" },
    ...(others.length === 0
      ? {}
      : { why: `So do: ${others.map(({ plugin, token }) => `${plugin} (${token})`).join(", ")}` }),
  });
}
