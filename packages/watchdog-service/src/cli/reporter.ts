import { join } from "node:path";
import { rotatingLines, rotatingLog } from "@rigline/foundation/logs";
import { createLogger, type Clock, type Logger, type LogSink } from "@rigline/foundation/platform";
import { formatClock } from "@rigline/foundation/time";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { DaemonEvent, ReportEvent } from "../jobs/daemon-events.js";
import { fitJson, fitToShow } from "./fit-to-show.js";
import { renderEvent } from "./render-event.js";

export interface Reporter {
  readonly report: ReportEvent;
  /** For what is no event. */
  readonly log: Logger;
}

/**
 * Lines for people on standard error and in the flag folder's log; with `json` each event as a line on standard output; where
 * the settings ask for it, all of it as JSON lines in a file beside the log.
 */
export function createReporter(options: {
  readonly clock: Pick<Clock, "now">;
  readonly settings: Pick<DaemonSettings, "flagFolder" | "hostname" | "structuredLog">;
  readonly json: boolean;
  readonly verbose: boolean;
}): Reporter {
  const { clock, settings, json, verbose } = options;
  const { flagFolder, hostname, structuredLog } = settings;
  const terminal: LogSink = ({ at, level, message }) => {
    if (level === "debug" && !verbose) return;
    process.stderr.write(`${wallClock(at)} ${message.replaceAll("\n", "\n         ")}\n`);
  };
  const file = join(flagFolder, RIGLINE_FOLDER, "watchdog.log");
  const sinks = [fitting(terminal), fitting(rotatingLog(file))];
  const append = structuredLog === true ? rotatingLines(`${file}.jsonl`) : undefined;
  const lines: LogSink = ({ at, level, message }) =>
    append?.(fitJson({ at: at.toISOString(), host: hostname, level, message }));
  const now = (): Date => clock.now();
  const people = createLogger("rigline-watchdog", sinks, now);
  const report = (event: DaemonEvent): void => {
    const at = clock.now().toISOString();
    if (json) process.stdout.write(`${fitJson({ at, ...event })}\n`);
    const { level, text } = renderEvent(event);
    people[level](text);
    try {
      append?.(fitJson({ at, host: hostname, level, ...event, message: text }));
    } catch {
      // As of the log for people: nothing that is told about waits for it.
    }
  };
  return { report, log: createLogger("rigline-watchdog", [...sinks, lines], now) };
}

function fitting(sink: LogSink): LogSink {
  return (record) => sink({ ...record, message: fitToShow(record.message) });
}

/** Without the zone's name, for which all the tables of zones would come into memory. */
function wallClock(at: Date): string {
  return formatClock({ hour: at.getHours(), minute: at.getMinutes(), second: at.getSeconds() }, ":");
}
