import { redactWith } from "../config/tell/known-secrets.js";
import { showConfig } from "../config/tell/show-config.js";
import { messageOf, type ExitName } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { renderProblemReport } from "../report/render-problem-report.js";
import type { OpenedSessionReport } from "../report/session-report.js";
import { problemReportPath } from "../session/session-places.js";
import { coreVersion } from "../version.js";
import { describeLauncher } from "./describe-launcher.js";
import type { LauncherParts } from "./launcher-parts.js";

/** There was no problem, or the person who ended it knows of it. */
const WELL: readonly ExitName[] = ["success", "aborted"];
/** Of launcher.log; nobody reads more, and each line is searched for secrets. */
const LAST_LINES = { lines: 200, bytes: 2_000_000 };
const LONGEST_LINE = 500;
/** What an issue or a mail takes, in bytes. */
const LONGEST_REPORT = 256_000;
/** A report holds private text: for the person who sends it alone. */
const REPORT_MODE = 0o600;

/**
 * Writes the problem report of a session that went wrong into its folder, and takes away the one of an earlier run when
 * this one went well. Returns its absolute path where there is one. Never throws.
 */
export function keepProblemReport(parts: LauncherParts, report: OpenedSessionReport): string | undefined {
  const path = problemReportPath(report.session.directory);
  const { fileSystem } = parts;
  try {
    if (WELL.includes(report.exit)) {
      fileSystem.remove(path);
      return undefined;
    }
    // Made anew, so that an earlier one's rights don't stay.
    fileSystem.remove(path);
    fileSystem.writeNew(path, Buffer.from(describeProblem(parts, report)), REPORT_MODE);
    return path;
  } catch (error) {
    mark("session: a problem report that can't be written costs only itself");
    parts.log.warning(`the problem report ${path} can't be written: ${messageOf(error)}`);
    return undefined;
  }
}

function describeProblem(parts: LauncherParts, report: OpenedSessionReport): string {
  const { resolved, clock, logs, machine, redactor } = parts;
  const text = renderProblemReport({
    report,
    listing: describeLauncher(parts),
    machine: [
      ["rigline", coreVersion()],
      ["node", process.version],
      ["system", machine.system],
      ["written", `${clock.now().toISOString()}, zone ${report.session.zone}`],
    ],
    config: showConfig(resolved, {}, redactWith(redactor)),
    lastLines: readLastLines(logs),
  });
  // What a secret file holds may also stand in a message or in the log.
  return cutTo(LONGEST_REPORT, redactor.show(text));
}

function readLastLines(logs: LauncherParts["logs"]): readonly string[] {
  return logs
    .lastLines(LAST_LINES)
    .map((line) =>
      line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} … (${line.length - LONGEST_LINE} more)` : line,
    );
}

function cutTo(bytes: number, text: string): string {
  const whole = Buffer.from(text);
  if (whole.length <= bytes) return text;
  const kept = whole
    .subarray(0, bytes - 200)
    .toString("utf8")
    .replace(/\uFFFD$/, "");
  return `${kept}\n\n… cut here: a report holds ${bytes / 1000} kB; the rest is in the logs\n`;
}
