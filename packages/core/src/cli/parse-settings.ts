import { cliError } from "./cli-errors.js";

/** `["watchdog.wait_seconds=60"]` → `{ "watchdog.wait_seconds": "60" }`. Throws CLI_USAGE when there is no `=`. */
export function parseSettings(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(settings.map(parseSetting));
}

function parseSetting(setting: string): [string, string] {
  const at = setting.indexOf("=");
  if (at > 0) return [setting.slice(0, at).trim(), setting.slice(at + 1)];
  throw cliError("CLI_USAGE", {
    what: `--set ${setting} has no value`,
    todo: "Write --set key=value, such as --set watchdog.wait_seconds=60.",
  });
}
