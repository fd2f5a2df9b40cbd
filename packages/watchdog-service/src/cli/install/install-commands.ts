import type { Command } from "commander";
import { byConfig, configCommand, type OnExit } from "../config-command.js";

interface InstallOptions {
  readonly user?: string;
  readonly destination?: readonly string[];
  readonly print?: true;
  readonly json?: true;
}

const EXAMPLES = {
  install: `Examples:
  rigline-watchdog install -c watch_config.yml              start it with the machine, as this person
  rigline-watchdog install -c watch_config.yml --user NAME  as NAME, whether anybody is signed in or not
  rigline-watchdog install -c watch_config.yml --print      what would be done`,
  uninstall: `Example:
  rigline-watchdog uninstall -c watch_config.yml            end it, and start it no more; data and queue stay`,
} as const;

/** `install` and `uninstall`. */
export function addInstallCommands(program: Command, onExit: OnExit): void {
  const add = (name: "install" | "uninstall", description: string): Command =>
    configCommand(program, name, description, EXAMPLES[name])
      .option("--user <name>", "the account that it runs as")
      .option("--json", "print it as JSON");
  add("install", "have the daemon started with the machine")
    .option("--destination <folders...>", "folders on the server that this account has to see")
    .option("--print", "print what would be done, and do nothing")
    .action(
      byConfig(onExit, async (config, { user, destination = [], print, json }: InstallOptions) => {
        const { installCommand } = await import("./install-command.js");
        return installCommand(config, {
          user,
          destinations: destination,
          prints: print === true,
          json: json === true,
        });
      }),
    );
  add("uninstall", "end the daemon, and have it started with the machine no more")
    .option("--print", "print what was installed, and do nothing")
    .action(
      byConfig(onExit, async (config, { user, print, json }: InstallOptions) => {
        const { uninstallCommand } = await import("./install-command.js");
        return uninstallCommand(config, { user, prints: print === true, json: json === true });
      }),
    );
}
