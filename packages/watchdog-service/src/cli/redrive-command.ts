import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { loadSettings } from "../config/load-settings.js";
import { jobJournals } from "../jobs/job-journal.js";
import { redriveJob } from "../jobs/redrive-job.js";
import { fitToShow } from "./fit-to-show.js";
import { whoWatches } from "./who-watches.js";

/** `rigline-watchdog redrive NAME`. */
export async function redrive(config: string, name: string, { now }: { readonly now: boolean }): Promise<number> {
  const settings = loadSettings(config);
  const parts = {
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    openJournal: jobJournals(nodeFileSystem, systemClock, settings.hostname),
    clock: systemClock,
    settings,
  };
  const job = redriveJob(parts, name, { now });
  const { pid, start } = await whoWatches(settings);
  const who =
    pid === undefined
      ? `no daemon runs here now: start one with \`${start}\``
      : `the daemon (pid ${pid}) takes it at its next scan`;
  process.stdout.write(fitToShow(`${job.name}: redriven${now ? ", to be sent now" : ""}; ${who}\n`));
  return EXIT_CODES.success;
}
