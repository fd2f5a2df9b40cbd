import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { foldersUpward } from "./folders-upward.js";
import { resolveLinks } from "./resolve-links.js";

/** A command of an installed package of ours. */
export interface InstalledCommand {
  /** Below `@rigline`: `watchdog-service`. */
  readonly packageName: string;
  /** As its package.json has it in `bin`. */
  readonly command: string;
}

/**
 * The script of a command of ours, looked for where node looks for packages: upwards from each of these folders, then from the
 * command that is running. Undefined when it is installed at none of them.
 */
export function findInstalledProgram(
  name: InstalledCommand,
  folders: readonly string[],
  running: string | undefined = process.argv[1],
): string | undefined {
  // A command is often a link in a folder of commands, from where its own packages can't be seen.
  const starts = running === undefined ? folders : [...folders, dirname(resolveLinks(running))];
  for (const start of starts)
    for (const folder of foldersUpward(start)) {
      const script = scriptOf(join(folder, "node_modules", "@rigline", name.packageName), name.command);
      if (script !== undefined) return script;
    }
  return undefined;
}

function scriptOf(folder: string, command: string): string | undefined {
  try {
    const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { bin?: Record<string, string> };
    const script = bin?.[command];
    return script !== undefined && existsSync(join(folder, script)) ? join(folder, script) : undefined;
  } catch {
    return undefined;
  }
}
