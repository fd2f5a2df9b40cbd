import type { Command } from "commander";
import { readPagePort } from "@rigline/foundation/page";
import { byConfig, configCommand, type OnExit } from "./config-command.js";

interface PageOptions {
  readonly port?: string;
  readonly open?: true;
  readonly host?: string;
}

export function addJobsPageCommand(program: Command, onExit: OnExit): void {
  const examples = "Example:\n  rigline-watchdog page -c watch_config.yml --port 8765";
  configCommand(program, "page", "show the jobs of the flag folder in the browser, on this computer alone", examples)
    .option("--port <number>", "where it is served; one that is free when absent")
    .option("--open", "open the browser as well")
    .option("--host <address>", "this computer alone is allowed: 127.0.0.1")
    .action(
      byConfig(
        onExit,
        async (config, { port: given = "0", open, host = "127.0.0.1" }: PageOptions, _words, command) => {
          const port = readPagePort(given) ?? command.error(`error: --port ${given} is no port: 0 to 65535`);
          const { jobsPageCommand } = await import("./jobs-page-command.js");
          return jobsPageCommand(config, { port, opens: open === true, host });
        },
      ),
    );
}
