import { formatBytes, formatSessions } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { padToWidth, widthOfText } from "../ui/cut-to-width.js";

/** One session that a sweep has found, and what becomes of it; with `--json` printed as it is. */
export interface SweepRow {
  readonly name: string;
  readonly subject: string;
  /** ISO 8601 with its offset; null: not known. */
  readonly date: string | null;
  /** Absolute. */
  readonly directory: string;
  /** `other`: another launcher, or nobody knows who. */
  readonly recordedBy: "rigline" | "other";
  /**
   * `hand off`: it would be. `known`: it was handed off, or somebody has decided about it. `stays`: a person has to look. `handed off`
   * and `failed`: it was tried.
   */
  readonly decision: "hand off" | "known" | "stays" | "handed off" | "failed";
  /** Why it is taken for a session, or why it stays, or what came of it, one phrase. */
  readonly why: string;
  /** What lies there; null: it was not counted, for one that Rigline recorded. */
  readonly files: number | null;
  readonly bytes: number | null;
  /** When its copy is to begin, ISO 8601 in UTC; null: it stays. */
  readonly at: string | null;
}

const LABELS: Readonly<Record<SweepRow["decision"], string>> = {
  "hand off": "hand off",
  known: "known",
  stays: "stays",
  "handed off": "done",
  failed: "failed",
};

/** The table of `rigline sweep`, those that are offered first, oldest first. */
export function renderSweep(rows: readonly SweepRow[], folder: string): string {
  const known = rows.filter(({ decision }) => decision === "known").length;
  const shown = [
    ...rows.filter(({ decision }) => decision === "hand off"),
    ...rows.filter(({ decision }) => decision === "stays"),
  ];
  const rest = known === 0 ? [] : [`of ${known} more it is known what became of them; --json lists them too`];
  if (shown.length === 0)
    return [`Nothing in ${folder} looks like a session that was never handed off.`, ...rest].join("\n");
  const width = Math.max(7, ...shown.map(({ name }) => widthOfText(name)));
  const lines = shown.map(({ name, decision, why, bytes, at }) =>
    [
      padToWidth(name, width),
      LABELS[decision].padEnd(8),
      `${at === null ? "" : `${showLocalTime(at)}; `}${bytes === null ? "" : `${formatBytes(bytes)}; `}${why}`,
    ].join("  "),
  );
  return [`${"session".padEnd(width)}  what`, ...lines, ...rest].join("\n");
}

/** The one question that is asked. */
export function askAboutSweep(rows: readonly SweepRow[]): string {
  const bytes = rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0);
  const nights = new Set(rows.map(({ at }) => at)).size;
  const amount = bytes === 0 ? "" : `, ${formatBytes(bytes)}`;
  const when = nights === 1 ? "in one night" : `over ${nights} nights`;
  return `Hand off ${formatSessions(rows.length)}${amount}, the oldest first, ${when}?`;
}
