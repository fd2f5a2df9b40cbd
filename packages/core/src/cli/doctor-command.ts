import type { Command } from "commander";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";
import { concludeFindings, presentFindings } from "./present-run.js";

export function addDoctorCommand(program: Command, context: CommandContext): void {
  addCommonOptions(program.command("doctor"))
    .description("check the rig as before a session, without opening one")
    .addHelpText("after", "\nExamples:\n  $ rigline doctor\n  $ rigline doctor --json")
    .action(async (options: CommonOptions) => {
      const { withLauncher } = await import("./open-launcher.js");
      await withLauncher(context, options, async ({ launcher }, signal) => {
        await launcher.start("inspection", signal);
        const findings = await launcher.preflight(signal);
        const failed = findings.some(({ level }) => level === "error");
        const lines = [...presentFindings(findings), "", concludeFindings(findings)];
        context.io.out(`${options.json === true ? JSON.stringify({ findings }, undefined, 2) : lines.join("\n")}\n`);
        context.exitCode = failed ? EXIT_CODES.preflight : EXIT_CODES.success;
      });
    });
}
