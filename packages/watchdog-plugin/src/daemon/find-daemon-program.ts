import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { findInstalledProgram } from "@rigline/foundation/paths";

/**
 * The script of Rigline's daemon, looked for where node looks for packages: upwards from the config's folder, from the command
 * that is running, and from this package. Undefined when it is installed at none of them.
 */
export function findDaemonProgram(
  configFolder: string,
  command: string | undefined = process.argv[1],
): string | undefined {
  const daemon = { packageName: "watchdog-service", command: "rigline-watchdog" };
  return findInstalledProgram(daemon, [configFolder], command) ?? findInstalledProgram(daemon, [ownFolder()]);
}

function ownFolder(): string {
  return dirname(fileURLToPath(import.meta.url));
}
