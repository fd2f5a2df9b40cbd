/** Keeps the last lines of a stream, each cut to a length that an error message can hold. */
export interface LineTail {
  add(line: string): void;
  readonly lines: readonly string[];
}

const LINES = 20;
const LONGEST = 1000;

export function createLineTail(): LineTail {
  const lines: string[] = [];
  return {
    add: (line) => {
      lines.push(line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line);
      if (lines.length > LINES) lines.shift();
    },
    lines,
  };
}
