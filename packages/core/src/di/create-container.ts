import "reflect-metadata";
import { container as globalContainer } from "tsyringe";
import { createServices } from "./create-services.js";
import type { Services } from "./services.js";
import { serviceError } from "./service-errors.js";
import { tokenName } from "./token-name.js";
import type { Token } from "./tokens.js";

/** The launcher's container: one for each launcher, with a child for each plugin. tsyringe's global one stays empty. */
export interface LauncherContainer {
  /** Sets one of the launcher's own values. */
  set<T>(token: Token<T>, value: T): void;
  /** What the launcher itself and things that belong to no plugin see. */
  readonly services: Services;
  /**
   * Opens a plugin's child container. `provides` is what it declares for others. Throws SERVICE_PROVIDED_TWICE, naming
   * both, when the launcher or another plugin has one of these tokens.
   */
  openFor(plugin: string, provides?: readonly Token<unknown>[]): Services;
  /** Declared and not yet provided, by plugin. */
  missing(): readonly { readonly plugin: string; readonly token: string }[];
}

/** Who owns a token, and the value once there is one. */
interface Provision {
  readonly owner: string;
  readonly token: Token<unknown>;
  provided: boolean;
}

const LAUNCHER = "the launcher";

export function createContainer(): LauncherContainer {
  const root = globalContainer.createChildContainer();
  const provisions = new Map<symbol, Provision>();

  const claim = (owner: string, token: Token<unknown>): void => {
    const other = provisions.get(token);
    if (other !== undefined) throw providedTwice(token, other.owner, owner);
    provisions.set(token, { owner, token, provided: false });
  };
  const provide = (owner: string, token: Token<unknown>, value: unknown): void => {
    const provision = provisions.get(token);
    if (provision?.owner !== owner) throw notDeclared(token, owner, provision?.owner);
    if (provision.provided) throw providedTwice(token, owner, owner);
    root.register(token, { useFactory: () => value });
    provision.provided = true;
  };
  const known = (): ReadonlyMap<string, string> =>
    new Map(
      [...provisions.values()].map(({ token, owner, provided }) => [
        tokenName(token),
        provided ? owner : `${owner}, not yet`,
      ]),
    );

  return {
    set: (token, value) => {
      claim(LAUNCHER, token);
      provide(LAUNCHER, token, value);
    },
    services: createServices({
      container: root,
      owner: undefined,
      known,
      provide: (token, value) => provide(LAUNCHER, token, value),
    }),
    openFor: (plugin, provides = []) => {
      for (const token of provides) claim(plugin, token);
      const container = root.createChildContainer();
      return createServices({
        container,
        owner: plugin,
        known,
        provide: (token, value) => provide(plugin, token, value),
      });
    },
    missing: () =>
      [...provisions.values()]
        .filter(({ provided }) => !provided)
        .map(({ owner, token }) => ({ plugin: owner, token: tokenName(token) })),
  };
}

function providedTwice(token: symbol, first: string, second: string): Error {
  const name = (owner: string): string => (owner === LAUNCHER ? owner : `plugin "${owner}"`);
  return serviceError("SERVICE_PROVIDED_TWICE", {
    what:
      first === second
        ? `${name(first)} provides the service "${tokenName(token)}" twice`
        : `Both ${name(first)} and ${name(second)} provide the service "${tokenName(token)}"`,
    ...(second === LAUNCHER ? {} : { where: { plugin: second } }),
  });
}

function notDeclared(token: symbol, plugin: string, owner: string | undefined): Error {
  return serviceError("SERVICE_NOT_DECLARED", {
    what: `Plugin "${plugin}" provided the service "${tokenName(token)}", which its definition does not declare`,
    where: { plugin },
    ...(owner === undefined ? {} : { why: `It is declared by ${owner}.` }),
  });
}
