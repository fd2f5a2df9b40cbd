import { EXIT_CODES } from "@rigline/core/errors";
import { nodeFileSystem, readLockHolder, systemClock } from "@rigline/core/platform";
import { watchdogLockName } from "@rigline/manifest";
import { loadSettings } from "../config/load-settings.js";
import { jobJournals } from "../jobs/job-journal.js";
import { redriveJob } from "../jobs/redrive-job.js";
import { nodeDisk } from "../platform/node-disk.js";
import { fitToShow } from "./fit-to-show.js";

/** `rigline-watchdog redrive NAME`. */
export async function redriveCommand(config: string, name: string): Promise<number> {
  const { flagFolder } = loadSettings(config);
  const job = redriveJob(nodeDisk, nodeFileSystem, jobJournals(nodeFileSystem, systemClock), flagFolder, name);
  const holder = await readLockHolder(watchdogLockName(flagFolder));
  const who =
    holder === undefined
      ? "no daemon runs here now: start one"
      : `the daemon (pid ${holder.pid}) takes it at its next scan`;
  process.stdout.write(`${fitToShow(job.name)}: redriven; ${who}\n`);
  return EXIT_CODES.success;
}
