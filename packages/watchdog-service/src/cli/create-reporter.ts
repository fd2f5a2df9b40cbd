import { join } from "node:path";
import { createLogger, type Clock, type Logger, type LogSink } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import type { DaemonEvent, ReportEvent } from "../jobs/daemon-events.js";
import { logFile } from "../platform/log-file.js";
import { fitJson, fitToShow } from "./fit-to-show.js";
import { renderEvent } from "./render-event.js";

export interface Reporter {
  readonly report: ReportEvent;
  readonly log: Logger;
}

/** Lines for people on standard error and in the flag folder's log; with `json` each event as a line on standard output. */
export function createReporter(options: {
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
  const file = logFile(join(flagFolder, RIGLINE_FOLDER, "watchdog.log"));
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
