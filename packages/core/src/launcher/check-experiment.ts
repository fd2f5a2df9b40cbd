import { existsSync, statSync } from "node:fs";
import { pathObjection } from "@rigline/foundation/paths";
import { resolveFrom, type ResolvedConfig } from "../config/resolved-config.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { batchObjection } from "../processes/describe-end.js";
import { explainUnfit, findScript, lookUpProgram } from "../processes/find-program.js";
import { locateProgram, showCommand } from "./experiment-runner.js";

const subject = "experiment";

/** Whether the experiment can be started: what would else be found out when the animal is in. Starts nothing. */
export function checkExperiment(resolved: ResolvedConfig): Finding {
  const experiment = resolved.values.experiment;
  if (experiment === undefined) {
    const message = "the config names no experiment, so the session will only run what plugins add";
    return { level: "warning", subject, message, todo: "Set experiment.command." };
  }
  const { command } = experiment;
  const directory = resolveFrom(resolved, experiment.directory ?? ".");
  const environment = { ...resolved.environment, ...experiment.environment };
  return (
    checkDirectory(directory) ??
    checkProgram(resolved, command, { directory, environment, platform: process.platform }) ??
    checkScript(resolved, command, directory) ?? { level: "ok", subject, message: showCommand(command) }
  );
}

function checkDirectory(directory: string): Finding | undefined {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  return fault(
    `the experiment's working folder ${directory} is no folder`,
    "Make it, or correct experiment.directory.",
  );
}

function checkProgram(
  resolved: ResolvedConfig,
  [named = "", ...args]: readonly string[],
  search: Parameters<typeof lookUpProgram>[1],
): Finding | undefined {
  const program = locateProgram(named, resolved.folder);
  const { program: found, unfit } = lookUpProgram(program, search);
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
function checkScript({ folder }: ResolvedConfig, command: readonly string[], directory: string): Finding | undefined {
  const script = findScript(command);
  if (script === undefined || script.includes("{")) return undefined;
  const objection = pathObjection(script);
  if (objection !== undefined)
    return fault(`the experiment's script ${JSON.stringify(script)} can't be used: ${objection}`, CORRECT);
  const file = resolveFrom({ folder: directory }, script);
  if (existsSync(file)) return undefined;
  const beside = resolveFrom({ folder }, script);
  const hint =
    beside !== file && existsSync(beside)
      ? `Write ${beside}: relative paths of arguments start at experiment.directory, ${directory}.`
      : CORRECT;
  return fault(`the experiment's script does not exist: ${file}`, hint);
}

const CORRECT = "Put it there, or correct experiment.command.";

function fault(message: string, todo: string): Finding {
  return { level: "error", subject, message, todo };
}
