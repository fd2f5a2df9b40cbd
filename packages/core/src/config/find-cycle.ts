import { type ConfigPath, formatPath } from "./config-path.js";
import { isTree } from "./config-tree.js";

/** The path at which plain objects and lists contain themselves; undefined when they don't. */
export function findCycle(value: unknown, path: ConfigPath = [], around: readonly unknown[] = []): string | undefined {
  if (around.includes(value)) return formatPath(path);
  const entries = Array.isArray(value) ? [...value.entries()] : isTree(value) ? Object.entries(value) : [];
  for (const [step, inner] of entries) {
    const found = findCycle(inner, [...path, step], [...around, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}
