import type { Row } from "./row.js";
import type { Measure } from "./sample.js";
import type { SideTable } from "./suite.js";

const COLUMNS = ["what", "ours", "peer", "", "ratio", "target", "met"];

export function renderRows(rows: readonly Row[]): string {
  return renderColumns(COLUMNS, rows.map(renderRow));
}

export function renderTable({ title, columns, lines }: SideTable): string {
  return `${title}\n\n${renderColumns(columns, lines)}`;
}

function renderRow({ what, measure, ours, peer, ratio, target }: Row): readonly string[] {
  const spread = ratio === undefined ? "" : `${times(ratio.median)} (${digits(ratio.lowest)}–${digits(ratio.highest)})`;
  const met = target?.met === undefined ? "" : target.met ? "yes" : "NO";
  return [what, quantity(ours, measure), quantity(peer.value, measure), peer.name, spread, target?.text ?? "", met];
}

/** Columns as wide as their longest cell, two spaces between them. */
function renderColumns(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? "").length)),
  );
  const render = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [render(columns), render(widths.map((width) => "-".repeat(width))), ...lines.map(render)].join("\n");
}

export function quantity(value: number | undefined, measure: Measure): string {
  if (value === undefined) return "–";
  if (measure === "peakBytes") return `${digits(value / 1024 / 1024)} MB`;
  if (value >= 1) return `${digits(value)} s`;
  if (value >= 1e-3) return `${digits(value * 1e3)} ms`;
  return value >= 1e-6 ? `${digits(value * 1e6)} µs` : `${digits(value * 1e9)} ns`;
}

export function times(value: number): string {
  return `${digits(value)}×`;
}

/** Three digits that count. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
