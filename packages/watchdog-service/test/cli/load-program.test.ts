import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

interface LoadedProgram {
  readonly exports: { readonly answer: () => string };
  readonly keep: () => void;
}

const { loadProgram } = createRequire(import.meta.url)("../../bin/load-program.js") as {
  readonly loadProgram: (main: string, command: string) => LoadedProgram;
};

function setUp() {
  const root = temporaryFolder();
  const main = join(root, "main.cjs");
  const part = join(root, "chunks", "part.cjs");
  writeTree(root, {
    "main.cjs": 'const part = require("./chunks/part.cjs"); exports.answer = () => `${part.one()} of ${__filename}`;',
    "chunks/part.cjs": 'const { sep } = require("node:path"); exports.one = () => sep.length + "a";',
  });
  const kept = (): readonly string[] => readdirSync(root).filter((name) => name.endsWith(".compiled"));
  const place = (): string => join(root, kept()[0] ?? "");
  const run = (): string => {
    const { exports, keep } = loadProgram(main, "run");
    const answer = exports.answer();
    keep();
    return answer.replace(main, "main");
  };
  return { part, kept, place, run };
}

test("a program does the same by what V8 made of it the last time, which is written once", () => {
  const { kept, place, run } = setUp();
  expect([run(), kept().length]).toEqual(["1a of main", 1]);
  const { ino } = statSync(place());
  expect(run()).toBe("1a of main");
  expect(statSync(place()).ino).toBe(ino);
});

test("what was made of another program, or is not whole, is made anew", () => {
  const { part, place, run } = setUp();
  run();
  const first = readFileSync(place());
  writeFileSync(part, readFileSync(part, "utf8").replace('"a"', '"other"'));
  expect(run()).toBe("1other of main");
  const whole = readFileSync(place());
  expect(whole.equals(first)).toBe(false);
  for (const at of [0, 4, 20, whole.length - 1]) {
    const damaged = Uint8Array.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(place(), damaged);
    expect(run()).toBe("1other of main");
    expect(readFileSync(place()).equals(damaged), `byte ${at}`).toBe(false);
  }
  writeFileSync(place(), whole.subarray(0, 100));
  expect(run()).toBe("1other of main");
});
