/** One row of `rigline sessions`; with `--json` printed as it is. */
export interface ListedSession {
  readonly name: string;
  readonly subject: string;
  readonly date: string | null;
  readonly directory: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly handOff: { readonly state: string; readonly detail: string } | null;
  /** `rigline resume` has something to do. */
  readonly unfinished: boolean;
}

export function renderSessions(sessions: readonly ListedSession[], total: number, dataFolder: string): string {
  if (total === 0) return `No sessions in ${dataFolder}.`;
  const width = Math.max(7, ...sessions.map((session) => session.name.length));
  const rows = sessions.flatMap((session) => renderRow(session, width));
  const more = total > sessions.length ? [`… and ${total - sessions.length} older (--limit shows more)`] : [];
  const unfinished = sessions.some((session) => session.unfinished)
    ? ["", "`rigline resume SESSION` finishes what is marked unfinished."]
    : [];
  return [`${"session".padEnd(width)}  outcome     hand-off`, ...rows, ...more, ...unfinished].join("\n");
}

function renderRow({ name, outcome, handOff, unfinished, reason }: ListedSession, width: number): string[] {
  const handed = handOff === null ? "–" : `${handOff.state}${handOff.detail === "" ? "" : `: ${handOff.detail}`}`;
  const head = `${name.padEnd(width)}  ${(outcome ?? "unknown").padEnd(11)} ${handed}${unfinished ? "  (unfinished)" : ""}`;
  return reason === null
    ? [head]
    : [head, `${" ".repeat(width)}  ${reason.replaceAll("\n", `\n${" ".repeat(width)}  `)}`];
}
