import { type Command, InvalidArgumentError } from "commander";
import {
  addCommonOptions,
  collect,
  type CommandContext,
  type CommonOptions,
  refuseArgument,
} from "./command-context.js";
import { parseAnswers } from "./parse-settings.js";

interface SweepFlags extends CommonOptions {
  readonly at: string;
  readonly perNight: number;
  readonly except?: readonly string[];
  readonly answer?: readonly string[];
  readonly dryRun?: true;
  readonly yes?: true;
  readonly input: boolean;
}

export function addSweepCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("sweep")
    .description("find sessions that nobody ever handed off, also of other launchers, and hand them off by night")
    .argument("[folder]", "where to look; the data folder when absent")
    .option("--at <time>", "when a night begins", "20:00")
    .option("--per-night <count>", "so many sessions begin in one night, the oldest first", count, 5)
    .option("--except <session>", "not this one, by its name (repeatable)", collect)
    .option("--dry-run", "say what would be handed off and when, and do nothing")
    .option("-y, --yes", "hand off without asking")
    .option("--answer <key=value>", "the answer to a question that a plugin asks (repeatable)", collect)
    .option("--no-input", "never ask: without --yes that is an error");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(
      async (
        folder: string | undefined,
        { at: time, perNight, except = [], answer, dryRun, yes, input, ...options }: SweepFlags,
      ): Promise<void> => {
        // Loaded here, so that help, version and completion stay quick.
        const { readNight } = await import("../sweep/plan-nights.js");
        const at =
          readNight(time) ??
          refuseArgument(command, "--at <time>", time, "It must be a time by the clock on the wall: 20:00.");
        const { sweepSessionsCommand } = await import("./sweep-sessions-command.js");
        const flags = { ...parseAnswers(answer), ...(input ? {} : { input: false }) };
        const wishes = { folder, nights: { at, perNight }, except, acts: dryRun !== true, asks: yes !== true };
        await sweepSessionsCommand(context, { ...options, flags }, wishes);
      },
    );
}

const EXAMPLES = `
Examples:
  $ rigline sweep --dry-run
  $ rigline sweep D:\\old-data --at 22:00 --per-night 3
  $ rigline sweep --yes --json`;

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 to 9999.");
  return Number(text);
}
