import { formatDuration } from "@rigline/foundation/quantities";
import { nameStatus } from "@rigline/foundation/status";
import { nameCodes, renderError, renderPlace } from "@rigline/foundation/errors";
import type { RunnerReport } from "../session/session-record.js";
import { nameOwner } from "../runners/runner-unit.js";
import type { OpenedSessionReport, SessionProblem, SessionReport, ToldHandOff } from "./session-report.js";

const NO_EXPERIMENT: [string, string] = ["Experiment", "none: neither the config nor a plugin names one"];

/** The closing report as a person reads it: plain text, no line needs a wide terminal but for paths. */
export function renderReport(report: SessionReport): string {
  return report.session === undefined ? renderError(report.error) : renderSession(report);
}

function renderSession(report: OpenedSessionReport): string {
  const { session } = report;
  const rows: [string, string][] = [
    ["Session", session.name],
    ["Subject", session.subject],
    ...(session.experimenters.length === 0 ? [] : [["By", session.experimenters.join(", ")] as [string, string]]),
    ["Rig", session.rigName],
    ["Data", session.directory],
    ...(session.notes === "" ? [] : [["Notes", session.notes] as [string, string]]),
    ...(report.runners.some(({ phase }) => phase === "session") ? [] : [NO_EXPERIMENT]),
    ["Outcome", report.reason === undefined ? report.outcome : `${report.outcome}: ${report.reason}`],
    ["Hand-off", nameHandOff(report.handOff)],
  ];
  const lines = ["", ...renderRows(rows)];
  if (report.runners.length > 0) lines.push("", "Steps", ...report.runners.flatMap(renderRunner));
  if (report.problems.length > 0) lines.push("", "Problems", ...report.problems.flatMap(renderProblem));
  lines.push(
    "",
    ...renderRows([
      ["Logs", report.logs],
      ...(report.problemReport === undefined
        ? []
        : [["Report", `${report.problemReport} (send it when you ask for help)`] as const]),
      ["Exit code", `${report.exitCode} (${report.exit})`],
    ]),
  );
  return lines.join("\n");
}

/** `processed: /central/614173/…`, in the words of `rigline status` where the plugin knows them; also in `rigline sessions`. */
export function nameHandOff({ state, detail, status }: ToldHandOff): string {
  const word = status === undefined ? state : nameStatus(status);
  return detail === "" ? word : `${word}: ${detail}`;
}

function renderRunner(runner: RunnerReport): string[] {
  const facts = [
    ...(runner.state === "skipped" ? [] : [formatDuration(runner.milliseconds)]),
    ...(runner.attempts > 1 ? [`${runner.attempts} attempts`] : []),
    ...(runner.restored === true ? ["in an earlier run"] : []),
    ...(runner.tolerated === true ? ["which does not count"] : []),
  ];
  const head = `  ${runner.name.padEnd(18)} ${nameState(runner).padEnd(8)} ${facts.join(", ")}`.trimEnd();
  const details = (runner.details ?? []).map((detail) => `    ${detail.label.padEnd(14)} ${indentValue(detail.value)}`);
  return [head, ...explainRunner(runner), ...details];
}

/** A person has stopped it: that is no failure of its own. */
function nameState({ state, code }: RunnerReport): string {
  return state === "failed" && (code === "EXPERIMENT_ABORTED" || code === "RUNNER_ABORTED") ? "aborted" : state;
}

function renderProblem({ code, inner, message, where, why, todo }: SessionProblem): string[] {
  const place = renderPlace(where);
  return [
    `  ${nameCodes(code, inner)}: ${message.replaceAll("\n", "\n  ")}`,
    ...advise([
      ["where", place === "" ? undefined : place],
      ["why", why],
      ["do", todo],
    ]),
  ];
}

function advise(advice: readonly (readonly [label: string, text: string | undefined])[]): string[] {
  return advice.flatMap(([label, text]) =>
    text === undefined ? [] : [`    ${label.padEnd(14)} ${indentValue(text)}`],
  );
}

/** Why it failed or was skipped, and what to do about it. Of one that was skipped, another plugin may be to blame. */
function explainRunner({ state, reason, code, plugin, why, todo }: RunnerReport): string[] {
  if (reason === undefined) return [];
  const owner = state === "failed" ? nameOwner(plugin) : "";
  const head = `    ${code === undefined ? "" : `${code}: `}${reason}${owner}`;
  return [
    head.replaceAll("\n", "\n    "),
    ...advise([
      ["why", why],
      ["do", todo],
    ]),
  ];
}

function indentValue(value: string): string {
  return value.replaceAll("\n", `\n${" ".repeat(19)}`);
}

function renderRows(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([label, value]) => `${label.padEnd(10)} ${value}`);
}
