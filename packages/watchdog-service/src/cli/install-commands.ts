import type { Command } from "commander";
import { required } from "./required-config.js";

interface InstallOptions {
  readonly config?: string;
  readonly user?: string;
  readonly destination?: readonly string[];
  readonly print?: true;
}

const EXAMPLES = {
  install: `
Examples:
  rigline-watchdog install -c watch_config.yml              start it with the machine, as this person
  rigline-watchdog install -c watch_config.yml --user NAME  as NAME, whether anybody is signed in or not
  rigline-watchdog install -c watch_config.yml --print      what would be done`,
  uninstall: `
Example:
  rigline-watchdog uninstall -c watch_config.yml            end it, and start it no more; data and queue stay`,
} as const;

/** `install` and `uninstall`. */
export function addInstallCommands(program: Command, onExit: (code: number) => void): void {
  program
    .command("install")
    .description("have the daemon started with the machine")
    .option("-c, --config <file>", "the watch config")
    .option("--user <name>", "the account that it runs as")
    .option("--destination <folders...>", "folders on the server that this account has to see")
    .option("--print", "print what would be done, and do nothing")
    .option("--verbose", "print stack traces")
    .addHelpText("after", EXAMPLES.install)
    .action(async (_options: InstallOptions, command: Command) => {
      const { config, user, destination = [], print } = command.optsWithGlobals<InstallOptions>();
      const { installCommand } = await import("./install-command.js");
      const flags = { user, destinations: destination, prints: print === true };
      onExit(await installCommand(required(command, config), flags));
    });
  program
    .command("uninstall")
    .description("end the daemon, and have it started with the machine no more")
    .option("-c, --config <file>", "the watch config")
    .option("--user <name>", "the account that it runs as")
    .option("--print", "print what was installed, and do nothing")
    .option("--verbose", "print stack traces")
    .addHelpText("after", EXAMPLES.uninstall)
    .action(async (_options: InstallOptions, command: Command) => {
      const { config, user, print } = command.optsWithGlobals<InstallOptions>();
      const { uninstallCommand } = await import("./install-command.js");
      onExit(await uninstallCommand(required(command, config), { user, prints: print === true }));
    });
}
