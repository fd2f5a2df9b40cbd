import { defineErrors, listNames, messageOf, nearestName, type RiglineError } from "@rigline/foundation/errors";

export const serviceError = defineErrors({
  SERVICE_MISSING: {
    exit: "plugin",
    meaning: "Nothing provides a service that is needed.",
    todo: "Add the plugin that provides it to the config, or make the need optional where the plugin can do without.",
  },
  SERVICE_EARLY: {
    exit: "plugin",
    meaning: "A service was asked for before the plugin that provides it had set it up.",
    todo: "Name the service in the plugin's `needs`, and use it from `setup` or the hook `ready` on.",
  },
  SERVICE_VERSION: {
    exit: "plugin",
    meaning: "A plugin needs another version of a service than the one that is provided.",
    todo: "Install versions of the two plugins that fit each other.",
  },
  SERVICE_FAILED: {
    exit: "plugin",
    meaning: "A service could not be made.",
    todo: "Fix the class or factory as the message says. A class needs @injectable(), and @inject(TOKEN) on every parameter of its constructor.",
  },
  SERVICE_CYCLE: {
    exit: "plugin",
    meaning: "Services need each other in a circle, so none of them can be made first.",
    todo: "Take one step of the circle out; what both need can be a service of its own.",
  },
  SERVICE_PROVIDED_TWICE: {
    exit: "plugin",
    meaning: "Two plugins provide the same service, or one plugin one of the launcher's own.",
    todo: 'Say in the config which plugin provides it, `services: { "reward/total": my-reward }`, or disable one of the two.',
  },
  SERVICE_CHOICE_INVALID: {
    exit: "plugin",
    meaning: "The config's `services` names a plugin that does not provide the service.",
    todo: "Correct the plugin's name, or take the line out.",
  },
  SERVICE_PROVIDE_GONE: {
    exit: "plugin",
    meaning:
      "A plugin called `services.provide`, or took `services` from the payload of `ready`, as before the first release.",
    todo: "Write `provides: TOKEN`, and return the service from `setup`; what a plugin uses stands in its `needs`, or in the `services` of its handlers' second argument.",
  },
  SERVICE_NOT_PROVIDED: {
    exit: "plugin",
    meaning: "A plugin's `setup` did not return what its `provides` names.",
    todo: "Return the service from `setup`; for several, an object with one under each name of `provides`.",
  },
  EXTENSION_LATE: {
    exit: "plugin",
    meaning: "A plugin added to an extension point after the plugin that offers it had read what there is.",
    todo: "Add it in the hook `ready`, before the handler returns.",
  },
});

/** ` Did you mean "reward/total" (reward)?`, or what there is. `known`: who provides each. */
export function suggestService(name: string, known: ReadonlyMap<string, string>): string {
  const nearest = nearestName(name, known.keys());
  if (nearest !== undefined && nearest !== name) return ` Did you mean "${nearest}" (${known.get(nearest)})?`;
  return ` There are: ${listNames(known.keys())}.`;
}

export function serviceCycle(names: readonly string[], owner: string | undefined): RiglineError {
  return serviceError("SERVICE_CYCLE", {
    what: `Services need each other in a circle: ${names.join(" → ")}`,
    ...(owner === undefined ? {} : { where: { plugin: owner } }),
  });
}

export function couldNotBeMade(name: string, owner: string | undefined, cause: unknown): RiglineError {
  return serviceError("SERVICE_FAILED", {
    what: `The service "${name}"${owner === undefined ? "" : ` of plugin "${owner}"`} could not be made: ${messageOf(cause)}`,
    ...(owner === undefined ? {} : { where: { plugin: owner } }),
    cause,
  });
}

/** A service of which it is known whose it is; `promised`: not there yet; `broken`: it will not come. */
export interface KnownService {
  readonly name: string;
  readonly owner: string;
  readonly state: "here" | "promised" | "broken";
}

interface Asked {
  readonly asker: string | undefined;
  /** The class that is to be filled with it. */
  readonly by: string | undefined;
  readonly provider: KnownService | undefined;
  readonly known: readonly KnownService[];
}

export function missingService(name: string, { asker, by, provider, known }: Asked): RiglineError {
  const where = asker === undefined ? {} : { plugin: asker };
  if (provider?.state === "promised")
    return serviceError("SERVICE_EARLY", {
      what: `The service "${name}" is not there: ${provider.owner} has not set it up`,
      where,
    });
  if (provider?.state === "broken")
    return serviceError("SERVICE_MISSING", {
      what: `The service "${name}" is not there: plugin "${provider.owner}", which was to provide it, failed and is not required`,
      where,
      todo: `Fix ${provider.owner}, or make the need optional where the plugin can do without.`,
    });
  const needed = by === undefined ? "" : `, which ${by} needs`;
  const names = new Map(known.map((one) => [one.name, one.owner]));
  return serviceError("SERVICE_MISSING", {
    what: `Nothing provides the service "${name}"${needed}.${suggestService(name, names)}`,
    where,
  });
}

/** For what services were provided by before the first release: plugins in JavaScript have no compiler to tell them. */
export function refuseProviding(plugin: string | undefined, how: string): never {
  throw serviceError("SERVICE_PROVIDE_GONE", {
    what: `${plugin === undefined ? "The launcher" : `plugin ${plugin}`} ${how}, which there is no more`,
    ...(plugin === undefined ? {} : { where: { plugin } }),
  });
}
