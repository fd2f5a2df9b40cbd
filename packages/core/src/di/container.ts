import "reflect-metadata";
import { container as globalContainer, instanceCachingFactory, Lifecycle, type DependencyContainer } from "tsyringe";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import {
  injectedNeeds,
  toProvider,
  type AnyProvider,
  type ProviderList,
  type ServiceContext,
  type Services,
} from "./providers.js";
import { LOGGER } from "./core-tokens.js";
import { couldNotBeMade, missingService, refuseProviding, serviceCycle, type KnownService } from "./service-errors.js";
import { describeNeed, keyOf, nameOf, type ServiceClass, type ServiceKey, type Token } from "./tokens.js";

/** The launcher's container, with a child for each plugin. tsyringe's global one stays empty. */
export interface LauncherContainer {
  /** What the launcher itself and things that belong to no plugin see. */
  readonly services: Services;
  /** Sets a value, or replaces it for whoever asks from now on. */
  set<T>(token: Token<T>, value: NoInfer<T>): void;
  /** What the launcher provides itself, by the container's key, with its name. */
  readonly own: ReadonlyMap<unknown, string>;
  /** Says that `setup` of a plugin will bring it; until then asking for it throws SERVICE_EARLY. */
  promise(token: Token<unknown>, plugin: string): void;
  /**
   * Says that what was promised for this plugin will not come: whoever needs it gets the default of its own token, or
   * SERVICE_MISSING. What is there already stays.
   */
  breakPromises(plugin: string): void;
  openFor(owner: ContainerOwner): Services;
}

/** A plugin, as its container knows it. */
export interface ContainerOwner {
  readonly context: Omit<ServiceContext, "services">;
  /** For this plugin alone. */
  readonly own: ProviderList;
  /** For all. */
  readonly provided: readonly AnyProvider[];
  /** Tokens with a default that it needs: each plugin has that of the token that it names itself. */
  readonly defaults?: readonly Token<unknown>[];
  /** Told what it provides to all and can't make: that is missing then, as if nobody provided it. Absent: whoever asks fails. */
  readonly doneWithout?: (error: RiglineError) => void;
}

/** One container with whose it is. */
interface Home {
  readonly container: DependencyContainer;
  /** The plugin; undefined for the launcher. */
  readonly owner: string | undefined;
  readonly context: ServiceContext;
}

const LAUNCHER = "the launcher";

/** `own`: what the launcher provides itself; the last provider of a token counts. */
export function createContainer(own: ProviderList = []): LauncherContainer {
  const providers = new Map(own.map(toProvider).map((provider) => [keyOf(provider.token), provider]));
  const known = new Map<unknown, KnownService>();
  // What is to be done where a promise is broken.
  const fallBacks = new Map<unknown, (() => void)[]>();
  // Made by every child anew.
  const perPlugin: AnyProvider[] = [...providers.values()].filter(({ scope }) => scope === "plugin");
  const making: { readonly container: DependencyContainer; readonly key: unknown; readonly name: string }[] = [];
  // tsyringe tells of an error inside a constructor in words of its own; this is the error itself.
  let failure: RiglineError | undefined;

  const rootContainer = globalContainer.createChildContainer();
  const root = openHome(rootContainer, undefined, {
    plugin: "core",
    options: undefined,
    get log() {
      return root.context.services.resolve(LOGGER);
    },
  });
  for (const provider of providers.values()) register(root, provider, LAUNCHER);

  return {
    services: root.context.services,
    get own() {
      return new Map(
        [...known].flatMap(([key, { name, owner }]) => (owner === LAUNCHER ? [[key, name] as const] : [])),
      );
    },
    set: (token, value) => {
      remember(token, known.get(token.key)?.owner ?? LAUNCHER);
      registerValue(rootContainer, token.key, value);
    },
    promise: (token, plugin) => remember(token, plugin, "promised"),
    breakPromises: (plugin) => {
      for (const [key, { owner, state }] of known) if (owner === plugin && state === "promised") breakPromise(key);
    },
    openFor: ({ context: ofPlugin, own: ofItsOwn, provided, defaults = [], doneWithout }) => {
      const { plugin } = ofPlugin;
      const home = openHome(rootContainer.createChildContainer(), plugin, ofPlugin);
      for (const provider of perPlugin) register(home, provider);
      for (const provider of ofItsOwn.map(toProvider)) register(home, provider);
      for (const provider of provided) {
        register(home, provider);
        remember(provider.token, plugin);
        if (provider.scope === "plugin") perPlugin.push(provider);
        // Out of the provider's own container, whoever asks first.
        else
          rootContainer.register(keyOf(provider.token), { useFactory: () => lend(home, provider.token, doneWithout) });
      }
      // Who provides was opened before who needs.
      for (const token of defaults) {
        const fallBack = (): void => registerValue(home.container, token.key, token.default);
        if (!known.has(token.key)) fallBack();
        else fallBacks.set(token.key, [...(fallBacks.get(token.key) ?? []), fallBack]);
      }
      return home.context.services;
    },
  };

  function openHome(
    container: DependencyContainer,
    owner: string | undefined,
    about: Omit<ServiceContext, "services">,
  ): Home {
    const isThere = (key: ServiceKey<unknown>): boolean => container.isRegistered(keyOf(key), !isBroken(key));
    const services: Services = {
      resolve: (key) => {
        if (!isThere(key)) throw missing(key, owner);
        const wasBroken = isBroken(key);
        try {
          return guarded(() => container.resolve(keyOf(key)));
        } catch (thrown) {
          if (wasBroken || !isBroken(key)) throw thrown;
          return services.resolve(key);
        }
      },
      tryResolve: (key) => {
        if (!isThere(key)) return undefined;
        try {
          return services.resolve(key);
        } catch (thrown) {
          if (isThere(key)) throw thrown;
          return undefined;
        }
      },
    };
    Object.defineProperty(services, "provide", { value: () => refuseProviding(owner, "calls `services.provide`") });
    return {
      container,
      owner,
      context: Object.defineProperties({ services } as ServiceContext, Object.getOwnPropertyDescriptors(about)),
    };
  }

  function isBroken(key: ServiceKey<unknown>): boolean {
    return known.get(keyOf(key))?.state === "broken";
  }

  function breakPromise(key: unknown): void {
    const one = known.get(key);
    if (one === undefined) return;
    mark("services: what was promised and does not come falls back to its default, or is missing");
    known.set(key, { ...one, state: "broken" });
    for (const fallBack of fallBacks.get(key) ?? []) fallBack();
  }

  function lend(home: Home, token: ServiceKey<unknown>, doneWithout: ContainerOwner["doneWithout"]): unknown {
    try {
      return home.context.services.resolve(token);
    } catch (thrown) {
      if (doneWithout === undefined || !(thrown instanceof RiglineError)) throw thrown;
      breakPromise(keyOf(token));
      doneWithout(thrown);
      throw thrown;
    }
  }

  function remember(key: ServiceKey<unknown>, owner: string, state: "here" | "promised" = "here"): void {
    known.set(keyOf(key), { name: nameOf(key), owner, state });
  }

  function register(home: Home, provider: AnyProvider, owner?: string): void {
    const { container } = home;
    const key = keyOf(provider.token);
    if (owner !== undefined) remember(provider.token, owner);
    if ("useValue" in provider) return registerValue(container, key, provider.useValue);
    const make =
      "useClass" in provider ? registerClass(home, provider.useClass) : () => provider.useFactory(home.context);
    container.register(key, { useFactory: instanceCachingFactory(() => makeOnce(home, provider, make)) });
  }

  /** The class under a key of its own, so that the one that is asked for can say what went wrong. */
  function registerClass({ container, owner }: Home, type: ServiceClass<unknown>): () => unknown {
    const key = Symbol(type.name);
    container.register(key, { useClass: type }, { lifecycle: Lifecycle.ContainerScoped });
    return () => {
      for (const need of injectedNeeds(type).map(describeNeed))
        if (!need.optional && !container.isRegistered(keyOf(need.key), true))
          throw missing(need.key, owner, `class ${type.name}`);
      return container.resolve(key);
    };
  }

  function makeOnce({ container, owner }: Home, provider: AnyProvider, make: () => unknown): unknown {
    const { token } = provider;
    const key = keyOf(token);
    const name = nameOf(token);
    const first = making.findIndex((one) => one.key === key && one.container === container);
    if (first !== -1) throw (failure = serviceCycle([...making.slice(first).map((one) => one.name), name], owner));
    making.push({ container, key, name });
    try {
      const made = make();
      if (made === undefined && providers.get(key) !== provider) throw new TypeError("its factory returned nothing");
      // Whoever asked for what failed has gone on without it.
      failure = undefined;
      return made;
    } catch (thrown) {
      throw (failure ??= thrown instanceof RiglineError ? thrown : couldNotBeMade(name, owner, thrown));
    } finally {
      making.pop();
    }
  }

  /** Throws the first error that happened below, not what tsyringe makes of it. */
  function guarded<T>(resolve: () => T): T {
    try {
      return resolve();
    } catch (thrown) {
      throw failure ?? thrown;
    } finally {
      if (making.length === 0) failure = undefined;
    }
  }

  function missing(key: ServiceKey<unknown>, asker: string | undefined, by?: string): RiglineError {
    return missingService(nameOf(key), { asker, by, provider: known.get(keyOf(key)), known: [...known.values()] });
  }
}

/** tsyringe takes a value of null or undefined for none. */
function registerValue(container: DependencyContainer, key: symbol | ServiceClass<unknown>, value: unknown): void {
  if (value === null || value === undefined) container.register(key, { useFactory: () => value });
  else container.register(key, { useValue: value });
}
