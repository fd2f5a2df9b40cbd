// The daemon's own parts, with a port that kills this very process at the named point:
// node crashing-daemon.mjs CONFIG POINT OCCURRENCE
import { createHttpClient, noProxy } from "@rigline/foundation/http";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { loadSettings } from "../../dist/config/load-settings.js";
import { createInlinePool } from "../../dist/work/inline-pool.js";
import { jobJournals } from "../../dist/jobs/job-journal.js";
import { runDaemon } from "../../dist/daemon/run-daemon.js";
import { nodeDisk } from "@rigline/foundation/disk";
import { createCrash } from "./crash-points.mjs";

const [config = "", point, occurrence] = process.argv.slice(2);
const settings = loadSettings(config);
const crash = createCrash({
  point,
  occurrence: Number(occurrence),
  die: () => process.kill(process.pid, "SIGKILL"),
});
const disk = crash.disk(nodeDisk);
const fileSystem = crash.fileSystem(nodeFileSystem);
await runDaemon(
  {
    settings,
    clock: systemClock,
    disk,
    fileSystem,
    pool: createInlinePool(disk, { fileSystem }),
    http: crash.http(createHttpClient(noProxy)),
    openJournal: crash.openJournal(jobJournals(nodeFileSystem, systemClock, settings.hostname)),
    report: () => {},
    random: Math.random,
    watchFolder: () => ({ start: () => {}, stop: () => {} }),
    readMounts: () => [],
  },
  { once: true, idleMs: undefined, signal: new AbortController().signal },
);
