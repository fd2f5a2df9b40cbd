import type { Command } from "commander";
import { CHANNEL_TESTER, type ChannelTest } from "../di/core-tokens.js";
import { cliError } from "./cli-errors.js";
import { addCommonOptions, type CommandContext, type CommonOptions } from "./command-context.js";

export function addNotifyCommand(program: Command, context: CommandContext): void {
  const notify = program
    .command("notify")
    .description("who is told when a session needs somebody")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(notify.command("test"))
    .description("send a message by every channel that this rig's configuration names")
    .argument("[channel]", "its name; all when absent")
    .addHelpText("after", EXAMPLES)
    .action(async (channel: string | undefined, options: CommonOptions) => {
      const { withLauncher } = await import("./open-launcher.js");
      await withLauncher(context, options, async ({ launcher }, signal) => {
        await launcher.start("inspection", signal);
        const tester = launcher.services.tryResolve(CHANNEL_TESTER);
        if (tester === undefined)
          throw cliError("HAND_OFF_BY_NOBODY", {
            what: "no plugin hands sessions off here, so nobody is told of them",
          });
        const tried = await tester.test({ channel, signal });
        const { exitCode, ...document } = tried;
        context.io.out(`${options.json === true ? JSON.stringify(document, undefined, 2) : render(tried)}\n`);
        context.exitCode = exitCode;
      });
    });
}

const EXAMPLES = `
Examples:
  $ rigline notify test        by every channel
  $ rigline notify test teams  by one`;

function render({ setIn, channels, notes }: ChannelTest): string {
  return [
    `Channels of ${setIn}:`,
    ...channels.flatMap(({ name, error }) =>
      error === null
        ? [`  ${name}: sent`]
        : [`  ${name}: NOT SENT: ${error.code}: ${error.message}`, `    do  ${error.todo}`],
    ),
    ...notes.map((note) => `note: ${note}`),
  ].join("\n");
}
