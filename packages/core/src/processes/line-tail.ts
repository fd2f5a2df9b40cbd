/** Keeps the last lines of a stream, each cut to a length that an error message can hold. */
export interface LineTail {
  add(line: string): void;
  /** Lines with LF between them, of which only the last ones are looked at. */
  addAll(lines: string): void;
  readonly lines: readonly string[];
}

const LINES = 20;
const LONGEST = 1000;

export function createLineTail(): LineTail {
  const lines: string[] = [];
  const add = (line: string): void => {
    lines.push(line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line);
    if (lines.length > LINES) lines.shift();
  };
  return {
    add,
    addAll: (block) => {
      let start = block.length;
      for (let count = 0; count < LINES && start > 0; count += 1) start = block.lastIndexOf("\n", start - 1);
      for (const line of block.slice(Math.max(0, start + 1)).split("\n")) add(line);
    },
    lines,
  };
}
