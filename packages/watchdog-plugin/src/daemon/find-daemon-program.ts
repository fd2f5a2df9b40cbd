import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PACKAGE = "@rigline/watchdog-service";

/**
 * The script of Rigline's daemon, found as node finds packages: from the config's folder, from the command that is running,
 * from this package. Undefined when it is installed at none of them.
 */
export function findDaemonProgram(
  configFolder: string,
  command: string | undefined = process.argv[1],
): string | undefined {
  const places = [
    join(configFolder, "config.js"),
    ...(command === undefined ? [] : [resolveLinks(command)]),
    import.meta.url,
  ];
  for (const place of places) {
    const script = findFrom(place);
    if (script !== undefined) return script;
  }
  return undefined;
}

function findFrom(place: string): string | undefined {
  try {
    const file = createRequire(place).resolve(`${PACKAGE}/package.json`);
    const { bin } = JSON.parse(readFileSync(file, "utf8")) as { bin?: Record<string, string> };
    const script = bin?.["rigline-watchdog"];
    return script === undefined ? undefined : join(dirname(file), script);
  } catch {
    return undefined;
  }
}

/** A command is often a link in a folder of commands, from where its own packages can't be seen. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
