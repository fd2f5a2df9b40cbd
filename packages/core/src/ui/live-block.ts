import { cutToWidth } from "./cut-to-width.js";

type Terminal = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

const USUAL = { columns: 80, rows: 24 };

/**
 * Several lines that are rewritten in place at a terminal. `fit`: makes text fit to be shown there. What is wider or longer than
 * the terminal is cut, for it could not be rewritten; the last text is left standing.
 */
export function createLiveBlock(stream: Terminal, fit: (text: string) => string): (text: string) => void {
  let height = 0;
  let shown = "";
  return (text) => {
    const { columns = USUAL.columns, rows = USUAL.rows } = stream;
    const lines = fit(text).split("\n");
    const room = rows - 1;
    const kept =
      lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} lines more`];
    const block = kept.map((line) => `${cutToWidth(line, columns - 1)}\n`).join("");
    if (block === shown) return;
    // Up to its first line, and clear from there on.
    stream.write(height === 0 ? block : `\u001B[${height}A\r\u001B[J${block}`);
    height = kept.length;
    shown = block;
  };
}
