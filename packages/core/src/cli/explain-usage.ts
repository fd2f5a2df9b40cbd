import type { Command, CommanderError } from "commander";
import { RiglineError, nearestName } from "@rigline/foundation/errors";
import { cliError } from "./cli-errors.js";

/** A mistake on the command line as a CLI_USAGE error: what is wrong, what was meant, and where help is. */
export function explainUsage(error: CommanderError, program: Command, argv: readonly string[]): RiglineError {
  const { command, rest } = findCommand(program, argv);
  const what = explainExcess(error, command, rest) ?? explainHelp(error, command, rest);
  return cliError("CLI_USAGE", {
    what: what ?? error.message.replace(/^error: /, ""),
    todo: `\`${fullName(command)} --help\` shows ${command === program ? "the commands" : "its options, with examples"}.`,
  });
}

/** As commander writes its own: the line that is wrong needs no code. */
export function renderUsage({ message, todo }: RiglineError): string {
  return `error: ${message}\n(${todo.replaceAll("`", "").replace(/\.$/, "")})`;
}

/** The innermost command that the words name, and the other words. */
function findCommand(program: Command, argv: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  const rest: string[] = [];
  for (const word of argv) {
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) rest.push(word);
    else command = inner;
  }
  return { command, rest };
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** Commander counts the words that are too many, and does not name them. */
function explainExcess({ code }: CommanderError, command: Command, rest: readonly string[]): string | undefined {
  if (code !== "commander.excessArguments") return undefined;
  const taken = command.registeredArguments.length;
  const extra = command.args.slice(taken);
  const takes = taken === 0 ? "no argument" : taken === 1 ? "one argument" : `${taken} arguments`;
  const named = extra.length === 0 ? rest : extra;
  return `${fullName(command)} takes ${takes}, so what is ${named.join(" ")}?${suggest(command, named[0])}`;
}

/** `rigline help nix`; of nothing at all commander has shown the help. */
function explainHelp({ code }: CommanderError, command: Command, rest: readonly string[]): string | undefined {
  if (code !== "commander.help" || rest[0] !== "help") return undefined;
  return `there is no command '${rest[1] ?? ""}'${suggest(command, rest[1])}`;
}

function suggest(command: Command, word: string | undefined): string {
  const names = command.commands.map((inner) => inner.name()).filter((name) => !name.startsWith("_"));
  const nearest = word === undefined ? undefined : nearestName(word, names);
  return nearest === undefined ? "" : `\n(Did you mean ${nearest}?)`;
}
