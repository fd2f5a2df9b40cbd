import { hideSecretsInLine } from "./hide-secrets.js";

/** The lines around a place, numbered, with a mark under the column if it is known; values of secret keys are hidden. */
export function snippetAt(content: string, line: number, column?: number): string {
  const lines = content.split(/\r?\n/u);
  const first = Math.max(1, line - 1);
  const shown = lines.slice(first - 1, line + 1).map((text, index) => {
    const number = first + index;
    const isMarked = number === line && column !== undefined;
    const mark = isMarked ? `\n  ${" ".repeat(String(line + 1).length + 2 + column)}^` : "";
    return `  ${String(number).padStart(String(line + 1).length)} | ${hideSecretsInLine(text).slice(0, 160)}${mark}`;
  });
  return `there:\n${shown.join("\n")}`;
}
