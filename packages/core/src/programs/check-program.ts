import type { FileSystem } from "@rigline/foundation/platform";
import { pathObjection } from "@rigline/foundation/paths";
import { hasPlaceholder } from "../config/placeholders.js";
import { resolveFrom, type ResolvedConfig } from "../config/resolved-config.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { Machine } from "../processes/machine.js";
import { batchObjection } from "../processes/describe-end.js";
import { explainUnfit, findScript, type ProgramSearch } from "../processes/find-program.js";
import { locateProgram, type Program, showCommand } from "./program.js";

/** Whose program is looked at, and where it stands. */
export interface ProgramOwner {
  /** Of the finding: `experiment`, `step weigh`. */
  readonly subject: string;
  /** `the experiment`, `step weigh`. */
  readonly who: string;
  /** The key in the config: `experiment`, `steps[2]`. */
  readonly key: string;
}

/** What is looked at, and with what. */
export interface ProgramSearcher {
  readonly config: Pick<ResolvedConfig, "folder" | "environment">;
  readonly fileSystem: Pick<FileSystem, "exists" | "stat">;
  readonly machine: Pick<Machine, "lookUpProgram">;
}

/** Whether a program can be started: what would else be found out when the animal is in. Starts nothing. */
export function checkProgram(parts: ProgramSearcher, program: Program, owner: ProgramOwner): Finding {
  const { command } = program;
  const { config } = parts;
  const fine: Finding = { level: "ok", subject: owner.subject, message: showCommand(command) };
  // What is only known in a session can't be looked at before it.
  if (hasPlaceholder(program.directory ?? "")) return fine;
  const directory = resolveFrom(config, program.directory ?? ".");
  const environment = { ...config.environment, ...program.environment };
  return (
    checkDirectory(parts, directory, owner) ??
    checkCommand(parts, command, { directory, environment, platform: process.platform }, owner) ??
    checkScript(parts, command, directory, owner) ??
    fine
  );
}

function checkDirectory({ fileSystem }: ProgramSearcher, directory: string, owner: ProgramOwner): Finding | undefined {
  if (fileSystem.exists(directory) && fileSystem.stat(directory).isFolder) return undefined;
  return fault(
    owner,
    `${possessive(owner)} working folder ${directory} is no folder`,
    `Make it, or correct ${owner.key}.directory.`,
  );
}

function checkCommand(
  { config, machine }: ProgramSearcher,
  [named = "", ...args]: readonly string[],
  search: ProgramSearch,
  owner: ProgramOwner,
): Finding | undefined {
  if (hasPlaceholder(named)) return undefined;
  const program = locateProgram(named, config.folder);
  const { program: found, unfit } = machine.lookUpProgram(program, search);
  if (unfit !== undefined) {
    const { why, todo } = explainUnfit(unfit, search.platform);
    return fault(owner, `${possessive(owner)} program ${unfit} ${why}`, todo);
  }
  if (found === undefined) {
    const objection = pathObjection(named);
    return fault(
      owner,
      `${possessive(owner)} program can't be found: ${program}${objection === undefined ? "" : ` (${objection})`}`,
      `Install it, or correct ${owner.key}.command.`,
    );
  }
  const objection = batchObjection(found, args);
  return objection === undefined
    ? undefined
    : fault(
        owner,
        objection,
        `Write the value without quotes, or hand it over in a file or in ${owner.key}.environment.`,
      );
}

/** `[python3, experiment.py]`: the interpreter is there, and would end at once. */
function checkScript(
  { config: { folder }, fileSystem }: ProgramSearcher,
  command: readonly string[],
  directory: string,
  owner: ProgramOwner,
): Finding | undefined {
  const script = findScript(command);
  if (script === undefined || script.includes("{")) return undefined;
  const correct = `Put it there, or correct ${owner.key}.command.`;
  const objection = pathObjection(script);
  if (objection !== undefined)
    return fault(owner, `${possessive(owner)} script ${JSON.stringify(script)} can't be used: ${objection}`, correct);
  const file = resolveFrom({ folder: directory }, script);
  if (fileSystem.exists(file)) return undefined;
  const beside = resolveFrom({ folder }, script);
  const hint =
    beside !== file && fileSystem.exists(beside)
      ? `Write ${beside}: relative paths of arguments start at ${owner.key}.directory, ${directory}.`
      : correct;
  return fault(owner, `${possessive(owner)} script does not exist: ${file}`, hint);
}

function possessive({ who }: ProgramOwner): string {
  return `${who}'s`;
}

function fault({ subject }: ProgramOwner, message: string, todo: string): Finding {
  return { level: "error", subject, message, todo };
}
