import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { createHttpClient, readProxies } from "@rigline/foundation/http";
import { systemLocks } from "@rigline/foundation/lock";
import { rotatingLog } from "@rigline/foundation/logs";
import {
  nodeFileSystem,
  systemClock,
  createLogger,
  type Clock,
  type Logger,
  type LogSink,
} from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { readProxyVariables } from "../config/environment.js";
import { loadSettings } from "../config/load-settings.js";
import { readSecret } from "../config/read-secret.js";
import { serveDaemon, type DaemonPorts } from "../daemon/serve-daemon.js";
import type { DaemonEvent, ReportEvent } from "../jobs/daemon-events.js";
import { mark } from "@rigline/foundation/marks";
import { watchFolder } from "../watch/watch-folder.js";
import { readMounts } from "../work/read-mounts.js";
import { WorkerProcess } from "../work/worker-process.js";
import { fitJson, fitToShow } from "./fit-to-show.js";
import { renderEvent } from "./render-event.js";

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
  const { report, log } = createReporter({ clock, flagFolder: settings.flagFolder, json, verbose });
  const ports: DaemonPorts = {
    clock,
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    http: createHttpClient(readProxies(readProxyVariables())),
    locks: systemLocks,
    startWorker: () => new WorkerProcess(),
    watchFolder,
    readMounts,
    readSecret: (source) => readSecret(settings.configFile, source),
    random: Math.random,
    pid: process.pid,
    report,
    log,
  };
  const idleMs = exitWhenIdle === undefined ? settings.idleMs : exitWhenIdle * 1000;
  const stop = listenForStop();
  try {
    const { troubled } = await serveDaemon(settings, ports, { once, idleMs, signal: stop.signal });
    return once && troubled > 0 ? EXIT_CODES.handOff : EXIT_CODES.success;
  } finally {
    stop.dispose();
  }
}

export interface Reporter {
  readonly report: ReportEvent;
  readonly log: Logger;
}

/** Lines for people on standard error and in the flag folder's log; with `json` each event as a line on standard output. */
function createReporter(options: {
  readonly clock: Pick<Clock, "now">;
  readonly flagFolder: string;
  readonly json: boolean;
  readonly verbose: boolean;
}): Reporter {
  const { clock, flagFolder, json, verbose } = options;
  const terminal: LogSink = ({ at, level, message }) => {
    if (level === "debug" && !verbose) return;
    process.stderr.write(`${at.toTimeString().slice(0, 8)} ${message.replaceAll("\n", "\n         ")}\n`);
  };
  const file = rotatingLog(join(flagFolder, RIGLINE_FOLDER, "watchdog.log"));
  const log = createLogger("rigline-watchdog", [fitting(terminal), fitting(file)], () => clock.now());
  const report = (event: DaemonEvent): void => {
    if (json) process.stdout.write(`${fitJson({ at: clock.now().toISOString(), ...event })}\n`);
    const { level, text } = renderEvent(event);
    log[level](text);
  };
  return { report, log };
}

function fitting(sink: LogSink): LogSink {
  return (record) => sink({ ...record, message: fitToShow(record.message) });
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
