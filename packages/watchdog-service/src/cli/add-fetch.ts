import type { Command } from "commander";
import type { OnExit } from "./config-command.js";
import type { FetchFlags } from "./fetch-command.js";

/** `rigline-watchdog fetch`: an earlier session back to a rig. */
export function addFetchCommand(program: Command, onExit: OnExit): void {
  program
    .command("fetch")
    .argument("<folder>", "what was published, <destination>/<name>; with -c also the name of a job")
    .description("bring an earlier session back to a rig, verified; nothing at its destination is changed")
    .requiredOption("--to <folder>", "in it the session's own folder is made")
    .option("--inventory <file>", "the list of what was handed off; found as `verify` finds it, when absent")
    .option("-c, --config <file>", "the watch config: jobs are then found by their names")
    .option("--dry-run", "say what would be fetched, and write nothing")
    .option("--json", "print what was fetched as JSON")
    .option("--verbose", "print stack traces")
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string, options: FetchFlags, command: Command) => {
      const { fetchCommand } = await import("./fetch-command.js");
      const { config, json } = command.optsWithGlobals<{ readonly config?: string; readonly json?: boolean }>();
      onExit(
        await fetchCommand(folder, { ...options, ...(config === undefined ? {} : { config }), json: json === true }),
      );
    });
}

const EXAMPLES = `
Examples:
  rigline-watchdog fetch /stage/614173/614173_2026-07-14T090500-0700 --to D:\\fetched
  rigline-watchdog fetch -c watch_config.yml 614173_2026-07-14T090500-0700 --to D:\\fetched --dry-run`;
