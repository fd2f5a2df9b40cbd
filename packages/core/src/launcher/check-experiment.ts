import { pathObjection } from "@rigline/foundation/paths";
import { resolveFrom } from "../config/resolved-config.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { batchObjection } from "../processes/describe-end.js";
import { explainUnfit, findScript, type ProgramSearch } from "../processes/find-program.js";
import type { LauncherParts } from "./launcher-parts.js";
import { locateProgram, showCommand } from "./experiment-runner.js";

type Parts = Pick<LauncherParts, "resolved" | "fileSystem" | "machine">;

const subject = "experiment";

/** Whether the experiment can be started: what would else be found out when the animal is in. Starts nothing. */
export function checkExperiment(parts: Parts): Finding {
  const { resolved } = parts;
  const experiment = resolved.values.experiment;
  if (experiment === undefined) {
    const message = "the config names no experiment, so the session will only run what plugins add";
    return { level: "warning", subject, message, todo: "Set experiment.command." };
  }
  const { command } = experiment;
  const directory = resolveFrom(resolved, experiment.directory ?? ".");
  const environment = { ...resolved.environment, ...experiment.environment };
  return (
    checkDirectory(parts, directory) ??
    checkProgram(parts, command, { directory, environment, platform: process.platform }) ??
    checkScript(parts, command, directory) ?? { level: "ok", subject, message: showCommand(command) }
  );
}

function checkDirectory({ fileSystem }: Parts, directory: string): Finding | undefined {
  if (fileSystem.exists(directory) && fileSystem.stat(directory).isFolder) return undefined;
  return fault(
    `the experiment's working folder ${directory} is no folder`,
    "Make it, or correct experiment.directory.",
  );
}

function checkProgram(
  { resolved, machine }: Parts,
  [named = "", ...args]: readonly string[],
  search: ProgramSearch,
): Finding | undefined {
  const program = locateProgram(named, resolved.folder);
  const { program: found, unfit } = machine.lookUpProgram(program, search);
  if (unfit !== undefined) {
    const { why, todo } = explainUnfit(unfit, search.platform);
    return fault(`the experiment's program ${unfit} ${why}`, todo);
  }
  if (found === undefined) {
    const objection = pathObjection(named);
    return fault(
      `the experiment's program can't be found: ${program}${objection === undefined ? "" : ` (${objection})`}`,
      "Install it, or correct experiment.command.",
    );
  }
  const objection = batchObjection(found, args);
  return objection === undefined
    ? undefined
    : fault(objection, "Write the value without quotes, or hand it over in a file or in experiment.environment.");
}

/** `[python3, experiment.py]`: the interpreter is there, and would end at once. */
function checkScript(
  { resolved: { folder }, fileSystem }: Parts,
  command: readonly string[],
  directory: string,
): Finding | undefined {
  const script = findScript(command);
  if (script === undefined || script.includes("{")) return undefined;
  const objection = pathObjection(script);
  if (objection !== undefined)
    return fault(`the experiment's script ${JSON.stringify(script)} can't be used: ${objection}`, CORRECT);
  const file = resolveFrom({ folder: directory }, script);
  if (fileSystem.exists(file)) return undefined;
  const beside = resolveFrom({ folder }, script);
  const hint =
    beside !== file && fileSystem.exists(beside)
      ? `Write ${beside}: relative paths of arguments start at experiment.directory, ${directory}.`
      : CORRECT;
  return fault(`the experiment's script does not exist: ${file}`, hint);
}

const CORRECT = "Put it there, or correct experiment.command.";

function fault(message: string, todo: string): Finding {
  return { level: "error", subject, message, todo };
}
