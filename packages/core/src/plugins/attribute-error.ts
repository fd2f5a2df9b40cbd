import { sep } from "node:path";
import { passesThrough } from "../modules/place-in-stack.js";

export interface PluginFile {
  readonly name: string;
  readonly file?: string | undefined;
}

/**
 * The plugin that an error's stack passes through: its file, or for an installed one any file of its package. The folder of
 * a plugin that lies in the project says nothing: the whole project may be below it.
 */
export function attributeError(error: unknown, plugins: readonly PluginFile[]): string | undefined {
  const byFile = plugins.find(({ file }) => file !== undefined && passesThrough(error, file));
  const byPackage = (): PluginFile | undefined =>
    plugins.find(({ file }) => {
      const home = packageFolder(file);
      return home !== undefined && passesThrough(error, home);
    });
  return (byFile ?? byPackage())?.name;
}

/** `…/node_modules/@lab/mapper/`, for a file in it. */
function packageFolder(file: string | undefined): string | undefined {
  const steps = file?.split(sep) ?? [];
  const at = steps.lastIndexOf("node_modules");
  if (at === -1) return undefined;
  const depth = steps[at + 1]?.startsWith("@") === true ? 3 : 2;
  return steps.slice(0, at + depth).join(sep) + sep;
}
