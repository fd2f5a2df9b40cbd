import type { LauncherListing } from "../launcher/launcher-listing.js";

const PHASES = [
  ["preSession", "before the experiment"],
  ["session", "the session"],
  ["postSession", "after the experiment, whatever came of it"],
] as const;

/** What `rigline run --dry-run` prints: the hooks and runners in the order in which they would run. */
export function renderPlan(listing: LauncherListing): string {
  const hooks = listing.hooks
    .filter((hook) => hook.handlers.length > 0)
    .map((hook) => `  ${hook.hook.padEnd(16)} ${hook.handlers.map((handler) => handler.plugin).join(", ")}`);
  const runners = PHASES.flatMap(([phase, title]) => [`  ${title}`, ...renderRunners(listing, phase)]);
  return [
    "Nothing was run. Hooks and their handlers, in order:",
    ...orNone(hooks),
    "",
    "Runners, in order:",
    ...runners,
  ].join("\n");
}

function renderRunners({ runners }: LauncherListing, phase: string): string[] {
  const lines = runners
    .filter((runner) => runner.phase === phase)
    .map(({ name, plugin, needs }) => {
      const needed = needs.length === 0 ? "" : `, needs ${needs.join(", ")}`;
      return `    ${name.padEnd(18)} plugin ${plugin}${needed}`;
    });
  return lines.length === 0 ? ["    none"] : lines;
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ["  none"] : lines;
}
