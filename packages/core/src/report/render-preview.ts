import type { HandOffPreview } from "../di/core-tokens.js";

/** What is to be known of what would be written, a line each. */
export function tellPreview({ file, notes, problems }: HandOffPreview): readonly string[] {
  return [
    ...(file === null ? [] : [row("manifest", file)]),
    ...notes.map((note) => row("note", note)),
    ...problems.map((problem) => row("refused", problem)),
  ];
}

function row(label: string, value: string): string {
  return `${label.padEnd(16)} ${value}`;
}

/** The same with its text, for a plan. */
export function renderPreview(preview: HandOffPreview): readonly string[] {
  const text = preview.text?.trimEnd().split("\n") ?? [];
  return [...tellPreview(preview), ...text.map((line) => `  ${line}`)].map((line) => `  ${line}`);
}
