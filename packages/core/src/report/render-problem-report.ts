import type { LauncherListing } from "./launcher-listing.js";
import { renderReport } from "./render-report.js";
import type { OpenedSessionReport } from "./session-report.js";

export interface ProblemReportParts {
  readonly report: OpenedSessionReport;
  readonly listing: Pick<LauncherListing, "plugins" | "configFile">;
  /** Names and versions of what it ran on: label and value. */
  readonly machine: readonly (readonly [label: string, value: string])[];
  /** The merged config, without secrets. */
  readonly config: unknown;
  /** The last lines of launcher.log. */
  readonly lastLines: readonly string[];
}

/** What somebody who was not there needs to know of a session that went wrong: Markdown, to be pasted into an issue. */
export function renderProblemReport({ report, listing, machine, config, lastLines }: ProblemReportParts): string {
  const plugins = listing.plugins.map(
    ({ name, version, file }) => `- ${name} ${version}${file ? ` from ${file}` : ""}`,
  );
  return [
    `# Session ${report.session.name}: exit code ${report.exitCode} (${report.exit})`,
    machine.map(([label, value]) => `- ${label}: ${value}`).join("\n"),
    "## What happened",
    fence(renderReport(report).trim()),
    ...section(
      "## Found before the session",
      report.findings.map(({ level, subject, message }) => `- ${level}: ${subject}: ${message}`),
    ),
    ...section("## Plugins", plugins),
    `## Configuration${listing.configFile === undefined ? "" : ` (${listing.configFile}, secrets left out)`}`,
    fence(JSON.stringify(config, undefined, 2), "json"),
    "## The last lines of launcher.log",
    fence(lastLines.join("\n")),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, lines.join("\n")];
}

/** Longer than any fence in the text itself. */
function fence(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}
