import type { Command } from "commander";
import { byConfig, configCommand, type OnExit } from "./config-command.js";

interface DeadLettersOptions {
  readonly dryRun?: true;
  readonly json?: true;
}

/** What the transfer service has refused: written into a file, corrected there, and posted again. */
export function addDeadLettersCommands(program: Command, onExit: OnExit): void {
  const parent = program
    .command("dead-letters")
    .description("jobs that the transfer service refused: export their requests, correct them, post them again");
  const exportExample = "Example:\n  rigline-watchdog dead-letters export -c watch_config.yml refused.json";
  configCommand(
    parent,
    "export",
    "write the requests that were refused into a new file, to be corrected",
    exportExample,
  )
    .argument("<file>", "a file that is not there yet")
    .option("--json", "print what was written as JSON")
    .action(
      byConfig(onExit, async (config, { json }: DeadLettersOptions, [file = ""]) => {
        const { exportDeadLetters } = await import("./dead-letters-command.js");
        return exportDeadLetters(config, file, json === true);
      }),
    );
  const postExample = "Example:\n  rigline-watchdog dead-letters post -c watch_config.yml refused.json --dry-run";
  configCommand(parent, "post", "have the requests of such a file posted, each by its own job", postExample)
    .argument("<file>", "what `export` has written, corrected")
    .option("--dry-run", "say what would be posted, and what was changed, and ask for nothing")
    .option("--json", "print what came of each as JSON")
    .action(
      byConfig(onExit, async (config, { dryRun, json }: DeadLettersOptions, [file = ""]) => {
        const { postDeadLetters } = await import("./dead-letters-command.js");
        return postDeadLetters(config, file, { isDry: dryRun === true, json: json === true });
      }),
    );
}
