import type { Argument, Command, Option } from "commander";

/** What can stand at the cursor. */
export interface Completion {
  readonly value: string;
  readonly description: string;
}

/** Values that only the rig knows; each is asked for only when it is needed. */
export interface CompletionSources {
  /** That can be set. */
  keys(): Promise<readonly Completion[]>;
  /** Of plugins: all of their keys together, which can be explained. */
  sections(): Promise<readonly Completion[]>;
  sessions(): Promise<readonly Completion[]>;
  subjects(): Promise<readonly Completion[]>;
}

/**
 * Completes a command line from the program's own definition. `words` are those after `rigline`; the last one is being
 * written and may be empty. An empty answer leaves it to the shell, which offers files.
 */
export async function completeWords(
  program: Command,
  words: readonly string[],
  sources: CompletionSources,
): Promise<readonly Completion[]> {
  const current = words.at(-1) ?? "";
  const found = findCommand(program, words.slice(0, -1));
  const attached = await attachedValues(found, current, sources);
  const candidates = (attached ?? (await candidatesAt(found, current, sources))).filter(({ value }) =>
    value.startsWith(current),
  );
  // A command and the one above it may share an option.
  return [...new Map(candidates.map((candidate) => [candidate.value, candidate])).values()];
}

/** `--subject=m1`; undefined when the word is no option with its value. */
async function attachedValues(
  { command, ancestors }: FoundCommand,
  current: string,
  sources: CompletionSources,
): Promise<readonly Completion[] | undefined> {
  const name = /^--[^=]+(?==)/.exec(current)?.[0];
  const option = pendingOption([command, ...ancestors].flatMap(visibleOptions), name);
  if (option === undefined) return undefined;
  const values = await optionValues(option, sources);
  return values.map(({ value, description }) => ({ value: `${name}=${value}`, description }));
}

async function candidatesAt(
  { command, ancestors, rest }: FoundCommand,
  current: string,
  sources: CompletionSources,
): Promise<readonly Completion[]> {
  const options = [command, ...ancestors].flatMap(visibleOptions);
  const pending = pendingOption(options, rest.at(-1));
  if (pending !== undefined) return optionValues(pending, sources);
  if (current.startsWith("-")) return options.map(describeOption);
  const operands = rest.filter(
    (word, index) => !word.startsWith("-") && pendingOption(options, rest[index - 1]) === undefined,
  );
  const commands = operands.length === 0 ? visibleCommands(command) : [];
  const argument = command.registeredArguments[operands.length];
  // Of `rigline help`.
  if (argument?.name() === "command") return visibleCommands(ancestors[0] ?? command);
  return [...commands, ...(await argumentValues(argument, sources))];
}

interface FoundCommand {
  readonly command: Command;
  readonly ancestors: readonly Command[];
  /** The words after the command's name. */
  readonly rest: readonly string[];
}

function findCommand(program: Command, words: readonly string[]): FoundCommand {
  let found: FoundCommand = { command: program, ancestors: [], rest: [] };
  for (const word of words) {
    const { command, ancestors, rest } = found;
    const isValue = pendingOption(visibleOptions(command), rest.at(-1)) !== undefined;
    const inner = isValue ? undefined : commandsOf(command).find((candidate) => namesOf(candidate).includes(word));
    found =
      inner === undefined
        ? { command, ancestors, rest: [...rest, word] }
        : { command: inner, ancestors: [command, ...ancestors], rest: [] };
  }
  return found;
}

/** The hidden ones, and `help`, which commander makes as it is needed. */
function commandsOf(command: Command): readonly Command[] {
  return [...command.commands, ...command.createHelp().visibleCommands(command)];
}

function namesOf(command: Command): string[] {
  return [command.name(), ...command.aliases()];
}

function visibleCommands(command: Command): Completion[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((inner) => ({ value: inner.name(), description: inner.summary() || inner.description() }));
}

function visibleOptions(command: Command): Option[] {
  return command.createHelp().visibleOptions(command);
}

function describeOption(option: Option): Completion {
  return { value: option.long ?? option.short ?? "", description: option.description };
}

/** The option that the word before the cursor names, when it takes a value. */
function pendingOption(options: readonly Option[], word: string | undefined): Option | undefined {
  return options.find(
    ({ long, short, required, optional }) =>
      (required || optional) && word !== undefined && [long, short].includes(word),
  );
}

async function optionValues(option: Option, sources: CompletionSources): Promise<readonly Completion[]> {
  if (option.argChoices !== undefined) return option.argChoices.map((value) => ({ value, description: "" }));
  if (option.long === "--subject") return sources.subjects();
  if (option.long !== "--set") return [];
  return (await sources.keys()).map(({ value, description }) => ({ value: `${value}=`, description }));
}

/** By the name of the argument that stands at the cursor. */
async function argumentValues(
  argument: Argument | undefined,
  sources: CompletionSources,
): Promise<readonly Completion[]> {
  if (argument?.argChoices !== undefined) return argument.argChoices.map((value) => ({ value, description: "" }));
  if (argument?.name() === "key") return [...(await sources.keys()), ...(await sources.sections())];
  return argument?.name() === "session" ? sources.sessions() : [];
}
