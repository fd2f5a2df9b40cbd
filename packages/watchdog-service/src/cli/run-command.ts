import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { createHttpClient, readProxies, systemNetwork } from "@rigline/foundation/http";
import { systemLocks } from "@rigline/foundation/lock";
import { mark } from "@rigline/foundation/marks";
import { isProcessThere, nodeFileSystem, systemClock, type Logger } from "@rigline/foundation/platform";
import { awakeCommands } from "../awake/awake-commands.js";
import { keepAwakeBy } from "../awake/keep-awake.js";
import { createHttpRequest } from "../catalogue/http-request.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { readVariables } from "../config/environment.js";
import { loadSettings } from "../config/load-settings.js";
import { readSecret } from "../config/read-secret.js";
import type { DaemonPorts } from "../daemon/daemon-ports.js";
import { serveDaemon } from "../daemon/serve-daemon.js";
import { probeWrite } from "../follow/probe-write.js";
import type { ReportEvent } from "../jobs/daemon-events.js";
import { Monitor, type MonitorFigures } from "../monitor/monitor.js";
import { watchFolder } from "../watch/watch-folder.js";
import { readMounts } from "../work/read-mounts.js";
import { WorkerProcess } from "../work/worker-process.js";
import { createReporter } from "./reporter.js";
import { startTracing } from "./start-tracing.js";

export interface RunFlags {
  readonly config: string;
  readonly once: boolean;
  readonly exitWhenIdle: number | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** `rigline-watchdog -c …`: the daemon, until it has nothing to do or is told to stop. Returns the exit code. */
export async function runCommand({ config, once, exitWhenIdle, json, verbose }: RunFlags): Promise<number> {
  const clock = systemClock;
  const settings = loadSettings(config);
  const { report: tell, log } = createReporter({ clock, settings, json, verbose });
  const monitor = new Monitor(clock);
  const report: ReportEvent = (event) => {
    monitor.hearEvent(event);
    tell(event);
  };
  const findProxy = readProxies(readVariables());
  const ports: DaemonPorts = {
    clock,
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    http: createHttpClient(findProxy),
    locks: systemLocks,
    startWorker: (bandwidth, yields) => new WorkerProcess(bandwidth, yields),
    probeRecording: probeWrite,
    isProcessThere,
    keepAwake: keepAwakeBy(awakeCommands(process.platform, process.pid, readVariables())),
    watchFolder,
    readMounts,
    getJson: (url, limits) => systemNetwork.getJson(url, findProxy, limits),
    request: createHttpRequest(findProxy),
    readSecret: (source) => readSecret(settings.configFile, source),
    random: Math.random,
    hearsHolds: true,
    journals: monitor.journals,
    pid: process.pid,
    report,
    log,
  };
  const idleMs = exitWhenIdle === undefined ? settings.idleMs : exitWhenIdle * 1000;
  const stop = listenForStop();
  const tracing = await startTracing(settings, { clock, log });
  const endMonitor = await startMonitor(settings, () => ({ ...monitor.figures(), spans: tracing?.figures() }), log);
  const endPage = await startPage(settings, log);
  try {
    const traced = tracing === undefined ? ports : { ...ports, spans: tracing.spans };
    const { troubled } = await serveDaemon(settings, traced, { once, idleMs, signal: stop.signal });
    return once && troubled > 0 ? EXIT_CODES.handOff : EXIT_CODES.success;
  } finally {
    // The data are safe by now: what waits here is the process.
    await tracing?.shutdown();
    endMonitor();
    endPage();
    stop.dispose();
  }
}

async function startMonitor(
  { metricsPort: port, flagFolder }: DaemonSettings,
  figures: () => MonitorFigures,
  log: Logger,
): Promise<() => void> {
  if (port === undefined) return () => {};
  const { serveMonitor } = await import("./monitor-server.js");
  return serveMonitor({ port, flagFolder, pid: process.pid, figures, onFailure: (message) => log.warning(message) });
}

async function startPage({ pagePort: port, configFile }: DaemonSettings, log: Logger): Promise<() => void> {
  if (port === undefined) return () => {};
  const { startPageBeside } = await import("./start-page-beside.js");
  return startPageBeside({ port, configFile, onFailure: (message) => log.warning(message) });
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;
/** Under the ten seconds that services get before they are killed. */
const GRACE_MS = 9000;

/**
 * Turns the system's wish that we end into a signal. Who does not end in time, because a system call on a dead share does
 * not return, ends hard: the journal makes that safe. So does a second wish.
 */
function listenForStop(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const endHard = (): void => {
    mark("daemon: a stop that takes too long, or is asked for twice, ends hard");
    process.kill(process.pid, "SIGKILL");
  };
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (controller.signal.aborted) return endHard();
    controller.abort();
    timer = setTimeout(endHard, GRACE_MS);
    timer.unref();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
