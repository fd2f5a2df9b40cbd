import { cutToWidth, padToWidth, widthOfText } from "../cut-to-width.js";
import type { TableRow } from "../questions.js";

const USUAL = { columns: 80, rows: 24 };

/** What a prompt takes beside its table: its bar to the left; its question, answers and help below. */
const BESIDE = { columns: 5, rows: 16 };

/** A line for each row, no wider than the terminal, and no more than it has room for above a prompt. */
export function showTable(table: readonly TableRow[], terminal: object): string[] {
  const { columns, rows } = { ...USUAL, ...sizeOf(terminal) };
  const room = Math.max(4, rows - BESIDE.rows);
  const lines = layOutTable(table).map((line) => cutToWidth(line, columns - BESIDE.columns));
  return lines.length <= room
    ? lines
    : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} rows more: see them in a higher window`];
}

/** A line for each row, the texts below each other. */
export function layOutTable(table: readonly TableRow[]): string[] {
  const width = Math.max(0, ...table.map(({ label }) => widthOfText(label)));
  return table.map(({ label, text }) => `${padToWidth(label, width)}  ${onOneLine(text)}`);
}

/** The first of several lines, with how many follow. */
export function onOneLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  if (more.length === 0) return first === "" ? "(empty)" : first;
  return `${first} … (${more.length} more ${more.length === 1 ? "line" : "lines"})`;
}

function sizeOf(terminal: { readonly columns?: number; readonly rows?: number }): Partial<typeof USUAL> {
  const { columns, rows } = terminal;
  // A terminal whose size nobody knows says 0.
  return { ...((columns ?? 0) > 0 ? { columns } : {}), ...((rows ?? 0) > 0 ? { rows } : {}) };
}
