import { nearestName } from "./nearest-name.js";
import { defineErrors } from "./rigline-error.js";

export const usageError = defineErrors({
  CLI_USAGE: {
    exit: "usage",
    meaning: "The command line can't be understood.",
    todo: "See what the command's --help says.",
  },
});

/** Of a command line's program, what its mistakes are explained by; commander's `Command` is one. */
export interface CommandTree {
  readonly parent: CommandTree | null;
  readonly commands: readonly CommandTree[];
  readonly registeredArguments: readonly unknown[];
  /** The words that were left for it. */
  readonly args: readonly string[];
  name(): string;
  aliases(): readonly string[];
}

export interface UsageMistake {
  /** What is wrong, and what was meant. */
  readonly what: string;
  /** Where help is. */
  readonly todo: string;
}

/**
 * What commander has ended with is no mistake: the version, or help that was asked for. Of `help` and `help COMMAND` its exit code says
 * nothing, for there it is the one that the process has already.
 */
export function isAnswered(
  said: { readonly code: string; readonly exitCode: number },
  program: CommandTree,
  argv: readonly string[],
): boolean {
  if (said.exitCode === 0) return true;
  const [first, ...others] = wordsOf(findCommand(program, argv).rest);
  return said.code === "commander.help" && first === "help" && others.length === 0;
}

/** A mistake on the command line, of which commander has said one thing (`code`, `message`). */
export function explainMistake(
  said: { readonly code: string; readonly message: string },
  program: CommandTree,
  argv: readonly string[],
): UsageMistake {
  const { command, rest } = findCommand(program, argv);
  return {
    what: explainExcess(said.code, command, rest) ?? explainHelp(said.code, command, rest) ?? plain(said.message),
    todo: `\`${fullName(command)} --help\` shows ${command === program && command.commands.length > 0 ? "the commands" : "its options, with examples"}.`,
  };
}

/** As commander writes its own: the line that is wrong needs no code. */
export function renderMistake({ what, todo }: UsageMistake): string {
  return `error: ${what}\n(${todo.replaceAll("`", "").replace(/\.$/, "")})`;
}

function plain(message: string): string {
  return message.replace(/^error: /, "");
}

/** The innermost command that the words name, and the other words. */
function findCommand(program: CommandTree, argv: readonly string[]): { command: CommandTree; rest: readonly string[] } {
  let command = program;
  const rest: string[] = [];
  for (const word of argv) {
    const inner = command.commands.find((candidate) => [candidate.name(), ...candidate.aliases()].includes(word));
    if (inner === undefined) rest.push(word);
    else command = inner;
  }
  return { command, rest };
}

function wordsOf(rest: readonly string[]): readonly string[] {
  return rest.filter((word) => !word.startsWith("-"));
}

function fullName(command: CommandTree): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** Commander counts the words that are too many, and does not name them. */
function explainExcess(code: string, command: CommandTree, rest: readonly string[]): string | undefined {
  if (code !== "commander.excessArguments") return undefined;
  const taken = command.registeredArguments.length;
  const extra = command.args.slice(taken);
  const takes = taken === 0 ? "no argument" : taken === 1 ? "one argument" : `${taken} arguments`;
  const named = extra.length === 0 ? rest : extra;
  const known = namesOf(command);
  const meant =
    suggest(command, named[0]) ||
    // A mistyped command counts as the argument of the one above it.
    suggest(command, command.args[0]) ||
    (known.length === 0 ? "" : `\n(There are ${known.join(", ")})`);
  return `${fullName(command)} takes ${takes}, so what is ${named.join(" ")}?${meant}`;
}

/** `rigline help nix`, and a command that is nothing without one of its own, whose help commander has shown. */
function explainHelp(code: string, command: CommandTree, rest: readonly string[]): string | undefined {
  if (code !== "commander.help") return undefined;
  const [first, wanted] = wordsOf(rest);
  if (first !== "help") return `${fullName(command)} wants one of its commands: ${namesOf(command).join(", ")}`;
  return `there is no command '${wanted ?? ""}'${suggest(command, wanted)}`;
}

function suggest(command: CommandTree, word: string | undefined): string {
  const nearest = word === undefined ? undefined : nearestName(word, namesOf(command));
  return nearest === undefined ? "" : `\n(Did you mean ${nearest}?)`;
}

function namesOf(command: CommandTree): readonly string[] {
  return command.commands.map((inner) => inner.name()).filter((name) => !name.startsWith("_"));
}
