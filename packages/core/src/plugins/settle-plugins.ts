import { LEAVE_OUT } from "../config/leave-out.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import type { LauncherContainer } from "../di/container.js";
import { resolvePluginOptions } from "../config/plugin-options.js";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
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
  const leftOut = new Map<string, string>();
  const surroundings = {
    choices: resolved.values.services,
    get isLeftOut() {
      return leftOut.size > 0 || isAnyAbsent(loaded, resolved);
    },
    ofLauncher: container.own,
    hint: (service: string) =>
      hintAt(service, resolved) ??
      (leftOut.size === 0
        ? undefined
        : [...leftOut].map(([name, reason]) => `${name} is not required and was left out: ${reason}`).join("\n")),
  };
  let taking = loaded;
  for (;;)
    try {
      for (const one of taking) {
        validatePlugin(one.plugin, one.file);
        if (!isRequired(one)) resolvePluginOptions(resolved, one.entry, one.plugin);
      }
      let plan: ServicePlan | undefined;
      const ordered = orderPlugins(
        taking,
        coreVersion,
        () => (plan = planServices(taking, surroundings)).edges,
        leftOut,
      );
      return { ordered, plan: plan ?? planServices([], surroundings) };
    } catch (error) {
      const culprit = taking.find(
        (one) => error instanceof RiglineError && one.plugin.name === error.where.plugin && !isRequired(one),
      );
      if (culprit === undefined) throw error;
      mark("plugin: one that is not required and does not fit is left out");
      leftOut.set(culprit.plugin.name, messageOf(error));
      leniency.leftOut(doneWithout(culprit.plugin.name, error));
      taking = taking.filter((one) => one !== culprit);
    }
}

/** One that could not be loaded and is not required, or that this run is to do without. */
function isAnyAbsent(loaded: readonly LoadedPlugin[], { values, environment }: ResolvedConfig): boolean {
  const uses = new Set(loaded.map(({ use }) => use));
  return (
    environment[LEAVE_OUT] !== undefined ||
    values.plugins.some((entry) => entry.enabled && !isRequired({ entry }) && !uses.has(entry.use))
  );
}
