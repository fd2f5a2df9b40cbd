import { formatDuration } from "@rigline/foundation/quantities";
import type { EventBus } from "../events/launcher-events.js";
import { HAND_OFF_FINDING, type Finding } from "../lifecycle/lifecycle-hooks.js";

export interface RunPresenter {
  /** One line of what is going on. */
  line(label: string, text: string): void;
  progress(text: string): void;
  /** Each line of the experiment, where a person wants to see all of them. */
  experimentLine?(line: string): void;
  /** The last lines of an experiment that has ended, where not each of them was shown. */
  lastLines?(lines: readonly string[]): void;
  /** Clears what is only of the moment. */
  close(): void;
}

/** So many lines of the experiment stay on the screen when it has ended. */
const LAST_LINES = 5;

/** Shows a session's steps as they happen, from the events alone. Returns the undo. */
export function presentRun(events: EventBus, presenter: RunPresenter): () => void {
  const told = new Set<string>();
  const last: string[] = [];
  if (presenter.experimentLine !== undefined) events.expectEach?.("experiment.line");
  const offs = [
    events.on("session.opened", ({ session }) => {
      presenter.line("session", session.name);
      presenter.line("data", session.directory);
    }),
    events.on("runner.started", ({ runner, attempt }) =>
      presenter.line(runner, attempt === 1 ? "started" : `started again (attempt ${attempt})`),
    ),
    events.on("runner.progress", ({ runner, text }) => presenter.progress(`${runner}: ${text}`)),
    events.on("experiment.line", ({ line }) => {
      if (presenter.experimentLine !== undefined) return presenter.experimentLine(line);
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      presenter.progress(line);
    }),
    events.on("runner.settled", ({ report }) => {
      // What the experiment has said last stays; the next line would be written over it.
      if (report.phase === "session") presenter.lastLines?.(last.splice(0));
      // That it failed or was skipped, and why, is what the log has just told the same person.
      if (report.state === "done") presenter.line(report.name, `done after ${formatDuration(report.milliseconds)}`);
      else if (report.reason !== undefined) told.add(report.reason);
    }),
    events.on("experiment.paused", ({ by }) => presenter.line("paused", `by ${by}`)),
    events.on("experiment.continued", ({ by }) => presenter.line("goes on", `by ${by}`)),
    events.on("experiment.ended", ({ outcome, reason }) =>
      presenter.line("outcome", reason === undefined || told.has(reason) ? outcome : `${outcome}: ${reason}`),
    ),
  ];
  return () => {
    for (const off of offs) off();
    presenter.close();
  };
}

/** Each finding on a line, with what to do about it below. */
export function presentFindings(findings: readonly Finding[]): string[] {
  const marks = { ok: "ok", warning: "warning", error: "ERROR" };
  return findings.flatMap((finding) => {
    const head = `${marks[finding.level].padEnd(8)} ${finding.subject.padEnd(14)} ${finding.message}`;
    return finding.todo === undefined ? [head] : [head, `${" ".repeat(24)}${finding.todo}`];
  });
}

/** The line that says who hands the session off, below those of its name and folder. Where it is a warning it has been told. */
export function presentHandOff(findings: readonly Finding[]): string[] {
  const told = findings.filter(({ level, subject }) => level === "ok" && subject === HAND_OFF_FINDING);
  return told.map(({ message }) => presentLine(HAND_OFF_FINDING, message));
}

/** One line of what is going on. */
export function presentLine(label: string, text: string): string {
  return `${label.padEnd(18)} ${text}`;
}

/** Whether a session would be opened, one sentence. */
export function concludeFindings(findings: readonly Finding[]): string {
  const count = (level: Finding["level"], word: string): string => {
    const found = findings.filter((finding) => finding.level === level).length;
    return found === 0 ? "" : `${found} ${word}${found === 1 ? "" : "s"}`;
  };
  const [errors, warnings] = [count("error", "error"), count("warning", "warning")];
  if (errors === "") return warnings === "" ? "Ready for a session." : `Ready for a session, with ${warnings}.`;
  return `Not ready: ${errors}${warnings === "" ? "" : ` and ${warnings}`}. No session would be opened.`;
}
