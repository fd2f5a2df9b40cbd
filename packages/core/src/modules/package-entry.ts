import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The conditions under which Node itself imports a package. */
const CONDITIONS = new Set(["node", "import", "module-sync", "default"]);

/**
 * The file that `import "<package>"` would load, or `import "<package>/sub"` with `./sub`: what `import.meta.resolve`
 * answers, which on Node 20 can't be asked for another folder. Undefined when the package does not export it.
 */
export function packageEntry(folder: string, subpath: string): string | undefined {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  const { exports } = JSON.parse(text) as { readonly exports?: unknown };
  if (exports === undefined || exports === null) return resolveWithoutExports(folder, subpath);
  const target = resolveSubpath(exports, subpath);
  return target === undefined ? undefined : join(folder, target);
}

function resolveWithoutExports(folder: string, subpath: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(join(folder, subpath));
  } catch {
    return undefined;
  }
}

function resolveSubpath(exports: unknown, subpath: string): string | undefined {
  if (!isRecord(exports) || !Object.keys(exports).some((key) => key.startsWith(".")))
    return subpath === "." ? resolveTarget(exports, "") : undefined;
  if (Object.hasOwn(exports, subpath)) return resolveTarget(exports[subpath], "");
  const pattern = Object.keys(exports)
    .filter((key) => key.includes("*") && matchOf(key, subpath) !== undefined)
    // The longest beginning is the most precise.
    .sort((left, right) => right.indexOf("*") - left.indexOf("*") || right.length - left.length)[0];
  return pattern === undefined ? undefined : resolveTarget(exports[pattern], matchOf(pattern, subpath) ?? "");
}

function matchOf(pattern: string, subpath: string): string | undefined {
  const [start = "", end = ""] = pattern.split("*");
  const fits = subpath.startsWith(start) && subpath.endsWith(end) && subpath.length > start.length + end.length;
  return fits ? subpath.slice(start.length, subpath.length - end.length) : undefined;
}

function resolveTarget(target: unknown, match: string): string | undefined {
  if (typeof target === "string") return target.startsWith("./") ? target.replaceAll("*", match) : undefined;
  if (Array.isArray(target))
    return target.map((item) => resolveTarget(item, match)).find((found) => found !== undefined);
  if (!isRecord(target)) return undefined;
  return Object.entries(target)
    .filter(([condition]) => CONDITIONS.has(condition))
    .map(([, inner]) => resolveTarget(inner, match))
    .find((found) => found !== undefined);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
