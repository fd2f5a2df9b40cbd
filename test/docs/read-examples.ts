/** One fenced block of a page that the tests act on. */
export type ExampleBlock =
  | { readonly kind: "file"; readonly name: string; readonly text: string; readonly line: number }
  | { readonly kind: "console"; readonly commands: readonly ExampleCommand[]; readonly line: number };

export interface ExampleCommand {
  readonly command: string;
  /** The output as the page prints it; a line `…` stands for any lines, `…` within a line for any text within one field. */
  readonly output: string;
  /** From `# exit code N` behind the output; 0 when absent. */
  readonly exitCode: number;
}

/**
 * The blocks of a Markdown page that are examples: ```` ```yaml file=rigline.config.yaml ```` is a file, ```` ```console ````
 * holds commands behind `$ ` with what they print. Every other block is prose.
 */
export function readExamples(markdown: string): ExampleBlock[] {
  const blocks: ExampleBlock[] = [];
  const fence = /^```(\S+)([^\n]*)\n([\s\S]*?)^```$/gm;
  for (const match of markdown.matchAll(fence)) {
    const [, language = "", info = "", text = ""] = match;
    const line = markdown.slice(0, match.index).split("\n").length;
    const name = /\bfile=(\S+)/.exec(info)?.[1];
    if (name !== undefined) blocks.push({ kind: "file", name, text, line });
    else if (language === "console") blocks.push({ kind: "console", commands: readCommands(text), line });
  }
  return blocks;
}

function readCommands(text: string): ExampleCommand[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = "", ...rest] = part.split("\n");
      const exit = rest.findIndex((row) => row.startsWith("# exit code "));
      const exitCode = exit === -1 ? 0 : Number(rest[exit]?.slice("# exit code ".length));
      const output = rest.filter((_, index) => index !== exit).join("\n");
      return { command, output: output.trim(), exitCode };
    });
}

/**
 * True when the real output is the page's. A line `…` in the page stands for any number of lines; `…` within a line for any
 * text of one field: it reaches over no line's end and over no column, which two blanks set off. A page that shows another
 * column than the program prints would pass otherwise.
 */
export function matchesOutput(page: string, real: string): boolean {
  const lines = foldColumns(page)
    .split("\n")
    .map((line) => (line.trim() === "…" ? "(?:.*\\n)*?" : `${linePattern(line)}\\n`));
  return new RegExp(`^${lines.join("")}$`).test(`${foldColumns(normalise(real))}\n`);
}

/** Columns are as wide as the longest of their fields, which is often a path of this machine. */
function foldColumns(text: string): string {
  return text.replaceAll(/(?<=\S) {2,}/g, "  ");
}

function linePattern(line: string): string {
  return line
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("(?:(?! {2}).)*?");
}

function normalise(output: string): string {
  return output
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((row) => row.trimEnd())
    .join("\n")
    .trim();
}
