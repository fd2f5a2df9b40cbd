import { Auditor } from "../audit/auditor.js";
import { BandwidthLimiter } from "../bandwidth/bandwidth-limiter.js";
import { CatalogueTeller } from "../catalogue/catalogue-teller.js";
import { SciCat } from "../catalogue/sci-cat.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { ReportEvent } from "../jobs/daemon-events.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { hearJournals } from "../jobs/heard-journals.js";
import { Notifier } from "../notify/notifier.js";
import { Retainer } from "../retention/retainer.js";
import { UploadFollower } from "../uploads/upload-follower.js";
import { createWorkerPool } from "../work/worker-pool.js";
import type { DaemonPorts } from "./daemon-ports.js";
import { runDaemon, type RunEnd, type DaemonRunOptions } from "./run-daemon.js";

/** The loop, and beside it whoever asks what becomes of uploads, and whoever tells people of its jobs. */
export function runBeside(
  settings: DaemonSettings,
  ports: DaemonPorts,
  parts: DaemonParts,
  options: DaemonRunOptions,
): Promise<RunEnd> {
  return fleetOf(ports, parts, (told) =>
    auditOf(settings, ports, told, (audited) =>
      tellOf(settings, ports, audited, (heard) => retain(heard, () => followAndRun(ports, heard, options))),
    ),
  );
}

/** The fleet that the rig belongs to is told of its jobs. */
async function fleetOf(
  { request, readSecret }: DaemonPorts,
  parts: DaemonParts,
  run: (parts: DaemonParts) => Promise<RunEnd>,
): Promise<RunEnd> {
  const { fleet } = parts.settings;
  if (fleet === undefined || request === undefined) return run(parts);
  // Loaded here: most rigs have none.
  const { createPusher } = await import("../fleet/index.js");
  const pusher = createPusher(parts, { request, readSecret }, fleet);
  const report: ReportEvent = (event) => {
    parts.report(event);
    pusher.hearEvent(event);
  };
  const openJournal = hearJournals(parts.openJournal, pusher.journals);
  return pusher.during(() => run({ ...parts, report, openJournal }));
}

/** What was handed off is deleted at the rig by the rules of the watch config, beside the jobs. */
function retain(parts: DaemonParts, run: () => Promise<RunEnd>): Promise<RunEnd> {
  const { retention } = parts.settings;
  return retention === undefined ? run() : new Retainer(parts, retention).during(run);
}

/** Published copies are read again beside the jobs, by a worker of its own that keeps its own pace. */
async function auditOf(
  settings: DaemonSettings,
  { startWorker, clock }: DaemonPorts,
  parts: DaemonParts,
  run: (parts: DaemonParts) => Promise<RunEnd>,
): Promise<RunEnd> {
  const { audit, patience } = settings;
  if (audit === undefined) return run(parts);
  const whole = { from: 0, to: 0, bytesPerSecond: audit.hours.bytesPerSecond };
  const pace = new BandwidthLimiter([whole], clock);
  const pool = createWorkerPool({ size: 1, patience, clock, startWorker: () => startWorker(pace, true) });
  const auditor = new Auditor({ ...parts, pool }, audit);
  const report: ReportEvent = (event) => {
    parts.report(event);
    auditor.hearEvent(event);
  };
  try {
    return await auditor.during(() => run({ ...parts, report }));
  } finally {
    await pool.close();
  }
}

function followAndRun(ports: DaemonPorts, heard: DaemonParts, options: DaemonRunOptions): Promise<RunEnd> {
  const follower = new UploadFollower({ ...heard, getJson: ports.getJson });
  const teller = createTeller(ports, heard);
  const report: ReportEvent = (event) => {
    heard.report(event);
    follower.hearEvent(event);
    teller?.hearEvent(event);
  };
  const run = (): Promise<RunEnd> => follower.during(options, () => runDaemon({ ...heard, report }, options));
  return teller === undefined ? run() : teller.during(options, run);
}

/** Whoever tells the catalogue of sessions; undefined: there is none. */
function createTeller({ request, readSecret }: DaemonPorts, heard: DaemonParts): CatalogueTeller | undefined {
  const { catalogue, hostname, submitTimeoutMs: timeoutMs } = heard.settings;
  if (catalogue === undefined || request === undefined) return undefined;
  const { scicat: settings } = catalogue;
  const readToken = (): string => readSecret(settings.token);
  return new CatalogueTeller(heard, new SciCat({ settings, hostname, timeoutMs, request, readToken }));
}

function tellOf(
  settings: DaemonSettings,
  ports: DaemonPorts,
  parts: DaemonParts,
  run: (parts: DaemonParts) => Promise<RunEnd>,
): Promise<RunEnd> {
  if (settings.notify === undefined) return run(parts);
  const notifier = new Notifier({ ...parts, readSecret: ports.readSecret }, settings.notify);
  const report: ReportEvent = (event) => {
    parts.report(event);
    notifier.hearEvent(event);
  };
  const openJournal = hearJournals(parts.openJournal, notifier.journals);
  return notifier.during(() => run({ ...parts, report, openJournal }));
}
