import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseKept } from "../../src/replay/kept-lives.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const SCRIPT = join(PACKAGE, "..", "..", "scripts", "simulate.mjs");
const KEPT = join(PACKAGE, "kept-lives.jsonl");

mkdirSync(join(PACKAGE, "dist"), { recursive: true });
// In the package, whose version the program asks for.
const folder = mkdtempSync(join(PACKAGE, "dist", "test-"));
const program = join(folder, "simulate.mjs");

/** What one process is asked one after the other: what V8 has compiled for the first serves the others. */
const CALLS = {
  followed: ["--seed", "1000000101", "--lives", "10", "--json"],
  stored: ["--seed", "2000000001", "--lives", "10", "--json"],
  misread: ["--lives", process.env["RIGLINE_MISREAD_LIVES"] ?? "10", "--misreads", "1", "--verify-source", "--json"],
  misreadOnce: ["--lives", "10", "--misreads", "1", "--until-broken", "--json"],
  keeping: ["--keeping", "--lives", "20", "--json"],
  seven: ["--seed", "7"],
  sevenAgain: ["--seed", "7"],
  sevenUpTo: ["--seed", "7", "--until", "20"],
} as const;
const answers = new Map<string, string>();

beforeAll(async () => {
  await node(SCRIPT, "--bundle", program);
  const told = await simulate(
    ...Object.values(CALLS)
      .flatMap((call) => ["--then", ...call])
      .slice(1),
  );
  const lines = told.split(/(?<=\n)/);
  // Sums, each a line, and then lives in words.
  const sums = Object.values(CALLS).filter((call) => call.some((word) => word === "--json")).length;
  const lives = lines
    .slice(sums)
    .join("")
    .split(/(?<=\(digest [0-9a-f]{8}\)\n)/);
  const each = [...lines.slice(0, sums), ...lives];
  for (const [index, name] of Object.keys(CALLS).entries()) answers.set(name, each[index] ?? "");
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function node(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout;
}

/** In a process of its own: what a dead process of a life has not waited for is nobody's, and not the tests'. */
function simulate(...args: readonly string[]): Promise<string> {
  return node(program, KEPT, ...args).catch((error) => error.stdout as string);
}

function answer(call: keyof typeof CALLS): string {
  return answers.get(call) ?? "";
}

test("a thousand lives, and those that are kept, keep every promise", { timeout: 300_000 }, async () => {
  const told = await simulate("--lives", "1000", "--kept", "--lanes", "2", "--json", "--then", ...CALLS.seven);
  const end = told.indexOf("\n") + 1;
  const { lives, broken, figures } = JSON.parse(told.slice(0, end));
  expect(broken).toEqual([]);
  expect(lives).toBeGreaterThan(1_000);
  // So that nothing is kept because nothing happens.
  expect(figures.powerCuts).toBeGreaterThan(500);
  expect(figures.faults).toBeGreaterThan(2_000);
  expect(figures.complete).toBeGreaterThan(1_500);
  // One seed is one life, by whichever process it is lived.
  expect(told.slice(end)).toBe(answer("seven"));
});

test("lives of a rig that copies its sessions while they run keep every promise", () => {
  const { broken, figures } = JSON.parse(answer("followed"));
  expect(broken).toEqual([]);
  expect(figures.complete).toBeGreaterThan(10);
});

test("lives of a rig whose data go to a store of the S3 kind keep every promise", () => {
  const { broken, figures } = JSON.parse(answer("stored"));
  expect(broken).toEqual([]);
  expect(figures.complete).toBeGreaterThan(10);
});

test("a source of which a bit is read as another is never published so where sources are read twice", () => {
  const { lives, broken, figures } = JSON.parse(answer("misread"));
  expect(broken).toEqual([]);
  expect(figures.misreads).toBeGreaterThan(lives);
  const first = JSON.parse(answer("misreadOnce"));
  expect(first.broken).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/^S1: .* is not what was handed off/) }),
  ]);
});

test("so do lives in which copies are read again and mended, and sources deleted by rule", () => {
  const { lives, broken } = JSON.parse(answer("keeping"));
  expect(broken).toEqual([]);
  expect(lives).toBe(20);
});

test("a mistake in the sources is noticed, and the table says after how many lives", { timeout: 240_000 }, async () => {
  const table = join(folder, "table.md");
  const told = await node(SCRIPT, "--mutants", "--lives", "3", "--table", table, "--only", "skip fsync of files");
  expect(told).toMatch(/^ +1 {2}skip fsync of files\n +S1: .* would not survive a power cut\n/m);
  expect(readFileSync(table, "utf8")).toMatch(/^\| skip fsync of files \| 1 \| 1 \| S1: .* \| [0-9a-f]+\+? \|$/m);
});

// All in one program and one process: what a checker does not see any more is seen here with the next change.
test("each life that is kept for a mistake notices it still", { timeout: 300_000 }, async () => {
  const told = await node(SCRIPT, "--mutants", "--kept").catch((error) => error.stdout as string);
  expect(told.match(/^.+\n +SURVIVED$/gm) ?? []).toEqual([]);
  expect(told.match(/^ +[A-Z]\d: /gm)?.length).toBeGreaterThan(60);
});

test("one seed is one life: the same happens each time", () => {
  const one = answer("seven");
  expect(one).toMatch(/every promise was kept \(digest [0-9a-f]{8}\)/);
  expect(answer("sevenAgain")).toBe(one);
  const lines = one.split("\n");
  const upTo = answer("sevenUpTo").split("\n");
  expect(lines.length).toBeGreaterThan(upTo.length);
  expect(upTo.filter((line) => !lines.includes(line))).toEqual([]);
});

test("a kept life that can't be read is told with its line", () => {
  const read = (): unknown => parseKept('{"name":"one","plan":{"seed":1}}\n');
  expect(read).toThrow(/line 1 of the kept lives is none: [^]*rig[^]*keep it again, or remove the line/);
});
