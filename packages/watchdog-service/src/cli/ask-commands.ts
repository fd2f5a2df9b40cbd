import type { Command } from "commander";
import type { AskFlags } from "./ask-command.js";
import { required } from "./required-config.js";

interface AskOptions {
  readonly config?: string;
  readonly all?: true;
  readonly now?: true;
  readonly reason?: string;
  readonly json?: true;
}

/** What can be asked of a job, one command each: `hold`, `release`, `cancel`, `redrive`, `reschedule`. */
export function addAskCommands(program: Command, onExit: (code: number) => void): void {
  const add = (name: AskFlags["command"], argument: string, description: string): Command =>
    program
      .command(name)
      .argument(argument, "the job's name, or its manifest's file name")
      .description(description)
      .option("-c, --config <file>", "the watch config")
      .option("--json", "print what was asked, and what came of it, as JSON")
      .option("--verbose", "print stack traces")
      .addHelpText("after", EXAMPLES[name]);
  const run = async (flags: AskFlags, command: Command): Promise<void> => {
    const { config, json } = command.optsWithGlobals<AskOptions>();
    const { askCommand } = await import("./ask-command.js");
    onExit(await askCommand(required(command, config), { ...flags, json: json === true }));
  };
  add("hold", "<name>", "do nothing for a job until it is released; what is copied of it is kept").action(
    (name: string, _options: AskOptions, command: Command) => run({ command: "hold", name }, command),
  );
  add("release", "<name>", "let a held job go on where it was").action(
    (name: string, _options: AskOptions, command: Command) => run({ command: "release", name }, command),
  );
  add("cancel", "<name>", "never hand a job off; its manifest and its data stay on the rig")
    .option("--reason <text>", "why, for its journal")
    .action((name: string, { reason }: AskOptions, command: Command) =>
      run({ command: "cancel", name, ...(reason === undefined ? {} : { reason }) }, command),
    );
  add("redrive", "[name]", "put a parked job back to work, or try a waiting one now")
    .option("--now", "also what waits for its hour")
    .option("--all", "every job that can be")
    .action((name: string | undefined, { now, all }: AskOptions, command: Command) => {
      if ((name === undefined) !== (all === true))
        command.error("error: redrive takes the name of a job, or --all for every one that can be");
      return run({ command: "redrive", name, now: now === true }, command);
    });
  add("reschedule", "<name>", "let a job wait for another hour, before its copy has begun")
    .argument("<time>", "now, a time of day (20:00), a date (2026-07-14), or both (2026-07-14T20:00)")
    .action((name: string, time: string, _options: AskOptions, command: Command) =>
      run({ command: "reschedule", name, time }, command),
    );
}

const NAME = "614173_2026-07-14T090500-0700";
const EXAMPLES = {
  hold: `\nExample:\n  rigline-watchdog hold -c watch_config.yml ${NAME}`,
  release: `\nExample:\n  rigline-watchdog release -c watch_config.yml ${NAME}`,
  cancel: `\nExample:\n  rigline-watchdog cancel -c watch_config.yml ${NAME} --reason "a test session"`,
  redrive: `\nExamples:\n  rigline-watchdog redrive -c watch_config.yml ${NAME}\n  rigline-watchdog redrive -c watch_config.yml --all --now   what is parked, and what waits for its hour`,
  reschedule: `\nExample:\n  rigline-watchdog reschedule -c watch_config.yml ${NAME} 22:30`,
} as const;
