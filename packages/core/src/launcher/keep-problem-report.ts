import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform, release } from "node:os";
import { join } from "node:path";
import { createRedactor } from "../config/tell/redact-sources.js";
import { showConfig } from "../config/tell/show-config.js";
import { messageOf, type ExitName } from "../errors/index.js";
import { renderProblemReport } from "../report/render-problem-report.js";
import type { SessionReport } from "../report/session-report.js";
import { problemReportPath } from "../session/session-places.js";
import { coreVersion } from "../version.js";
import { describeLauncher } from "./describe-launcher.js";
import type { LauncherParts } from "./launcher-parts.js";

/** There was no problem, or the person who ended it knows of it. */
const WELL: readonly ExitName[] = ["success", "aborted"];
const LAST_LINES = 200;

/**
 * Writes the problem report of a session that went wrong into its folder, and takes away the one of an earlier run when
 * this one went well. Returns its absolute path where there is one. Never throws.
 */
export function keepProblemReport(parts: LauncherParts, report: SessionReport): string | undefined {
  const path = problemReportPath(report.session.directory);
  try {
    if (WELL.includes(report.exit)) {
      rmSync(path, { force: true });
      return undefined;
    }
    writeFileSync(path, describeProblem(parts, report));
    return path;
  } catch (error) {
    parts.log.warning(`the problem report ${path} can't be written: ${messageOf(error)}`);
    return undefined;
  }
}

function describeProblem(parts: LauncherParts, report: SessionReport): string {
  const { resolved, clock, logs } = parts;
  const redact = createRedactor(resolved.layers ?? []);
  const text = renderProblemReport({
    report,
    listing: describeLauncher(parts),
    machine: [
      ["rigline", coreVersion()],
      ["node", process.version],
      ["system", `${platform()} ${release()} ${arch()}`],
      ["written", `${clock.now().toISOString()}, zone ${report.session.zone}`],
    ],
    config: showConfig(resolved, {}, redact),
    lastLines: readLastLines(logs),
  });
  // What a secret file holds may also stand in a message or in the log.
  return String(redact("report", { kind: "default", name: "report", value: text }));
}

function readLastLines(logs: LauncherParts["logs"]): readonly string[] {
  logs.flush();
  return readFileSync(join(logs.folder, "launcher.log"), "utf8").trimEnd().split("\n").slice(-LAST_LINES);
}
