import type { SessionStatus } from "@rigline/foundation/status";
import { nameHandOff } from "./render-report.js";
import { padToWidth, widthOfText } from "../ui/cut-to-width.js";

/** Whether anything is still to happen. Unreadable: neither journal nor session.json says what the session is. */
export type SessionStanding = "running" | "unfinished" | "finished" | "unreadable";

/** One row of `rigline sessions`; with `--json` printed as it is. */
export interface ListedSession {
  readonly name: string;
  readonly subject: string;
  readonly date: string | null;
  readonly directory: string;
  readonly standing: SessionStanding;
  /** Of the experiment; null: it is not over. */
  readonly outcome: string | null;
  /** The launcher died before it had written how the experiment ended; `outcome` is what `rigline resume` will make of it. */
  readonly interrupted: boolean;
  readonly reason: string | null;
  readonly handOff: { readonly state: string; readonly detail: string } | null;
  /** Where its data stand, in the words of `rigline status`. */
  readonly status: SessionStatus;
  /** What else is to be known of it, a sentence each: processes that still ran when it was handed off. */
  readonly notes: readonly string[];
  /** `rigline resume` has something to do. */
  readonly unfinished: boolean;
  /** What comes next, one sentence with the command to type; null: nothing is left to do, or the hand-off says it. */
  readonly next: string | null;
}

export function renderSessions(sessions: readonly ListedSession[], total: number, dataFolder: string): string {
  if (total === 0) return `No sessions in ${dataFolder}.`;
  const width = Math.max(7, ...sessions.map((session) => widthOfText(session.name)));
  const rows = sessions.flatMap((session) => renderRow(session, width));
  const more = total > sessions.length ? [`… and ${total - sessions.length} older (--limit shows more)`] : [];
  return [`${"session".padEnd(width)}  outcome     hand-off`, ...rows, ...more].join("\n");
}

function renderRow(session: ListedSession, width: number): string[] {
  const { name, handOff, status, unfinished, reason, notes, next } = session;
  const handed = nameHandOff({ detail: "", ...handOff, state: handOff?.state ?? "", status });
  const head = `${padToWidth(name, width)}  ${nameOutcome(session).padEnd(11)} ${handed}${unfinished ? "  (unfinished)" : ""}`;
  const below = [["why", reason], ...notes.map((note) => ["note", note] as const), ["next", next]] as const;
  return [head, ...below.flatMap(([label, text]) => (text === null ? [] : [`  ${label.padEnd(5)} ${indent(text)}`]))];
}

/** Of a session whose experiment is not over, why not. */
function nameOutcome({ outcome, standing, interrupted }: ListedSession): string {
  if (interrupted) return "interrupted";
  return outcome ?? (standing === "finished" ? "unknown" : standing);
}

function indent(text: string): string {
  return text.replaceAll("\n", `\n${" ".repeat(8)}`);
}
