import type { PluginChecks } from "./check-plugin.js";

/** The checks as a list for people; what failed stands below its line. */
export function renderChecks({ plugin, checks }: PluginChecks): string {
  const lines = checks.flatMap(({ title, problems }) => [
    `${problems.length === 0 ? "ok    " : "FAILED"}  ${title}`,
    ...problems.map((problem) => `          ${problem.replaceAll("\n", "\n          ")}`),
  ]);
  return [`plugin ${plugin}`, ...lines].join("\n");
}
