import type { Command } from "commander";
import type { AskFlags } from "./ask-command.js";
import { byConfig, configCommand, type OnExit } from "./config-command.js";

interface AskOptions {
  readonly all?: true;
  readonly now?: true;
  readonly reason?: string;
  readonly json?: true;
}

type ToFlags = (words: readonly string[], options: AskOptions, command: Command) => AskFlags;

/** What can be asked of a job, one command each: `hold`, `release`, `cancel`, `redrive`, `reschedule`. */
export function addAskCommands(program: Command, onExit: OnExit): void {
  const add = (name: AskFlags["command"], argument: string, toFlags: ToFlags): Command =>
    configCommand(program, name, DESCRIPTIONS[name], EXAMPLES[name])
      .argument(argument, "the job's name, or its manifest's file name")
      .option("--json", "print what was asked, and what came of it, as JSON")
      .action(
        byConfig(onExit, async (config, options: AskOptions, words, command) => {
          const flags = toFlags(words, options, command);
          const { askCommand } = await import("./ask-command.js");
          return askCommand(config, { ...flags, json: options.json === true });
        }),
      );
  add("hold", "<name>", ([name = ""]) => ({ command: "hold", name }));
  add("release", "<name>", ([name = ""]) => ({ command: "release", name }));
  add("cancel", "<name>", ([name = ""], { reason }) => {
    return { command: "cancel", name, ...(reason === undefined ? {} : { reason }) };
  }).option("--reason <text>", "why, for its journal");
  add("redrive", "[name]", ([name], { now, all }, command) => {
    if ((name === undefined) !== (all === true))
      command.error("error: redrive takes the name of a job, or --all for every one that can be");
    return { command: "redrive", name, now: now === true };
  })
    .option("--now", "also what waits for its hour")
    .option("--all", "every job that can be");
  add("reschedule", "<name>", ([name = "", time = ""]) => ({ command: "reschedule", name, time })).argument(
    "<time>",
    "now, a time of day (20:00), a date (2026-07-14), or both (2026-07-14T20:00)",
  );
}

const DESCRIPTIONS = {
  hold: "do nothing for a job until it is released; what is copied of it is kept",
  release: "let a held job go on where it was",
  cancel: "never hand a job off; its manifest and its data stay on the rig",
  redrive: "put a parked job back to work, or try a waiting one now",
  reschedule: "let a job wait for another hour, before its copy has begun",
} as const;

/** Of a session, in examples. */
export const NAME = "614173_2026-07-14T090500-0700";
const EXAMPLES = {
  hold: `Example:\n  rigline-watchdog hold -c watch_config.yml ${NAME}`,
  release: `Example:\n  rigline-watchdog release -c watch_config.yml ${NAME}`,
  cancel: `Example:\n  rigline-watchdog cancel -c watch_config.yml ${NAME} --reason "a test session"`,
  redrive: `Examples:\n  rigline-watchdog redrive -c watch_config.yml ${NAME}\n  rigline-watchdog redrive -c watch_config.yml --all --now   what is parked, and what waits for its hour`,
  reschedule: `Example:\n  rigline-watchdog reschedule -c watch_config.yml ${NAME} 22:30`,
} as const;
