import { formatPath, usageError } from "@rigline/foundation/errors";

/** `["experiment.timeout_seconds=60"]` → `{ "watchdog.wait_seconds": "60" }`. Throws CLI_USAGE when there is no `=`. */
export function parseSettings(settings: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(settings.map((setting) => splitAtSign("--set", setting, "experiment.timeout_seconds=60")));
}

/** `["rig=4A"]` → `{ "answers.rig": "4A" }`, as the config has it. Throws CLI_USAGE when there is no `=`. */
export function parseAnswers(answers: readonly string[] = []): Record<string, string> {
  const pairs = answers.map((answer) => splitAtSign("--answer", answer, "rig=4A"));
  return Object.fromEntries(pairs.map(([key, text]) => [formatPath(["answers", key]), text]));
}

function splitAtSign(flag: string, given: string, example: string): [string, string] {
  const at = given.indexOf("=");
  if (at > 0) return [given.slice(0, at).trim(), given.slice(at + 1)];
  throw usageError("CLI_USAGE", {
    what: `${flag} ${given} has no value`,
    todo: `Write ${flag} key=value, such as ${flag} ${example}.`,
  });
}
