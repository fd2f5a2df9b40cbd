import { Writable } from "node:stream";

export interface TerminalOutput {
  /** What a prompt draws on. */
  readonly stream: Writable;
  /** Takes away all that was drawn. */
  erase(): void;
  close(): void;
}

type Terminal = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

/**
 * Stands between a prompt and the terminal, and knows how many rows the prompt has taken: it breaks its lines itself, and
 * moves up and down by escape sequences.
 */
export function openTerminalOutput(terminal: Terminal): TerminalOutput {
  let row = 0;
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => {
      row += countRows(String(text));
      terminal.write(text);
      done();
    },
  });
  Object.defineProperties(stream, {
    isTTY: { value: true },
    columns: { get: () => terminal.columns },
    rows: { get: () => terminal.rows },
  });
  const resize = (): void => void stream.emit("resize");
  terminal.on("resize", resize);
  return {
    stream,
    erase: () => {
      terminal.write(`${row > 0 ? `\u001B[${row}A` : ""}\r\u001B[J`);
      row = 0;
    },
    close: () => {
      terminal.off("resize", resize);
      stream.destroy();
    },
  };
}

/** How far down a text takes the cursor; negative: up. */
function countRows(text: string): number {
  let rows = 0;
  // oxlint-disable-next-line no-control-regex -- an escape sequence begins with a control character
  for (const [sign, count, direction] of text.matchAll(/\n|\u001B\[(\d*)([AB])/g)) {
    if (sign === "\n") rows += 1;
    else rows += (direction === "A" ? -1 : 1) * Number(count === "" ? 1 : count);
  }
  return rows;
}
