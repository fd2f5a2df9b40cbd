import type { RiglineError } from "@rigline/foundation/errors";
import type { PlannedRunner } from "../runners/create-runners.js";
import { isOwed, type RestoredSession } from "../session/restore-session.js";
import { launcherError } from "./launcher-errors.js";

/** RUNNER_GONE for each runner that the session still owes and that no plugin adds any more. */
export function findGoneRunners(restored: RestoredSession, planned: readonly PlannedRunner[]): RiglineError[] {
  const known = new Set(planned.map(({ name }) => name));
  const owed = [...restored.runners.values()].filter(({ report }) => isOwed(report)).map(({ report }) => report);
  const interrupted = [...restored.interrupted]
    .filter(([name, phase]) => phase === "postSession" && !restored.runners.has(name))
    .map(([name]) => ({ name }));
  return [...owed, ...interrupted]
    .filter(({ name }) => !known.has(name))
    .map((runner) => {
      const plugin = "plugin" in runner ? runner.plugin : undefined;
      const from = plugin === undefined ? "" : ` of plugin ${plugin}`;
      return launcherError("RUNNER_GONE", {
        what: `the runner ${runner.name}${from} did not finish before, and no plugin adds it now`,
        where: { runner: runner.name, ...(plugin === undefined ? {} : { plugin }) },
      });
    });
}
