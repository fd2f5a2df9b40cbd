import { EXIT_CODES, isAnswered } from "@rigline/foundation/errors";
import { packageVersion } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import { CommanderError, Command, InvalidArgumentError, Option } from "commander";
import { addAskCommands, NAME } from "./ask-commands.js";
import { byConfig, configCommand, required, type OnExit } from "./config-command.js";
import type { VerifyFlags } from "./verify-command.js";
import { addDeadLettersCommands } from "./add-dead-letters.js";
import { addFetchCommand } from "./add-fetch.js";
import { addJobsPageCommand } from "./add-jobs-page.js";
import { addInstallCommands } from "./install/install-commands.js";
import { addKeepingCommands } from "./keeping/add-keeping-commands.js";

/** Runs `rigline-watchdog` with these arguments and returns its exit code (docs/cli/exit-codes.md). */
export async function main(argv: readonly string[]): Promise<number> {
  // Who started us may be gone with the other end of the pipe.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => mark("daemon: an output that nobody reads any more is done without"));
  let exitCode: number = EXIT_CODES.success;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && isAnswered(error, program, argv)) return EXIT_CODES.success;
    const { tellFailure } = await import("./tell-failure.js");
    return tellFailure(error, program, argv);
  }
}

const EXAMPLES = `
Examples:
  rigline-watchdog -c watch_config.yml                      watch until stopped
  rigline-watchdog -c watch_config.yml --once               hand off what is there, then end
  rigline-watchdog -c watch_config.yml --exit-when-idle 60  end after a minute without work
  rigline-watchdog status -c watch_config.yml               how each job stands
  rigline-watchdog show -c watch_config.yml NAME            how one job stands, and what happened to it
  rigline-watchdog page -c watch_config.yml                 the jobs in the browser, live
  rigline-watchdog stop -c watch_config.yml                 end when what is being copied has arrived
  rigline-watchdog redrive -c watch_config.yml NAME         try a parked job again
  rigline-watchdog redrive -c watch_config.yml NAME --now   send what waits for its hour
  rigline-watchdog notify test -c watch_config.yml          try whether people can be told
  rigline-watchdog install -c watch_config.yml              have it started with the machine
  rigline-watchdog hold -c watch_config.yml NAME            do nothing for a job until it is released
  rigline-watchdog cancel -c watch_config.yml NAME          never hand it off; its manifest is kept
  rigline-watchdog dead-letters export -c watch_config.yml FILE   what was refused, to be corrected and posted
  rigline-watchdog fetch /stage/614173/NAME --to FOLDER     bring an earlier session back, verified
  rigline-watchdog verify /stage/614173/NAME                whether a copy is still what was handed off
  rigline-watchdog gates -c watch_config.yml NAME           whether its data may be deleted at the rig, and why not
  rigline-watchdog retention -c watch_config.yml            what would be deleted at the rig by the rules, and why not
  rigline-watchdog check manifest_614173.yaml               what would be refused in a manifest, where and by whom`;

interface RunOptions {
  readonly config?: string;
  readonly once?: true;
  readonly exitWhenIdle?: number;
  readonly json?: true;
  readonly verbose?: true;
}

/** The command line. Each command's code is loaded only when it is run. */
function createProgram(onExit: OnExit): Command {
  const program = new Command("rigline-watchdog")
    .description(
      "Watches a flag folder for manifests; copies, verifies, publishes, submits and archives what they name.",
    )
    .version(packageVersion(import.meta.url))
    .enablePositionalOptions()
    .option("-c, --config <file>", "the watch config (watch_config.yml)")
    .addOption(new Option("--config-path <file>", "as aind-watchdog-service calls it").hideHelp())
    .on("option:config-path", (file: string) => void program.setOptionValue("config", file))
    .option("--once", "hand off what can be handed off now, then end; the exit code tells whether all of it could")
    .option("--exit-when-idle <seconds>", "end when nothing was pending for so long", seconds)
    .option("--json", "print each event as a line of JSON on standard output")
    .option("--verbose", "say more, and print stack traces")
    .addHelpText("after", EXAMPLES)
    .helpCommand(true)
    .exitOverride()
    // Told at the end, with what was meant.
    .configureOutput({ outputError: () => undefined })
    .action(async ({ config, once, exitWhenIdle, json, verbose }: RunOptions) => {
      const { runCommand } = await import("./run-command.js");
      const flags = { once: once === true, json: json === true, verbose: verbose === true };
      onExit(await runCommand({ config: required(program, config), exitWhenIdle, ...flags }));
    });
  const statusExample = "Example:\n  rigline-watchdog status -c watch_config.yml --json";
  configCommand(program, "status", "print where each job of the flag folder stands", statusExample)
    .option("--json", "print the jobs as JSON")
    .option(
      "--all",
      "with --json, all that it tells: who watches, holds, sessions that are copied while they run, jobs",
    )
    .action(
      byConfig(onExit, async (config, { json, all }: RunOptions & { readonly all?: true }) => {
        const { printStatus } = await import("./status-command.js");
        return printStatus(config, { json: json === true, all: all === true });
      }),
    );
  const jobsExample = "Example:\n  rigline-watchdog jobs -c watch_config.yml";
  configCommand(program, "jobs", "print a line for each job of the flag folder", jobsExample)
    .option("--json", "print the jobs as JSON, as status does")
    .action(
      byConfig(onExit, async (config, { json }: RunOptions) => {
        const { printJobs } = await import("./jobs-command.js");
        return printJobs(config, json === true);
      }),
    );
  const showExample = `Example:\n  rigline-watchdog show -c watch_config.yml ${NAME}`;
  configCommand(program, "show", "print how one job stands, and all that has happened to it", showExample)
    .argument("<name>", "the job's name, or its manifest's file name")
    .option("--json", "print it as JSON")
    .action(
      byConfig(onExit, async (config, { json }: RunOptions, [name = ""]) => {
        const { showJob } = await import("./jobs-command.js");
        return showJob(config, name, json === true);
      }),
    );
  addStopCommand(program, "stop", onExit);
  addStopCommand(program, "restart", onExit);
  addAskCommands(program, onExit);
  addInstallCommands(program, onExit);
  addJobsPageCommand(program, onExit);
  addDeadLettersCommands(program, onExit);
  addFetchCommand(program, onExit);
  addKeepingCommands(program, onExit);
  const notify = program.command("notify").description("who is told when somebody is needed");
  const testExample = "Example:\n  rigline-watchdog notify test -c watch_config.yml";
  configCommand(notify, "test", "send a message by every channel of the watch config", testExample)
    .argument("[channel]", "its name; all when absent")
    .option("--json", "print how each went as JSON")
    .action(
      byConfig(onExit, async (config, { json }: RunOptions, [channel]) => {
        const { testChannels } = await import("./notify-command.js");
        return testChannels(config, channel, json === true);
      }),
    );
  program
    .command("check")
    // Its name of before.
    .alias("lint")
    .argument("<files...>", "manifests, wherever they lie")
    .description("say what would be refused in a manifest, where, and by which versions of aind-watchdog-service")
    .option("--by <version>", "the exit code says also whether this version of aind-watchdog-service takes it")
    .option("--json", "print what was found as JSON")
    .option("--verbose", "print stack traces")
    .addHelpText("after", "\nExample:\n  rigline-watchdog check flags/manifest_614173.yaml --by 0.1.6")
    .action(async (files: readonly string[], { by }: { readonly by?: string }, command: Command) => {
      const { isServiceVersion, printCheck, SERVICE_VERSIONS } = await import("./check-command.js");
      if (by !== undefined && !isServiceVersion(by))
        command.error(`error: --by ${by} is no version that is known: ${SERVICE_VERSIONS.join(", ")}`);
      const json = command.optsWithGlobals<RunOptions>().json === true;
      onExit(printCheck(files, { json, version: by }));
    });
  program
    .command("verify")
    .argument("<folder>", "what was published, <destination>/<name>, in a store too; with -c also the name of a job")
    .description("compare what was published with the list of what was handed off, byte by byte, today or in years")
    .option(
      "--inventory <file>",
      "that list, Rigline's or one of sha256sum; found beside or in the folder, or with -c in the flag folder, when absent",
    )
    .option("-c, --config <file>", "the watch config: what is found is then recorded in the job's journal")
    .option("--generation", "add what was read to the history of ASC MHL that lies in the folder")
    .option("--json", "print what was found as JSON")
    .option("--verbose", "print stack traces")
    .addHelpText("after", VERIFY_EXAMPLES)
    .action(async (folder: string, options: VerifyFlags, command: Command) => {
      const { verifyCommand } = await import("./verify-command.js");
      const { config, json } = command.optsWithGlobals<RunOptions>();
      const given = { ...options, ...(config === undefined ? {} : { config }), json: json === true };
      onExit(await verifyCommand(folder, given));
    });
  return program;
}

const VERIFY_EXAMPLES = `
Examples:
  rigline-watchdog verify /stage/614173/614173_2026-07-14T090500-0700
  rigline-watchdog verify -c watch_config.yml 614173_2026-07-14T090500-0700
  rigline-watchdog verify s3://lab/rigs/614173/614173_2026-07-14T090500-0700
  rigline-watchdog verify /archive/614173 --inventory 614173.sha256   by a list of sha256sum`;

const STOP_EXAMPLES = {
  stop: "Examples:\n  rigline-watchdog stop -c watch_config.yml         end when what is being copied has arrived\n  rigline-watchdog stop -c watch_config.yml --now   end at once; the copy goes on where it was when it is started again",
  restart:
    "Example:\n  rigline-watchdog restart -c watch_config.yml   a new daemon takes over when what is being copied has arrived",
} as const;

function addStopCommand(program: Command, name: "stop" | "restart", onExit: OnExit): void {
  const description =
    name === "stop"
      ? "ask the daemon of the flag folder to end; no copy is cut"
      : "ask it to end, and start another in its place";
  configCommand(program, name, description, STOP_EXAMPLES[name])
    .option("--now", "also while it copies: the copy goes on where it was when a daemon is started again")
    .option("--json", "print what came of it as JSON")
    .action(
      byConfig(onExit, async (config, { now, json }: RunOptions & { readonly now?: true }) => {
        const { stopCommand } = await import("./stop-command.js");
        return stopCommand(config, { now: now === true, restarts: name === "restart", json: json === true });
      }),
    );
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("It must be a number of seconds.");
  return value;
}
