// Module hooks for scripts that import our TypeScript: `./name.js` may be `./name.ts`, and types are stripped.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transformWithOxc } from "vite";

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    // What is ours alone is told by this condition, and built nowhere.
    if (error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED")
      return next(specifier, { ...context, conditions: ["@rigline/source", ...context.conditions] });
    if (error.code !== "ERR_MODULE_NOT_FOUND" || !/^\..*\.js$/.test(specifier)) throw error;
    return next(specifier.replace(/\.js$/, ".ts"), context);
  }
}

export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = await transformWithOxc(await readFile(file, "utf8"), file);
  return { format: "module", source: code, shortCircuit: true };
}
