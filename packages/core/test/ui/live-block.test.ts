import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createLiveBlock } from "../../src/ui/live-block.js";

function terminal(size: { readonly columns?: number; readonly rows?: number } = {}) {
  const stream = Object.assign(new PassThrough(), size);
  const read = (): string => (stream.read() as Buffer | null)?.toString() ?? "";
  return { show: createLiveBlock(stream, (text) => text), read };
}

test("a block is rewritten in its place, and only when it changes", () => {
  const { show, read } = terminal();
  show("one\ntwo");
  expect(read()).toBe("one\ntwo\n");
  show("one\ntwo");
  expect(read()).toBe("");
  show("three");
  expect(read()).toBe("\u001B[2A\r\u001B[Jthree\n");
  show("four");
  expect(read()).toBe("\u001B[1A\r\u001B[Jfour\n");
});

test("what is wider or longer than the terminal is cut, for it could not be rewritten", () => {
  const { show, read } = terminal({ columns: 6, rows: 4 });
  show("123456789\n2\n3\n4\n5");
  expect(read()).toBe("1234…\n2\n… 3 …\n");
});
