import type { LauncherConfig } from "../config/launcher-config.js";
import { resolvePluginOptions } from "../config/plugin-options.js";
import type { ResolvedConfig, Provenance } from "../config/resolved-config.js";
import type { LauncherContainer } from "../di/container.js";
import { refuseProviding } from "../di/service-errors.js";
import { describeNeed } from "../di/tokens.js";
import type { RiglineError } from "@rigline/foundation/errors";
import { freezePayload } from "../hooks/freeze-payload.js";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks, ReadyPayload, StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import { HOOK_SECONDS } from "../lifecycle/hook-names.js";
import type { Clock, Logger } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { Runners } from "../runners/runner-handle.js";
import { createExtensionPoints, type ExtensionPoints } from "./extension-points.js";
import type { LoadedPlugin } from "./load-plugins.js";
import { doneWithout, isRequired, letFail, type Leniency } from "./not-required.js";
import { handleSetup } from "./plugin-setup.js";
import { settlePlugins } from "./settle-plugins.js";
import type { PluginServices } from "./plan-services.js";
import type { NeedTable } from "./plugin.js";
import { pluginError } from "./plugin-errors.js";

export interface PluginHostParts {
  readonly hooks: HookRegistry<LifecycleHooks>;
  readonly container: LauncherContainer;
  readonly resolved: ResolvedConfig;
  /** The launcher's own; a plugin speaks as `<this>.<plugin>`. */
  readonly log: Logger;
  readonly coreVersion: string;
  readonly clock: Pick<Clock, "after">;
  /** Told of what is done without: a plugin that is not required and can't take part, or that failed in a hook. */
  readonly leniency: {
    /** Before anything has run. */
    readonly leftOut: (error: RiglineError) => void;
    readonly failed: (error: RiglineError) => void;
  };
}

/** A plugin that takes part: its options are valid and its handlers registered. */
export interface HostedPlugin extends LoadedPlugin {
  readonly options: unknown;
  /** Where each of its options came from. */
  readonly provenance: Provenance;
  /** What its `needs` name, looked up when it is first read. */
  readonly needs: object;
}

export interface StartRun {
  readonly config: LauncherConfig;
  readonly purpose: StartPurpose;
  /** What each plugin adds its runners with; they are given the services that it needs. */
  readonly runnersFor: (plugin: string, needs: object) => Runners;
  readonly signal?: AbortSignal;
}

export interface PluginHost {
  /** In the order of what they need, which is also the order of their handlers where nothing else asks for another. */
  readonly plugins: readonly HostedPlugin[];
  /** False for one whose entry says `required: false`. */
  isRequired(plugin: string): boolean;
  /**
   * Runs `setup`, then `ready`. When one fails, what was opened until then is torn down and the error, which names the one
   * plugin, is thrown.
   */
  start(run: StartRun): Promise<void>;
  /** Runs `teardown` for what `start` opened and closes what was deferred: once, all of it, the last opened first. Never rejects. */
  stop(run: { readonly config: LauncherConfig }): Promise<readonly RiglineError[]>;
}

/**
 * Finds who provides what to whom, orders the plugins, validates their options, opens a child container for each and
 * registers their handlers. Nothing of a plugin has run when it returns. The first failure is thrown and names its plugin.
 */
export function createPluginHost(loaded: readonly LoadedPlugin[], parts: PluginHostParts): PluginHost {
  const { hooks, container, resolved } = parts;
  const { ordered, plan } = settlePlugins(loaded, parts);
  const points = createExtensionPoints(ordered.map(({ plugin }) => plugin));
  for (const complaint of points.complaints) parts.log.warning(complaint);
  const ended = new Set<string>();
  const givenUp = new Set<string>();
  const leniency: Leniency = {
    clock: parts.clock,
    limitMs: (hook) => (resolved.values.hook_timeouts[hook] ?? HOOK_SECONDS[hook as keyof typeof HOOK_SECONDS]) * 1000,
    tell: parts.leniency.failed,
    giveUp: (plugin) => {
      mark("plugin: one that is not required and failed is done without");
      givenUp.add(plugin);
      container.breakPromises(plugin);
    },
    isGivenUp: (plugin) => givenUp.has(plugin),
  };
  const plugins = ordered.map((one) => hostPlugin(one, plan.of(one.plugin), points, leniency, parts));
  const needs = new Map(plugins.map((hosted) => [hosted.plugin.name, hosted.needs]));
  const lenient = new Set(plugins.filter((one) => !isRequired(one)).map(({ plugin }) => plugin.name));
  const opened = new Set<string>();
  // What has no `ready` opened nothing there that could have failed: handlers of the launcher's own, and such plugins.
  const awaitsReady = new Set(
    plugins.filter(({ plugin }) => plugin.hooks?.ready !== undefined).map(({ plugin }) => plugin.name),
  );
  const setsUp = ordered.some(({ plugin }) => plan.of(plugin).promised.length > 0);
  let started = false;
  let stopping: Promise<readonly RiglineError[]> | undefined;

  const tearDown: PluginHost["stop"] = async ({ config }) => {
    // Who is not torn down may have deferred something before `ready`.
    const only = (plugin: string): boolean => started && (opened.has(plugin) || !awaitsReady.has(plugin));
    const { errors } = await hooks.run("teardown", { config }, { only });
    for (const { plugin } of plugins) ended.add(plugin.name);
    const tolerated = errors.filter(({ where }) => lenient.has(where.plugin ?? ""));
    for (const error of tolerated) parts.leniency.failed(doneWithout(error.where.plugin ?? "", error));
    const failures = errors.filter((error) => !tolerated.includes(error));
    for (const error of failures) parts.log.error(error.message);
    return failures;
  };
  const stop: PluginHost["stop"] = (run) => (stopping ??= tearDown(run));

  return {
    plugins,
    isRequired: (plugin) => !lenient.has(plugin),
    stop,
    start: async ({ config, purpose, runnersFor, signal }) => {
      started = true;
      const payloadFor = (plugin: string): ReadyPayload => {
        const runners = runnersFor(plugin, needs.get(plugin) ?? {});
        const own = lenient.has(plugin) ? tolerated(runners, plugin, leniency) : runners;
        const guarded = untilItsEnd(own, plugin, (name) => ended.has(name) || givenUp.has(name));
        const payload = { config: freezePayload(config), purpose, runners: guarded };
        const former = { get: () => refuseProviding(plugin, "takes `services` from the payload of `ready`") };
        return Object.freeze(Object.defineProperty(payload, "services", former));
      };
      const readyPayloadFor = (plugin: string): ReadyPayload => {
        opened.add(plugin);
        points.close(plugin);
        return payloadFor(plugin);
      };
      const run = signal === undefined ? {} : { signal };
      try {
        // Each handler gets the payload made for its plugin, so there is none for all.
        if (setsUp) await hooks.run("setup", undefined as never, { payloadFor, ...run });
        await hooks.run("ready", undefined as never, { payloadFor: readyPayloadFor, ...run });
        points.close();
      } catch (error) {
        mark("plugin: a start that fails closes what was opened");
        await stop({ config });
        throw error;
      }
    },
  };
}

function hostPlugin(
  loaded: LoadedPlugin,
  { promised, provided, defaults }: PluginServices,
  points: ExtensionPoints,
  leniency: Leniency,
  { hooks, container, resolved, log }: PluginHostParts,
): HostedPlugin {
  const { plugin } = loaded;
  const { name } = plugin;
  const { options, provenance, warnings } = resolvePluginOptions(resolved, loaded.entry, plugin);
  const own = log.child(name);
  for (const warning of warnings) own.warning(warning);
  for (const { token } of promised) container.promise(token, name);
  const services = container.openFor({
    context: { plugin: name, options, log: own },
    own: plugin.services ?? [],
    provided,
    defaults,
    ...(isRequired(loaded) ? {} : { doneWithout: (error) => leniency.tell(doneWithout(name, error)) }),
  });
  const needs = lazily(plugin.needs ?? {}, (need) => {
    const { key, optional } = describeNeed(need);
    return optional ? services.tryResolve(key) : services.resolve(key);
  });
  const setup = promised.length === 0 ? undefined : handleSetup(plugin, promised, container, leniency);
  const handlers = points.behindExtenders(plugin);
  const tied = { needs, offers: points.offersOf(plugin), extends: points.extendsOf(plugin) };
  const all = setup === undefined ? handlers : { ...handlers, setup };
  hooks.use(
    isRequired(loaded) ? all : letFail(plugin, loaded.file, all, leniency),
    { plugin: name, log: own, options, services, ...tied },
    loaded.file,
  );
  return { ...loaded, options, provenance, needs };
}

/** A failure of theirs does not count, and none runs once the plugin was given up. */
function tolerated(runners: Runners, plugin: string, { isGivenUp }: Leniency): Runners {
  return {
    add: (definition) =>
      runners.add({
        ...definition,
        onFailure: definition.onFailure ?? "continue",
        run: (context) => {
          if (!isGivenUp(plugin)) return definition.run(context);
          throw pluginError("PLUGIN_GONE", {
            what: `plugin "${plugin}" failed in the start, so its runner ${definition.name} is not run`,
            where: { plugin, runner: definition.name },
          });
        },
      }),
  };
}

function lazily(table: NeedTable, read: (need: NeedTable[string]) => unknown): object {
  const values = {};
  for (const [name, need] of Object.entries(table))
    Object.defineProperty(values, name, { enumerable: true, get: () => read(need) });
  return Object.freeze(values);
}

/** What a plugin adds after its end would be run by nobody. */
function untilItsEnd(runners: Runners, plugin: string, hasEnded: (plugin: string) => boolean): Runners {
  return {
    add: (definition) => {
      if (!hasEnded(plugin)) return runners.add(definition);
      throw pluginError("PLUGIN_GONE", {
        what: `Plugin "${plugin}" added a runner after its end`,
        where: { plugin },
      });
    },
  };
}
