import { type Command, InvalidArgumentError } from "commander";
import { readAge } from "../clean/read-age.js";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

interface CleanFlags extends CommonOptions {
  readonly olderThan?: { readonly ms: number; readonly text: string };
  readonly dryRun?: true;
  readonly verify?: true;
  readonly yes?: true;
  readonly input: boolean;
}

export function addCleanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("clean")
    .description("make room: delete at the rig what is safe elsewhere, after saying what stays and why")
    .option("--older-than <age>", "only sessions that are as old as that: 14d, 36h, 2w", age)
    .option("--dry-run", "say what would be deleted, and delete nothing")
    .option("--verify", "read each copy at its destination again first, byte by byte")
    .option("-y, --yes", "delete without asking")
    .option("--no-input", "never ask: without --yes that is an error");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async ({ olderThan, dryRun, verify, yes, input, ...options }: CleanFlags) => {
      const { cleanSessionsCommand } = await import("./clean-sessions-command.js");
      const wishes = { olderThan, verifies: verify === true };
      const flags = { deletes: dryRun !== true, asks: yes !== true, flags: input ? {} : { input: false } };
      await cleanSessionsCommand(context, { ...options, ...flags }, wishes);
    });
}

const EXAMPLES = `
Examples:
  $ rigline clean --dry-run
  $ rigline clean --older-than 14d
  $ rigline clean --older-than 14d --verify --yes --json`;

function age(text: string): { readonly ms: number; readonly text: string } {
  const ms = readAge(text);
  if (ms === undefined) throw new InvalidArgumentError("It must be a number of days, hours or weeks: 14d, 36h, 2w.");
  return { ms, text };
}
