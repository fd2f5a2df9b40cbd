import { describeStatus, renderGates, STATUS_WORDS, type SessionStatus } from "@rigline/foundation/status";
import { padToWidth, widthOfText } from "../ui/cut-to-width.js";
import type { ListedSession } from "./render-sessions.js";

/** A row of `rigline status`; with `--json` printed as it is. */
export type SessionStatusRow = Pick<ListedSession, "name" | "subject" | "date" | "directory" | "status">;

export function toStatusRow({ name, subject, date, directory, status }: ListedSession): SessionStatusRow {
  return { name, subject, date, directory, status };
}

/** `total`: how many there are, with those that are not shown. `showsGates`: with what stands between each and its deletion. */
export function renderStatus(
  rows: readonly SessionStatusRow[],
  total: number,
  dataFolder: string,
  { showsGates = false }: { readonly showsGates?: boolean } = {},
): string {
  if (total === 0) return `No sessions in ${dataFolder}.`;
  const width = Math.max(7, ...rows.map(({ name }) => widthOfText(name)));
  const lines = rows.flatMap(({ name, status }) => [
    `${padToWidth(name, width)}  ${describeStatus(status)}`,
    ...(status.todo === null ? [] : [`  do    ${status.todo}`]),
    ...(showsGates ? renderGates(status.gates ?? []).map((line) => `  ${line}`) : []),
  ]);
  const more = total > rows.length ? [`… and ${total - rows.length} older (--limit shows more)`] : [];
  return [`${"session".padEnd(width)}  status`, ...lines, ...more, countWords(rows)].join("\n");
}

/** `1 stuck, 2 safe to delete`, in the order in which a session passes through them. */
function countWords(rows: readonly { readonly status: SessionStatus }[]): string {
  return STATUS_WORDS.flatMap((word) => {
    const count = rows.filter(({ status }) => status.word === word).length;
    return count === 0 ? [] : [`${count} ${word}`];
  }).join(", ");
}
