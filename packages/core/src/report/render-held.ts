import type { SessionProblem } from "./session-report.js";

/** As the launcher describes it. */
interface HeldNode {
  readonly what: string;
  readonly children: readonly HeldNode[];
}

interface HeldPlugin {
  readonly plugin: string;
  readonly held: readonly HeldNode[];
}

/** What `rigline plugins --held` prints. */
export function renderHeld(
  live: readonly HeldPlugin[],
  left: readonly HeldPlugin[],
  problems: readonly SessionProblem[],
): string {
  return [
    "Held by the plugins, started without a session",
    ...renderPlugins(live),
    "",
    ...(left.length === 0 ? ["After their end: nothing is left."] : ["Left after their end", ...renderPlugins(left)]),
    ...(problems.length === 0 ? [] : ["", "Went wrong meanwhile"]),
    ...problems.map(({ code, message }) => `  ${code}: ${message}`),
  ].join("\n");
}

function renderPlugins(plugins: readonly HeldPlugin[]): string[] {
  if (plugins.length === 0) return ["  there are no plugins"];
  return plugins.flatMap(({ plugin, held }) => [
    `  ${plugin}${held.length === 0 ? ": nothing" : ""}`,
    ...held.flatMap((node) => renderNode(node, "    ")),
  ]);
}

function renderNode({ what, children }: HeldNode, indent: string): string[] {
  return [`${indent}${what}`, ...children.flatMap((child) => renderNode(child, `${indent}  `))];
}
