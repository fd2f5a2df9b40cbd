import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { foldersUpward, resolveLinks } from "@rigline/foundation/paths";

const PACKAGE = join("node_modules", "@rigline", "watchdog-service");

/**
 * The script of Rigline's daemon, looked for where node looks for packages: upwards from the config's folder, from the command
 * that is running, and from this package. Undefined when it is installed at none of them.
 */
export function findDaemonProgram(
  configFolder: string,
  command: string | undefined = process.argv[1],
): string | undefined {
  // A command is often a link in a folder of commands, from where its own packages can't be seen.
  const starts = [configFolder, command === undefined ? undefined : dirname(resolveLinks(command)), ownFolder()];
  for (const start of starts) {
    const script = start === undefined ? undefined : findFrom(start);
    if (script !== undefined) return script;
  }
  return undefined;
}

function findFrom(start: string): string | undefined {
  for (const folder of foldersUpward(start)) {
    const script = scriptOf(join(folder, PACKAGE));
    if (script !== undefined) return script;
  }
  return undefined;
}

function scriptOf(folder: string): string | undefined {
  try {
    const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { bin?: Record<string, string> };
    const script = bin?.["rigline-watchdog"];
    return script !== undefined && existsSync(join(folder, script)) ? join(folder, script) : undefined;
  } catch {
    return undefined;
  }
}

function ownFolder(): string {
  return dirname(fileURLToPath(import.meta.url));
}
