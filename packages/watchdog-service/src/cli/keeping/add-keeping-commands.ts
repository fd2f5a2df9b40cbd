import { type Command, Option } from "commander";
import { NAME } from "../ask-commands.js";
import { byConfig, configCommand, type OnExit } from "../config-command.js";

interface GatesOptions {
  readonly json?: true;
  readonly when: "accepted" | "processed";
}

/** What is asked of data that have been handed off: whether they may be deleted at the rig. */
export function addKeepingCommands(program: Command, onExit: OnExit): void {
  const gatesExample = `Example:\n  rigline-watchdog gates -c watch_config.yml ${NAME}`;
  configCommand(program, "gates", "print what stands between a job's data at the rig and their deletion", gatesExample)
    .argument("<name>", "the job's name, or its manifest's file name")
    .addOption(
      new Option("--when <step>", "the transfer service has to have taken the job, or processed it")
        .choices(["accepted", "processed"])
        .default("accepted"),
    )
    .option("--json", "print them as JSON")
    .action(
      byConfig(onExit, async (config, { json, when }: GatesOptions, [name = ""]) => {
        const { gatesCommand } = await import("./gates-command.js");
        return gatesCommand(config, name, { json: json === true, when });
      }),
    );
  const retentionExample = "Example:\n  rigline-watchdog retention -c watch_config.yml --dry-run";
  configCommand(
    program,
    "retention",
    "print what the daemon would delete at the rig now, by the rules",
    retentionExample,
  )
    .option("--dry-run", "what it does always: the daemon alone deletes")
    .option("--json", "print it as JSON")
    .action(
      byConfig(onExit, async (config, { json }: { readonly json?: true }) => {
        const { retentionCommand } = await import("./retention-command.js");
        return retentionCommand(config, json === true);
      }),
    );
  const reportExample = `Examples:\n  rigline-watchdog report -c watch_config.yml ${NAME} --output report.html\n  rigline-watchdog report -c watch_config.yml ${NAME} > report.csv`;
  configCommand(program, "report", "write what is known of each file of a hand-off: CSV, or one page", reportExample)
    .argument("<name>", "the job's name, or its manifest's file name")
    .option("--output <file>", "where to: a page when it ends in .html, else CSV; to the output when absent")
    .action(
      byConfig(onExit, async (config, { output }: { readonly output?: string }, [name = ""]) => {
        const { reportCommand } = await import("./report-command.js");
        return reportCommand(config, name, output);
      }),
    );
  addExport(program, onExit);
}

interface ExportOptions {
  readonly bag?: true;
  readonly inventory?: string;
  readonly json?: true;
}

function addExport(program: Command, onExit: OnExit): void {
  program
    .command("export")
    .description("copy a published folder into a form for archives, each file held against what was handed off")
    .argument("<folder>", "the published folder")
    .argument("<target>", "a folder that is not there yet")
    .option("--bag", "as a BagIt bag (RFC 8493)")
    .option("--inventory <file>", "the list of what was handed off; looked for when absent")
    .option("--json", "print what was written as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  rigline-watchdog export --bag /stage/614173/614173_2026-07-14T090500-0700 /archive/614173_bag",
    )
    .action(async (folder: string, target: string, options: ExportOptions, command: Command) => {
      if (options.bag !== true) command.error("error: say which form: --bag");
      const { exportBag } = await import("./export-command.js");
      onExit(exportBag(folder, target, { inventory: options.inventory, json: options.json === true }));
    });
}
