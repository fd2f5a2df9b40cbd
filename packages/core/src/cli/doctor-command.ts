import { type Command, InvalidArgumentError } from "commander";
import { EXIT_CODES } from "@rigline/foundation/errors";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";
import { concludeFindings, presentFindings } from "./present-run.js";

interface DoctorOptions extends CommonOptions {
  readonly sendTest?: true;
  /** Seconds. */
  readonly wait?: number;
}

/** aind-watchdog-service looks at a manifest ten seconds after it came, and copies for a moment. */
const WAIT_SECONDS = 120;

export function addDoctorCommand(program: Command, context: CommandContext): void {
  addCommonOptions(program.command("doctor"))
    .description("check the rig as before a session, without opening one")
    .option(
      "--send-test",
      "then send a tiny test session the way of a real one, without submitting it, and remove it again",
    )
    .option(
      "--wait <seconds>",
      `with --send-test: how long it may take to arrive, ${WAIT_SECONDS} when absent`,
      seconds,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (options: DoctorOptions, command: Command) => {
      if (options.wait !== undefined && options.sendTest !== true)
        command.error("error: --wait says how long --send-test may take, which is not there");
      const { withLauncher } = await import("./open-launcher.js");
      await withLauncher(context, options, async (opened, signal) => {
        const { launcher } = opened;
        await launcher.start("inspection", signal);
        const findings = await launcher.preflight(signal);
        const failed = findings.some(({ level }) => level === "error");
        context.exitCode = failed ? EXIT_CODES.preflight : EXIT_CODES.success;
        if (options.json !== true) tellFindings(context, findings);
        if (options.sendTest !== true) return printJson(context, options, { findings });
        const { sendTest } = await import("./send-test.js");
        const waitMs = (options.wait ?? WAIT_SECONDS) * 1000;
        const sent = await sendTest(context, opened, {
          mayBegin: !failed,
          isJson: options.json === true,
          waitMs,
          signal,
        });
        printJson(context, options, { findings, sendTest: sent });
      });
    });
}

const EXAMPLES = `
Examples:
  $ rigline doctor
  $ rigline doctor --json
  $ rigline doctor --send-test             prove that a session would arrive: queue, daemon, copy, service
  $ rigline doctor --send-test --wait 600  where the daemon may be busy with a long copy`;

function tellFindings({ io }: CommandContext, findings: readonly Finding[]): void {
  io.out(`${[...presentFindings(findings), "", concludeFindings(findings)].join("\n")}\n`);
}

function printJson({ io }: CommandContext, { json }: DoctorOptions, document: object): void {
  if (json === true) io.out(`${JSON.stringify(document, undefined, 2)}\n`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a number of seconds, 1 or more.");
}
