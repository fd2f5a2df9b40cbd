import { LIFECYCLE_HOOKS } from "../lifecycle/lifecycle-hooks.js";
import { showValue } from "@rigline/foundation/errors";
import { pluginError } from "./plugin-errors.js";
import { findShapeProblems, type ShapeProblem } from "./plugin-shape.js";
import type { Plugin } from "./plugin.js";

/** `setup` stands beside `hooks`. */
const HANDLED = Object.keys(LIFECYCLE_HOOKS).filter((hook) => hook !== "setup");

/** Throws PLUGIN_INVALID, saying the plugin, the hook, what was expected and what was found; every problem at once. */
export function validatePlugin(definition: unknown, file?: string): Plugin {
  if (typeof definition !== "object" || definition === null)
    throw invalid("A plugin", [{ path: "", text: `expected a definition, found ${showValue(definition)}` }], file);
  const problems = findShapeProblems(definition, HANDLED);
  if (problems.length === 0) return definition as Plugin;
  const { name } = definition as { readonly name?: unknown };
  throw invalid(typeof name === "string" ? `Plugin "${name}"` : "A plugin without a name", problems, file, name);
}

function invalid(who: string, problems: readonly ShapeProblem[], file: string | undefined, name?: unknown): Error {
  const [first] = problems;
  const lines = problems.map(({ path, text }) => `${path === "" ? "" : `${path}: `}${text}`);
  return pluginError("PLUGIN_INVALID", {
    what: lines.length === 1 ? `${who} is invalid: ${lines[0]}` : `${who} is invalid in ${lines.length} places`,
    where: {
      ...(typeof name === "string" ? { plugin: name } : {}),
      ...(first?.hook === undefined ? {} : { hook: first.hook }),
      ...(file === undefined ? {} : { file }),
      ...(first === undefined || first.path === "" ? {} : { path: first.path }),
    },
    ...(lines.length === 1 ? {} : { why: lines.join("\n") }),
  });
}
