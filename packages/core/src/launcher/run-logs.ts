import { join } from "node:path";
import { type ResolvedConfig, resolveFrom } from "../config/resolved-config.js";
import type { LauncherLogs } from "../di/core-tokens.js";
import { openEventLog, type EventLog } from "../events/event-log.js";
import type { EventBus } from "../events/launcher-events.js";
import { openLogFile, type LogFile } from "../logs/log-file.js";
import type { LogStore } from "../logs/log-store.js";
import type { TailLimits } from "@rigline/foundation/logs";
import type { Clock, LogSink, Logger } from "@rigline/foundation/platform";
import { formatDuration } from "@rigline/foundation/quantities";

/** The logs of one run of the launcher: launcher.log and events.jsonl, in a folder of their own. */
export interface RunLogs extends LauncherLogs {
  readonly sink: LogSink | undefined;
  listenTo(events: EventBus): void;
  flush(): void;
  /**
   * Puts the whole logs, also what is still to come, into a folder of the session; without a copy where the disk can. Throws
   * LOG_COPY_FAILED.
   */
  keepIn(folder: string): void;
  /** Of launcher.log. Throws what the disk says. */
  lastLines(limits: TailLimits): readonly string[];
  close(): void;
  /** The first failure to write, if there was one: the disk may be full. */
  readonly failure: Error | undefined;
}

/** For commands that only look: they leave no log behind. */
export function withoutLogs(resolved: ResolvedConfig): RunLogs {
  return {
    folder: resolveFrom(resolved, resolved.values.temp_dir),
    sink: undefined,
    copyTo: () => Promise.resolve([]),
    listenTo: () => {},
    flush: () => {},
    keepIn: () => {},
    lastLines: () => [],
    close: () => {},
    failure: undefined,
  };
}

/** Throws LOG_FILE_NOT_WRITABLE. */
export function openRunLogs(store: LogStore, resolved: ResolvedConfig, clock: Clock): RunLogs {
  const folder = store.makeRunFolder(resolveFrom(resolved, resolved.values.temp_dir), clock);
  const file: LogFile = openLogFile(store, join(folder, "launcher.log"), {
    level: resolved.values.debug_mode ? "debug" : "info",
  });
  let eventLog: EventLog | undefined;
  const flush = (): void => {
    file.flush();
    eventLog?.flush();
  };
  return {
    folder,
    sink: file.sink,
    listenTo: (events) => {
      eventLog = openEventLog(store, join(folder, "events.jsonl"), events);
    },
    flush,
    copyTo: (target) => {
      flush();
      return Promise.resolve(store.copy(folder, target));
    },
    keepIn: (target) => {
      flush();
      store.link(folder, target);
    },
    lastLines: (limits) => {
      flush();
      return store.readTail(file.path, limits);
    },
    get failure() {
      return file.failure ?? eventLog?.failure;
    },
    close: () => {
      eventLog?.close();
      file.close();
    },
  };
}

/** Says in the log what the session comes to; failures are said where they happen. */
export function logSteps(events: EventBus, log: Logger): void {
  events.on("session.opened", ({ session }) => log.info(`session ${session.name} in ${session.directory}`));
  events.on("runner.settled", ({ report: { name, state, milliseconds } }) => {
    if (state === "done") log.info(`runner ${name} is done after ${formatDuration(milliseconds)}`);
  });
  events.on("experiment.paused", ({ by, reason = "" }) =>
    log.info(`the experiment is paused by ${by}${reason === "" ? "" : `: ${reason}`}`),
  );
  events.on("experiment.continued", ({ by }) => log.info(`the experiment goes on, by ${by}`));
  events.on("experiment.ended", ({ outcome, reason }) =>
    log.info(`the experiment is over: ${outcome}${reason === undefined ? "" : `, ${reason}`}`),
  );
}
