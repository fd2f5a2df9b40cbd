import { placeText } from "../config/problems/config-problem.js";
import type { KnownKey } from "../config/schema/list-keys.js";
import type { KeyExplanation } from "../config/tell/explain-key.js";

/** A key with its value, what it is for, and each source that set it, the winner first. */
export function renderExplanation({ key, description, sources, variable }: KeyExplanation): string {
  const [winner] = sources;
  const lines = [winner === undefined ? `${key} is not set` : `${key} = ${shown(winner.value)}`];
  if (description !== undefined) lines.push(`  ${description}`);
  const rows = sources.map((source, index) => [
    index === 0 ? "wins" : "hidden",
    source.kind,
    source.kind === "default" ? "" : placeText(source),
    shown(source.value),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) lines.push(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`);
  if (winner === undefined)
    lines.push(`  set it in the config file${variable === undefined ? "" : `, by ${variable}`}, or by --set ${key}=…`);
  return lines.join("\n");
}

function shown(value: unknown): string {
  return value === undefined ? "(nothing)" : (JSON.stringify(value) ?? `[${typeof value}]`);
}

/** Every key there is, with what it is for. */
export function renderKeys(keys: readonly KnownKey[]): string {
  const width = Math.max(0, ...keys.map(({ path }) => path.length));
  const lines = keys.map(({ path, description }) => `${path.padEnd(width)}  ${description ?? ""}`.trimEnd());
  return `${lines.join("\n")}\n\n\`rigline config explain KEY\` says where a key's value comes from.\n`;
}
