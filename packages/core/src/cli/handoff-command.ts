import type { Command } from "commander";
import type { HandOffChange } from "../di/core-tokens.js";
import { addCommonOptions, collect, type CommandContext, type CommonOptions } from "./command-context.js";
import { parseAnswers } from "./parse-settings.js";
import { EXIT_CODE_HELP } from "./run-command.js";

interface HandOffOptions extends CommonOptions {
  readonly answer?: readonly string[];
  readonly input: boolean;
  readonly trace?: boolean;
}

export function addHandOffCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("handoff")
    .description("hand a session off after all that was declined; one that was handed off is looked at again")
    .argument("<session>", "the session's name or folder");
  addResumeOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (session: string, options: HandOffOptions) => {
      const { handOffSessionCommand } = await import("./handoff-session-command.js");
      await handOffSessionCommand(context, options, session, flagsOf(options));
    });
  addChanges(command, context);
}

/** What can be changed about a hand-off, one command each. */
function addChanges(parent: Command, context: CommandContext): void {
  const add = (name: keyof typeof CHANGES): Command =>
    addResumeOptions(
      parent.command(name).description(CHANGES[name]).argument("<session>", "the session's name or folder"),
    ).addHelpText("after", `\nExamples:\n  $ rigline handoff ${name} ${NAME}${WITH[name] ?? ""}`);
  const run = async (session: string, change: HandOffChange, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<HandOffOptions>();
    const { changeHandOffCommand } = await import("./change-handoff-command.js");
    await changeHandOffCommand(context, options, session, change, flagsOf(options));
  };
  for (const name of ["hold", "release", "late"] as const)
    add(name).action((session: string, _options: unknown, command: Command) => run(session, { do: name }, command));
  for (const name of ["cancel", "discard"] as const)
    add(name)
      .option("--reason <text>", "why, for its records")
      .action((session: string, { reason }: { readonly reason?: string }, command: Command) =>
        run(session, { do: name, ...(reason === undefined ? {} : { reason }) }, command),
      );
  add("reschedule")
    .argument("<time>", "now, a time of day (20:00), a date (2026-07-14), or both (2026-07-14T20:00)")
    .action((session: string, to: string, _options: unknown, command: Command) =>
      run(session, { do: "reschedule", to }, command),
    );
  add("alter")
    .option("--project <name>", "another project")
    .option("--job-type <type>", "another kind of job")
    .action(
      (
        session: string,
        { project, jobType }: { readonly project?: string; readonly jobType?: string },
        command: Command,
      ) => {
        if (project === undefined && jobType === undefined)
          command.error("error: alter takes --project, --job-type, or both");
        const change: HandOffChange = {
          do: "alter",
          ...(project === undefined ? {} : { project }),
          ...(jobType === undefined ? {} : { jobType }),
        };
        return run(session, change, command);
      },
    );
  add("relabel")
    .requiredOption("--subject <name>", "the animal that it was")
    .action((session: string, { subject }: { readonly subject: string }, command: Command) =>
      run(session, { do: "relabel", subject }, command),
    );
}

const CHANGES = {
  hold: "do nothing for a session's hand-off until it is released",
  release: "let a held one go on",
  cancel: "do not hand it off, or no further; its data stay at the rig, and `rigline handoff SESSION` takes it back",
  discard: "the same for a session that was a test or a mistake: it is listed as discarded",
  late: "send what was written after a session was handed off, into a folder of its own beside the session's",
  reschedule: "let it wait for another hour, before its copy has begun",
  alter: "another project or job type, before its copy has begun",
  relabel: "the animal was another one: before its copy has begun, it is handed off under the other's name",
} as const;

const NAME = "614173_2026-07-14T090500-0700";
const WITH: Partial<Record<keyof typeof CHANGES, string>> = {
  cancel: ' --reason "the wrong rig"',
  discard: ' --reason "a test"',
  reschedule: " 22:30",
  alter: ' --project "Other project"',
  relabel: " --subject 614174",
};

function flagsOf({ answer, input }: HandOffOptions): Readonly<Record<string, unknown>> {
  return { ...parseAnswers(answer), ...(input ? {} : { input: false }) };
}

function addResumeOptions(command: Command): Command {
  return addCommonOptions(
    command
      .option("--answer <key=value>", "the answer to a question that a plugin asks (repeatable)", collect)
      .option("--no-input", "never ask: a missing answer is an error that names its flag")
      .option("--trace", "print the tree of hooks, handlers and times at the end"),
  );
}

const EXAMPLES = `
Examples:
  $ rigline handoff 614173_2026-07-14T090500-0700
  $ rigline handoff data/614173/614173_2026-07-14T090500-0700
  $ rigline handoff hold 614173_2026-07-14T090500-0700
  $ rigline handoff discard 614173_2026-07-14T090500-0700 --reason "a test"

${EXIT_CODE_HELP}`;
