import type { ResolvedConfig } from "../config/resolved-config.js";
import type { LauncherContainer } from "../di/container.js";
import { resolvePluginOptions } from "../config/plugin-options.js";
import { RiglineError } from "@rigline/foundation/errors";
import type { LoadedPlugin } from "./load-plugins.js";
import { doneWithout, isRequired } from "./not-required.js";
import { orderPlugins } from "./order-plugins.js";
import { hintAt, planServices, type ServicePlan } from "./plan-services.js";
import { validatePlugin } from "./validate-plugin.js";

export interface SettleParts {
  readonly container: Pick<LauncherContainer, "own">;
  readonly resolved: ResolvedConfig;
  readonly coreVersion: string;
  /** Told of each plugin that is not required and is left out. */
  readonly leniency: { readonly leftOut: (error: RiglineError) => void };
}

/**
 * Who takes part, in order, and who provides what to whom. A plugin that is not required and does not fit is left out, and the
 * rest is settled anew.
 */
export function settlePlugins(
  loaded: readonly LoadedPlugin[],
  parts: SettleParts,
): { readonly ordered: readonly LoadedPlugin[]; readonly plan: ServicePlan } {
  const { container, resolved, coreVersion, leniency } = parts;
  const leftOut: string[] = [];
  const surroundings = {
    choices: resolved.values.services,
    ofLauncher: container.own,
    hint: (service: string) =>
      hintAt(service, resolved) ?? (leftOut.length === 0 ? undefined : `Left out was: ${leftOut.join(", ")}.`),
  };
  let taking = loaded;
  for (;;)
    try {
      for (const one of taking) {
        validatePlugin(one.plugin, one.file);
        if (!isRequired(one)) resolvePluginOptions(resolved, one.entry, one.plugin);
      }
      let plan: ServicePlan | undefined;
      const ordered = orderPlugins(taking, coreVersion, () => (plan = planServices(taking, surroundings)).edges);
      return { ordered, plan: plan ?? planServices([], surroundings) };
    } catch (error) {
      const culprit = taking.find(
        (one) => error instanceof RiglineError && one.plugin.name === error.where.plugin && !isRequired(one),
      );
      if (culprit === undefined) throw error;
      leftOut.push(culprit.plugin.name);
      leniency.leftOut(doneWithout(culprit.plugin.name, error));
      taking = taking.filter((one) => one !== culprit);
    }
}
