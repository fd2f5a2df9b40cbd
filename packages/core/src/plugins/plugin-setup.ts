import { showValue } from "@rigline/foundation/errors";
import type { LauncherContainer } from "../di/container.js";
import { serviceError } from "../di/service-errors.js";
import type { Token } from "../di/tokens.js";
import type { HookContext } from "../hooks/hook-kinds.js";
import type { ReadyPayload } from "../lifecycle/lifecycle-hooks.js";
import type { Leniency } from "./not-required.js";
import type { PluginServices } from "./plan-services.js";
import type { Plugin, SetupContext } from "./plugin.js";

/** The service is there as soon as `setup` has returned it. */
export function handleSetup(
  plugin: Plugin,
  promised: PluginServices["promised"],
  container: LauncherContainer,
  { isGivenUp }: Leniency,
) {
  return async (payload: ReadyPayload, context: HookContext): Promise<void> => {
    const { signal, log, options, services, needs, offers, defer } = context;
    const all: SetupContext = {
      ...payload,
      plugin: plugin.name,
      signal,
      log,
      options,
      services,
      needs,
      offers,
      extends: context.extends,
      defer,
    };
    const returned = await plugin.setup?.(all);
    // It came too late: others have been told that there is none.
    if (isGivenUp(plugin.name)) return;
    for (const { token, name } of promised) container.set(token, take(returned, token, name, plugin.name));
  };
}

function take(returned: unknown, token: Token<unknown>, name: string | undefined, plugin: string): unknown {
  const value = name === undefined ? returned : (returned as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (value !== undefined) return value;
  throw serviceError("SERVICE_NOT_PROVIDED", {
    what: `\`setup\` of plugin "${plugin}" returned ${showValue(returned)}, and so nothing for the service "${token.name}"${name === undefined ? "" : ` (\`${name}\`)`}`,
    where: { plugin },
  });
}
