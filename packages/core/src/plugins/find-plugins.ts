import { realpathSync } from "node:fs";
import { extname, join } from "node:path";
import { systemCodeOf, type FileSystem } from "@rigline/foundation/platform";
import { PLUGIN_EXTENSIONS } from "./resolve-plugin.js";

/** The folder beside the config whose modules are plugins by convention. */
const PLUGINS_FOLDER = "plugins";

/**
 * The modules right in `<folder>/plugins`, by name. Not plugins: names that start with `_` or `.` (helpers), type
 * declarations, and tests (`x.test.ts`). Empty when there is no such folder.
 */
export function findPlugins(
  folder: string,
  fileSystem: Pick<FileSystem, "list">,
): { readonly use: string; readonly file: string }[] {
  const home = join(folder, PLUGINS_FOLDER);
  return listFiles(home, fileSystem)
    .filter((name) => PLUGIN_EXTENSIONS.includes(extname(name)) && !/^[_.]|\.d\.[cm]?ts$|\.test\.[^.]+$/.test(name))
    .sort()
    .map((name) => ({ use: `./${PLUGINS_FOLDER}/${name}`, file: realpathSync(join(home, name)) }));
}

function listFiles(folder: string, fileSystem: Pick<FileSystem, "list">): string[] {
  try {
    return fileSystem.list(folder).flatMap(({ name, isFolder }) => (isFolder ? [] : name));
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/**
 * The same text for the same file, however its path is written. The native call gives each name on Windows in the case in
 * which it is stored; Node's own keeps the case in which it was typed.
 */
export function fileIdentity(file: string): string {
  return realpathSync.native(file);
}
