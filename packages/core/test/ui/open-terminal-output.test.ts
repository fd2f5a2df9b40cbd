import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { openTerminalOutput } from "../../src/ui/open-terminal-output.js";

function openOutput() {
  const written: string[] = [];
  const terminal = Object.assign(new EventEmitter(), {
    columns: 40,
    rows: 24,
    write: (text: string | Buffer) => written.push(String(text)),
  });
  const output = openTerminalOutput(terminal as unknown as NodeJS.WritableStream);
  return { terminal, written, output };
}

test.each<[string, readonly string[], string]>([
  ["one row", ["Subject"], "\r\u001B[J"],
  ["three rows", ["│\n◆ Subject\n", "│ 6\n"], "\u001B[3A\r\u001B[J"],
  [
    "rows drawn again from above",
    ["│\n◆ Subject\n│\n└", "\u001B[999D\u001B[3A\u001B[1B\u001B[J", "◇ Subject\n│ 6"],
    "\u001B[2A\r\u001B[J",
  ],
  ["a move without a count", ["a\nb\u001B[A"], "\r\u001B[J"],
  ["colours and other moves", ["\u001B[36m│\u001B[39m\n\u001B[2K\u001B[G\u001B[?25h"], "\u001B[1A\r\u001B[J"],
])("takes away what was drawn: %s", (_title, drawn, erased) => {
  const { written, output } = openOutput();
  for (const text of drawn) output.stream.write(text);
  expect(written.splice(0)).toEqual(drawn);
  output.erase();
  expect(written).toEqual([erased]);
});

test("has the terminal's size, and tells when it changes, until it is closed", () => {
  const { terminal, output } = openOutput();
  expect(output.stream).toMatchObject({ columns: 40, rows: 24, isTTY: true });
  let resized = 0;
  output.stream.on("resize", () => (resized += 1));
  terminal.emit("resize");
  expect(resized).toBe(1);
  output.close();
  expect(terminal.listenerCount("resize")).toBe(0);
});
