import { formatBytes, formatDuration, formatSessions } from "@rigline/foundation/quantities";
import type { QuestionAnswer, PageRow, PageSummary } from "../wire/page-state.js";
import { GROUPS, type Group } from "../wire/words.js";

interface Known {
  readonly rows: readonly PageRow[];
  readonly hasSessions: boolean;
  readonly troubles: readonly string[];
}

/** How many sessions each filter has. */
export function countGroups(rows: readonly PageRow[]): Readonly<Record<Group, number>> {
  const counts = Object.fromEntries(GROUPS.map((group) => [group, 0])) as Record<Group, number>;
  for (const { group } of rows) counts[group] += 1;
  return counts;
}

/** The three questions that are asked of the page from afar: may I go home, may I delete, who must act? */
export function answerQuestions(known: Known): Pick<PageSummary, "home" | "deleting" | "acting"> {
  return { home: mayGoHome(known), deleting: mayDelete(known), acting: whoActs(known) };
}

function mayGoHome({ rows, troubles }: Known): QuestionAnswer {
  const [trouble] = troubles;
  const { needs, recording, underway, waiting } = countGroups(rows);
  if (needs > 0) return no("needs", `${formatSessions(needs)} ${needs === 1 ? "needs" : "need"} somebody`);
  if (trouble !== undefined) return unknown(trouble);
  if (recording > 0)
    return no("recording", `${formatSessions(recording)} ${recording === 1 ? "is" : "are"} being recorded`);
  if (underway + waiting === 0) return yes("nothing is under way, and nobody is needed");
  const left = timeLeft(rows);
  const rest = left === undefined ? "" : `; what is being copied takes ${left} more`;
  return yes(
    `${formatSessions(underway + waiting)} ${underway + waiting === 1 ? "goes" : "go"} on without anybody${rest}`,
  );
}

function mayDelete({ rows, hasSessions, troubles }: Known): QuestionAnswer {
  const [trouble] = troubles;
  if (!hasSessions)
    return unknown("the daemon does not look at what lies at the rig; `rigline page` there does, and `rigline status`");
  const safe = rows.filter((row) => row.mayDelete);
  if (trouble !== undefined && safe.length === 0) return unknown(trouble);
  if (safe.length === 0) return no("grey", "no session at the rig is safe to delete");
  const bytes = safe.reduce((sum, row) => sum + (row.bytes ?? 0), 0);
  const amount = bytes === 0 ? "" : `, ${formatBytes(bytes)}`;
  return {
    tone: "safe",
    short: `Yes, ${safe.length}`,
    text: `what is marked safe: ${formatSessions(safe.length)}${amount}; nothing else`,
  };
}

function whoActs({ rows, troubles }: Known): QuestionAnswer {
  const needy = rows.filter(({ group }) => group === "needs");
  const [first] = needy;
  const [trouble] = troubles;
  if (first === undefined)
    return trouble === undefined
      ? { tone: "safe", short: "Nobody", text: "nothing waits for anybody" }
      : unknown(trouble);
  const more = needy.length === 1 ? "" : `, and ${needy.length - 1} more`;
  return { tone: "needs", short: "You", text: `${first.name}${more}: ${first.todo ?? first.why}` };
}

function timeLeft(rows: readonly PageRow[]): string | undefined {
  const seconds = rows.flatMap(({ copy }) => copy?.secondsLeft ?? []);
  return seconds.length === 0 ? undefined : formatDuration(Math.max(1, Math.round(Math.max(...seconds))) * 1000);
}

function yes(text: string): QuestionAnswer {
  return { tone: "safe", short: "Yes", text };
}

function no(tone: QuestionAnswer["tone"], text: string): QuestionAnswer {
  return { tone, short: "No", text };
}

function unknown(text: string): QuestionAnswer {
  return { tone: "grey", short: "Not known", text };
}
