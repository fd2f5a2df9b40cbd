import { expect, test } from "vitest";
import { createRedactor, isSecretKey } from "../../src/redaction/index.js";
import { processorMs } from "../support/processor-time.js";

const redactor = createRedactor();
redactor.know("hunter22-and-more");
redactor.know("aaaaaaaaaaaaaaab");

/** Texts that others write without an end: each is one line that makes some search begin again at every letter. */
const UNITS: Readonly<Record<string, string>> = {
  letters: "a",
  "schemes without an address": "a+b-c.1",
  "addresses without a password": "http://",
  "colons and slashes": "a://b:",
  "passwords without an end": "x://a:/@",
  "names of a query": "?token",
  "pairs of a query": "&token=a",
  "signs of a query": "?",
  "flags and blanks": "bearer \t",
  "escape sequences": "\u001B[",
  "half a secret": "hunter22-and-mor",
  "wide letters": "ü🐭",
};

/** The least of a few runs: what else this process does only adds to it. */
function leastMilliseconds(text: string): number {
  const runs = Array.from({ length: 5 }, () => {
    const began = processorMs();
    redactor.show(text);
    return processorMs() - began;
  });
  return Math.min(...runs);
}

test.each(Object.entries(UNITS))("%s: 32 times the text is no more than some 32 times the work", (_, unit) => {
  const line = unit.repeat(Math.ceil(16_384 / unit.length));
  redactor.show(line);
  const once = Math.max(leastMilliseconds(line), 0.2);
  // What is quadratic takes 1024 times as long; a machine under load, and its memory, some times as long as it should.
  expect(leastMilliseconds(line.repeat(32)) / once).toBeLessThan(256);
});

test("10 MB on one line, and the longest lines that a log has, are done at once", () => {
  const began = processorMs();
  redactor.show("a".repeat(10_000_000));
  for (let line = 0; line < 200; line++) redactor.show("A".repeat(65_536));
  // It took 2.7 s for each of the 200.
  expect(processorMs() - began).toBeLessThan(20_000);
});

test("a key's name is looked at up to a length", () => {
  expect(isSecretKey(`${"aB".repeat(1_000_000)}-token`)).toBe(false);
});
