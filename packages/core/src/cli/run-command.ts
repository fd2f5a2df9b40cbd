import type { Command } from "commander";
import { addCommonOptions, collect, type CommandContext, type CommonOptions } from "./command-context.js";
import type { FlagValues } from "./open-launcher.js";
import { parseAnswers } from "./parse-settings.js";

interface RunOptions extends CommonOptions {
  readonly subject?: string;
  readonly experiment?: string;
  readonly experimenter?: readonly string[];
  readonly notes?: string;
  readonly dataDir?: string;
  readonly allowDirty?: boolean;
  readonly answer?: readonly string[];
  readonly input: boolean;
  readonly dryRun?: boolean;
  readonly simulate?: boolean;
  readonly queue?: string;
  readonly output?: boolean;
  readonly trace?: boolean;
}

export function addRunCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("run")
    .description("run one session: check the rig, run the experiment, hand its data off, report")
    .option("-s, --subject <id>", "the subject; asked when absent")
    .option("-e, --experimenter <name>", "an experimenter (repeatable); asked when absent", collect)
    .option("--experiment <name>", "which of the config's experiments; asked when there are several")
    .option("-n, --notes <text>", "notes kept with the session")
    .option("--data-dir <folder>", "where sessions are written (data_dir)")
    .option("--allow-dirty", "run although the repository has changes that are not committed (allow_dirty)")
    .option("--answer <key=value>", "the answer to a question that a plugin asks (repeatable)", collect)
    .option("--no-input", "never ask: a missing answer is an error that names its flag")
    .option(
      "--dry-run",
      "show the hooks and runners that would run; of plugins, only configResolved, ready and teardown are called",
    )
    .option("--queue <file>", "run the sessions of a list one after the other, and go on behind those that were run")
    .option("--simulate", "play a scripted experiment in the place of the real one; nothing of it is handed off")
    .option("--output", "show each line that the experiment prints; its last ones are shown in any case")
    .option("--trace", "print the tree of hooks, handlers and times at the end");
  addCommonOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: RunOptions) => {
      // Loaded here, so that help, version and completion stay quick.
      if (options.queue !== undefined) {
        const { runQueueCommand } = await import("./run-queue-command.js");
        return runQueueCommand(context, options, { queue: options.queue, flags: toFlags(options) });
      }
      if (options.dryRun === true) {
        const { planSessionCommand } = await import("./run-session-command.js");
        return planSessionCommand(context, options, toFlags(options));
      }
      const { runSessionCommand } = await import("./run-session-command.js");
      await runSessionCommand(context, options, toFlags(options));
    });
}

/** Also of `rigline resume`. */
export const EXIT_CODE_HELP = `The exit code says how it went:
  0 all well; 7 the experiment failed; 8 a step before or after it failed; 130 a person stopped it
  no session: 2 command line or answer, 3 config, 4 plugin, 5 preflight, 6 refused, 10 disk; 1 a mistake of Rigline's own
  0 also when the hand-off waits for its hour or a share: the report says so`;

const EXAMPLES = `
Examples:
  $ rigline run --subject 614173 --experimenter "Ada Lovelace"
  $ rigline run --subject 614173 --experimenter ada --no-input --json
  $ rigline run --subject 614173 --experimenter ada --answer weight=23.4
  $ rigline run --subject 614173 --experimenter ada --set experiment.timeout_seconds=3600
  $ rigline run --subject 614173 --experimenter ada --output
  $ rigline run --queue today.yaml
  $ rigline run --dry-run --subject 614173

${EXIT_CODE_HELP}`;

function toFlags(options: RunOptions): FlagValues {
  return {
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    ...(options.experimenter === undefined ? {} : { experimenters: options.experimenter }),
    ...(options.experiment === undefined ? {} : { experiment: options.experiment }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    ...(options.dataDir === undefined ? {} : { data_dir: options.dataDir }),
    ...(options.allowDirty === true ? { allow_dirty: true } : {}),
    ...parseAnswers(options.answer),
    ...(options.simulate === true ? { simulate: true } : {}),
    ...(options.input ? {} : { input: false }),
  };
}
