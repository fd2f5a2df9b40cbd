import type { ResolvedConfig } from "../config/resolved-config.js";
import { ownerOf } from "../config/section-owners.js";
import { describeNeed, isToken, keyOf, nameOf, type ServiceKey, type Token } from "../di/tokens.js";
import { injectedNeeds, toProvider, type AnyProvider } from "../di/providers.js";
import { serviceError, suggestService } from "../di/service-errors.js";
import { listNames, nearestName } from "@rigline/foundation/errors";
import type { OrderEdge } from "../hooks/stable-order.js";
import type { LoadedPlugin } from "./load-plugins.js";
import type { Plugin } from "./plugin.js";

export interface ServiceSurroundings {
  /** The config's `services`: which plugin provides what several provide, by the service's name. */
  readonly choices: Readonly<Record<string, string>>;
  /** A plugin was left out, so a choice of one that is not there is none. */
  readonly isLeftOut: boolean;
  /** What the launcher provides itself, by the container's key, with its name. */
  readonly ofLauncher: ReadonlyMap<unknown, string>;
  /** One sentence on where a service of this name would come from, where that is known. */
  readonly hint: (service: string) => string | undefined;
}

/** What one plugin brings into the container. */
export interface PluginServices {
  /** What its `setup` brings, each under its name in `provides`; one without a name is all that it returns. */
  readonly promised: readonly { readonly token: Token<unknown>; readonly name: string | undefined }[];
  readonly provided: readonly AnyProvider[];
  /** What it needs with a default, each as it names it itself. */
  readonly defaults: readonly Token<unknown>[];
}

/** Who provides what to whom, settled before anything of a plugin has run. */
export interface ServicePlan {
  of(plugin: Plugin): PluginServices;
  /** By positions in the list of plugins: who provides comes before who needs. */
  readonly edges: readonly OrderEdge[];
}

interface Provision {
  readonly key: ServiceKey<unknown>;
  readonly position: number;
  readonly plugin: Plugin;
  /** Undefined: its `setup` brings it, under `name`. */
  readonly provider?: AnyProvider;
  readonly name?: string | undefined;
}

/**
 * Finds for each need who meets it. Throws SERVICE_MISSING, SERVICE_VERSION, SERVICE_PROVIDED_TWICE and
 * SERVICE_CHOICE_INVALID, each naming the plugins.
 */
export function planServices(loaded: readonly LoadedPlugin[], surroundings: ServiceSurroundings): ServicePlan {
  const all = loaded.flatMap(({ plugin }, position) => provisionsOf(plugin, position));
  const names = new Set(loaded.map(({ plugin }) => plugin.name));
  const choices = Object.fromEntries(
    Object.entries(surroundings.choices).filter(([, plugin]) => !surroundings.isLeftOut || names.has(plugin)),
  );
  refuseIdleChoices(all, choices);
  const chosen = chooseProvisions(all, { ...surroundings, choices });
  const edges: OrderEdge[] = [];
  for (const [position, { plugin }] of loaded.entries())
    for (const { key, optional, by } of needsOf(plugin)) {
      const provision = chosen.get(keyOf(key));
      if (provision !== undefined && provision.position !== position)
        edges.push({
          first: provision.position,
          second: position,
          because: `${plugin.name} needs ${nameOf(key)}, which ${provision.plugin.name} provides`,
        });
      if (provision !== undefined || surroundings.ofLauncher.has(keyOf(key))) continue;
      refuseOtherVersion(plugin, key, chosen.values());
      if (!hasDefault(key) && !optional) throw missing(plugin, key, by, chosen.values(), surroundings);
    }
  return {
    edges,
    of: (plugin) => {
      const ofIt = [...chosen.values()].filter((provision) => provision.plugin === plugin);
      return {
        promised: ofIt.flatMap(({ key, provider, name }) =>
          provider === undefined && isToken(key) ? [{ token: key, name }] : [],
        ),
        provided: ofIt.flatMap(({ provider }) => provider ?? []),
        defaults: needsOf(plugin)
          .map(({ key }) => key)
          .filter(hasDefault),
      };
    },
  };
}

/** The names of what a plugin needs, what its classes are filled with included. */
export function neededNames(plugin: Plugin): string[] {
  return [...new Set(needsOf(plugin).map(({ key, optional }) => `${nameOf(key)}${optional ? " (optional)" : ""}`))];
}

/** The names of what a plugin provides. */
export function providedNames(plugin: Plugin): string[] {
  return provisionsOf(plugin, 0).map(({ key }) => nameOf(key));
}

function provisionsOf(plugin: Plugin, position: number): Provision[] {
  const { provides } = plugin;
  if (provides === undefined) return [];
  if (isToken(provides)) return [{ key: provides, position, plugin, name: undefined }];
  if (Array.isArray(provides))
    return provides.map(toProvider).map((provider) => ({ key: provider.token, position, plugin, provider }));
  return Object.entries(provides as Readonly<Record<string, Token<unknown>>>).map(([name, key]) => ({
    key,
    position,
    plugin,
    name,
  }));
}

function hasDefault(key: ServiceKey<unknown>): key is Token<unknown> {
  return isToken(key) && "default" in key;
}

interface PlannedNeed {
  readonly key: ServiceKey<unknown>;
  readonly optional: boolean;
  /** The class of the plugin that is filled with it. */
  readonly by?: string;
}

/** What it names itself, and what its classes are filled with; without what it brings along for itself alone. */
function needsOf(plugin: Plugin): PlannedNeed[] {
  const own = (plugin.services ?? []).map(toProvider);
  const ofItsOwn = new Set(own.map(({ token }) => keyOf(token)));
  const classes = [...own, ...provisionsOf(plugin, 0).flatMap(({ provider }) => provider ?? [])].flatMap((provider) =>
    "useClass" in provider ? [provider.useClass] : [],
  );
  return [
    ...Object.values(plugin.needs ?? {}).map(describeNeed),
    ...classes.flatMap((type) =>
      injectedNeeds(type).map((need) => ({ ...describeNeed(need), by: `class ${type.name}` })),
    ),
  ].filter(({ key }) => !ofItsOwn.has(keyOf(key)));
}

function chooseProvisions(
  all: readonly Provision[],
  { choices, ofLauncher }: ServiceSurroundings,
): ReadonlyMap<unknown, Provision> {
  const chosen = new Map<unknown, Provision>();
  for (const provision of all) {
    const { key, plugin } = provision;
    const owner = ofLauncher.get(keyOf(key));
    if (owner !== undefined) throw providedTwice(key, "the launcher", plugin);
    const choice = typeof key === "function" ? undefined : choices[key.name];
    if (choice !== undefined && choice !== plugin.name) continue;
    const other = chosen.get(keyOf(key));
    if (other !== undefined) throw providedTwice(key, `plugin "${other.plugin.name}"`, plugin);
    chosen.set(keyOf(key), provision);
  }
  return chosen;
}

function refuseIdleChoices(all: readonly Provision[], choices: ServiceSurroundings["choices"]): void {
  for (const [service, plugin] of Object.entries(choices)) {
    const providers = all.filter(({ key }) => typeof key !== "function" && key.name === service);
    if (providers.some((provision) => provision.plugin.name === plugin)) continue;
    const names = providers.map((provision) => provision.plugin.name);
    const services = all.map(({ key }) => nameOf(key));
    const nearest = nearestName(service, services);
    throw serviceError("SERVICE_CHOICE_INVALID", {
      what: `The config says that plugin "${plugin}" provides the service "${service}", which it does not`,
      where: { path: `services["${service}"]` },
      why:
        names.length > 0
          ? `Those that provide it are: ${listNames(names)}.`
          : `Nothing provides it.${nearest === undefined ? "" : ` Did you mean "${nearest}"?`}`,
    });
  }
}

function refuseOtherVersion(plugin: Plugin, key: ServiceKey<unknown>, chosen: Iterable<Provision>): void {
  if (typeof key === "function") return;
  for (const other of chosen) {
    if (typeof other.key === "function" || other.key.name !== key.name) continue;
    throw serviceError("SERVICE_VERSION", {
      what: `Plugin "${plugin.name}" ${plugin.version} needs version ${key.version} of the service "${key.name}", but plugin "${other.plugin.name}" ${other.plugin.version} provides version ${other.key.version}`,
      where: { plugin: plugin.name },
    });
  }
}

function missing(
  plugin: Plugin,
  key: ServiceKey<unknown>,
  by: string | undefined,
  chosen: Iterable<Provision>,
  { ofLauncher, hint }: ServiceSurroundings,
): Error {
  const name = nameOf(key);
  const known = new Map([
    ...[...ofLauncher.values()].map((service) => [service, "the launcher"] as const),
    ...[...chosen].map((provision) => [nameOf(provision.key), provision.plugin.name] as const),
  ]);
  const comesFrom = hint(name);
  return serviceError("SERVICE_MISSING", {
    what: `Plugin "${plugin.name}" needs the service "${name}"${by === undefined ? "" : `, for ${by}`}, and nothing provides it.${suggestService(name, known)}`,
    where: { plugin: plugin.name },
    ...(comesFrom === undefined ? {} : { why: comesFrom }),
    ...(typeof key === "function" ? { todo: `Put the class ${name} into the plugin's \`services\`.` } : {}),
  });
}

function providedTwice(key: ServiceKey<unknown>, first: string, second: Plugin): Error {
  const isSame = first === `plugin "${second.name}"`;
  return serviceError("SERVICE_PROVIDED_TWICE", {
    what: isSame
      ? `Plugin "${second.name}" provides the service "${nameOf(key)}" twice`
      : `Both ${first} and plugin "${second.name}" provide the service "${nameOf(key)}"`,
    where: { plugin: second.name },
    todo: isSame
      ? "Take one of the two out of its `provides`."
      : first === "the launcher"
        ? "Give the plugin's service a name of its own."
        : typeof key === "function"
          ? "Disable one of the two."
          : `Say in the config which plugin provides it, \`services: { "${key.name}": ${JSON.stringify(second.name)} }\`, or disable one of the two.`,
  });
}

/**
 * Where a service would come from that nobody provides: an entry of the config that is switched off, or a package that is
 * known to provide what begins with the same word. One sentence; undefined when neither is known.
 */
export function hintAt(service: string, { values }: ResolvedConfig): string | undefined {
  const [owner = ""] = service.split("/");
  if (owner === "") return undefined;
  const index = values.plugins.findIndex(
    ({ use, enabled }) => !enabled && use.toLowerCase().includes(owner.toLowerCase()),
  );
  const entry = values.plugins[index];
  if (entry !== undefined)
    return `plugins[${index}] of the config, ${entry.use}, is switched off by \`enabled: false\`.`;
  const known = ownerOf(owner);
  return known === undefined ? undefined : `The package ${known} provides what begins with "${owner}/".`;
}
