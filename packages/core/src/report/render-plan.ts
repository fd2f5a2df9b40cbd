import type { PlannedRunner } from "../runners/create-runners.js";
import { describeCondition } from "../runners/run-phase.js";
import { LAUNCHER } from "../runners/runner-unit.js";
import { renderPreview } from "./render-preview.js";
import type { PlannedSession, SessionPlanListing } from "./launcher-listing.js";

const PHASES = [
  ["preSession", "before the experiment"],
  ["session", "the session"],
  ["postSession", "after the experiment, whatever came of it"],
] as const;

/** What `rigline run --dry-run` prints: the hooks and runners in the order in which they would run. */
export function renderPlan(plan: SessionPlanListing): string {
  const hooks = plan.hooks
    .filter((hook) => hook.handlers.length > 0)
    .map((hook) => `  ${hook.hook.padEnd(16)} ${hook.handlers.map((handler) => handler.plugin).join(", ")}`);
  const runners = PHASES.flatMap(([phase, title]) => [`  ${title}`, ...renderRunners(plan.runners, phase)]);
  const without = (plan.doneWithout ?? []).map((said) => `  ${said}`);
  return [
    "No session was opened. This one would be:",
    ...renderSession(plan.rig, plan.session),
    "",
    "Hooks and their handlers, in order:",
    ...orNone(hooks),
    "",
    "Runners, in order:",
    ...runners,
    ...renderManifest(plan.manifest),
    ...(without.length === 0 ? [] : ["", "Done without, since it is not required:", ...without]),
  ].join("\n");
}

function renderManifest(manifest: SessionPlanListing["manifest"]): readonly string[] {
  if (manifest === undefined) return [];
  const lines = manifest === null ? ["  known with --subject"] : renderPreview(manifest);
  return ["", "What would be written to hand it off:", ...lines];
}

function renderSession(
  rig: string,
  { dataFolder, experiment, subject, experimenters, notes }: PlannedSession,
): string[] {
  const rows = [
    ["rig", rig],
    ["data", dataFolder],
    ...(experiment === "" ? [] : [["experiment", experiment ?? "(asked)"] as const]),
    ["subject", subject ?? "(asked)"],
    ["experimenters", experimenters?.join(", ") ?? "(asked)"],
    ["notes", notes === "" ? "(none)" : (notes ?? "(asked)")],
  ] satisfies readonly (readonly [string, string])[];
  return rows.map(([label, value]) => `  ${label.padEnd(16)} ${value}`);
}

function renderRunners(runners: readonly PlannedRunner[], phase: string): string[] {
  const lines = runners
    .filter((runner) => runner.phase === phase)
    .map(({ name, plugin, needs, after = [], when }) => {
      const needed = needs.length === 0 ? "" : `, needs ${needs.join(", ")}`;
      const behind = after.length === 0 ? "" : `, after ${after.join(", ")}`;
      const condition = when === undefined ? "" : `, ${describeCondition(when.outcome)}`;
      const owner = plugin === LAUNCHER ? "the launcher's own" : `plugin ${plugin}`;
      return `    ${name.padEnd(18)} ${owner}${needed}${behind}${condition}`;
    });
  return lines.length === 0 ? ["    none"] : lines;
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ["  none"] : lines;
}
