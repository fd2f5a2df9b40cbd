import type { DependencyContainer } from "tsyringe";
import { messageOf, type RiglineError, listNames, nearestName } from "@rigline/foundation/errors";
import { serviceError } from "./service-errors.js";
import type { Services } from "./services.js";
import { tokenName } from "./token-name.js";
import type { Token } from "./tokens.js";

export interface ServicesParts {
  readonly container: DependencyContainer;
  /** The plugin; undefined for the launcher. */
  readonly owner: string | undefined;
  /** Every service for all, by name, with who provides it. */
  readonly known: () => ReadonlyMap<string, string>;
  readonly provide: (token: Token<unknown>, value: unknown) => void;
}

/** One owner's view of its container and of the launcher's behind it. tsyringe's own errors stay inside, as causes. */
export function createServices({ container, owner, known, provide }: ServicesParts): Services {
  const where = owner === undefined ? {} : { plugin: owner };
  const missing = (name: string, details: { readonly cause?: unknown; readonly needs?: string } = {}): RiglineError =>
    serviceError("SERVICE_MISSING", {
      what: `Nothing provides the service "${name}"${details.needs === undefined ? "" : `, which ${details.needs} needs`}.${describeKnown(name, known())}`,
      where,
      cause: details.cause,
    });
  const has = (token: Token<unknown>): boolean => container.isRegistered(token, true);

  return {
    resolve: (token) => {
      if (!has(token)) throw missing(tokenName(token));
      return container.resolve(token);
    },
    tryResolve: (token) => (has(token) ? container.resolve(token) : undefined),
    construct: (type) => {
      try {
        return container.resolve(type as never);
      } catch (cause) {
        const token = /unregistered dependency token: "?(?:Symbol\(rigline:(.+?)\)|(\S+?))"?(?:\s|$)/.exec(
          messageOf(cause),
        );
        const name = token?.[1] ?? token?.[2];
        if (name !== undefined) throw missing(name, { cause, needs: `class ${type.name}` });
        throw serviceError("SERVICE_FAILED", {
          what: `Class ${type.name} could not be made: ${messageOf(cause)}`,
          where,
          cause,
        });
      }
    },
    // A factory, since tsyringe takes a value of null or undefined for none.
    register: (token, value) => void container.register(token, { useFactory: () => value }),
    provide,
  };
}

function describeKnown(name: string, known: ReadonlyMap<string, string>): string {
  const declared = known.get(name);
  if (declared !== undefined) return ` It is declared by ${declared} provided: name that plugin in \`dependsOn\`.`;
  const nearest = nearestName(name, known.keys());
  if (nearest !== undefined) return ` Did you mean "${nearest}" (${known.get(nearest)})?`;
  return ` There are: ${listNames(known.keys())}.`;
}
