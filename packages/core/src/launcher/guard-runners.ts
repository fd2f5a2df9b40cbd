import type { ProcessGuard } from "../plugins/process-guard.js";
import type { Effects } from "../hooks/effects.js";
import type { RunnerDefinition, RunnerHandle, RunnerNeeds, Runners } from "../runners/runner-handle.js";

/** The same runners, each run so that whatever it starts is known to be this plugin's. */
export function guardRunners(
  runners: Runners,
  plugin: string,
  guard: ProcessGuard | undefined,
  effects?: Effects,
): Runners {
  if (guard === undefined) return runners;
  return {
    add: <Result, Needs extends RunnerNeeds>(definition: RunnerDefinition<Result, Needs>): RunnerHandle<Result> => {
      // Something that is no runner is for the registry to refuse, with its own words.
      const given: { readonly run?: unknown } | null | undefined = definition;
      if (typeof given?.run !== "function") return runners.add(definition);
      const handle = runners.add<Result, Needs>({
        ...definition,
        run: (context) => guard.run({ plugin, runner: definition.name }, () => definition.run(context)),
      });
      const { hook } = guard.place() ?? {};
      effects?.hold({ what: `runner ${definition.name} (${definition.phase})`, hook }, () => undefined);
      return handle;
    },
  };
}
