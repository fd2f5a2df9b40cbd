import { dirname } from "node:path";
import { type FileSystem, type Session, writeDurably } from "@rigline/core";
import { parseCsv, renderCsv } from "./csv.js";
import type { FieldAnswers } from "./field.js";

const OWN = ["session", "subject", "date", "experimenters"];

type Row = ReadonlyMap<string, string>;

/** The answers of all sessions in one CSV file, a row a session, for people and their tables. */
export interface History {
  /** What was answered in the subject's last session before this one, with its day; undefined: there was none. */
  lastOf(session: Session): { readonly day: string; readonly answers: Readonly<Record<string, string>> } | undefined;
  /** Adds to the session's row, which is made when there is none. Throws what the disk says. */
  put(session: Session, answers: FieldAnswers): void;
}

export function openHistory(fileSystem: FileSystem, path: string): History {
  const read = (): readonly Row[] => {
    if (!fileSystem.exists(path)) return [];
    const [head = [], ...rows] = parseCsv(Buffer.from(fileSystem.read(path)).toString("utf8"));
    return rows.map((row) => new Map(head.map((name, at) => [name, row[at] ?? ""])));
  };
  return {
    lastOf: ({ subject, name }) => {
      const row = read().findLast((one) => one.get("subject") === subject && one.get("session") !== name);
      if (row === undefined) return undefined;
      const answers = [...row].filter(([column, text]) => !OWN.includes(column) && text !== "");
      return { day: (row.get("date") ?? "").slice(0, 10), answers: Object.fromEntries(answers) };
    },
    put: (session, answers) => {
      const rows = [...read()];
      const at = rows.findIndex((row) => row.get("session") === session.name);
      const row = new Map([...(rows[at] ?? describe(session)), ...toTexts(answers)]);
      if (at === -1) rows.push(row);
      else rows[at] = row;
      // A question that the config has had since keeps its column, and so does one that it has no more.
      const columns = [...new Set([...OWN, ...rows.flatMap((one) => [...one.keys()])])];
      fileSystem.makeFolder(dirname(path));
      const table = [columns, ...rows.map((one) => columns.map((column) => one.get(column) ?? ""))];
      writeDurably(path, renderCsv(table), { fileSystem });
    },
  };
}

function describe({ name, subject, date, experimenters }: Session): Row {
  return new Map([
    ["session", name],
    ["subject", subject],
    ["date", date],
    ["experimenters", experimenters.join("; ")],
  ]);
}

function toTexts(answers: FieldAnswers): readonly (readonly [string, string])[] {
  return Object.entries(answers).map(([name, answer]) => [name, String(answer)]);
}
