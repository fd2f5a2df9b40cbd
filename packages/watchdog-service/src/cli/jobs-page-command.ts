import { dirname, resolve } from "node:path";
import { requireLoopback, runPage } from "@rigline/foundation/page";
import { loadSettings } from "../config/load-settings.js";

export interface JobsPageFlags {
  readonly port: number;
  readonly opens: boolean;
  readonly host: string;
}

/**
 * `rigline-watchdog page`: the jobs of the flag folder in the browser, served until Ctrl+C in a process of its own. Throws
 * PAGE_HOST_REFUSED, PAGE_NOT_INSTALLED and what is wrong with the watch config.
 */
export function jobsPageCommand(config: string, { port, opens, host }: JobsPageFlags): Promise<number> {
  requireLoopback(host);
  const { configFile } = loadSettings(config);
  const order = { watchConfig: configFile, port, opens, tells: true };
  return runPage(order, [dirname(resolve(configFile))]);
}
