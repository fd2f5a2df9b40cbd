import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const SCRIPT = join(PACKAGE, "..", "..", "scripts", "simulate.mjs");
const KEPT = join(PACKAGE, "kept-lives.jsonl");

mkdirSync(join(PACKAGE, "dist"), { recursive: true });
// In the package, whose version the program asks for.
const folder = mkdtempSync(join(PACKAGE, "dist", "test-"));
const program = join(folder, "simulate.mjs");

beforeAll(() => node(SCRIPT, "--bundle", program), 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function node(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout;
}

/** In a process of its own: what a dead process of a life has not waited for is nobody's, and not the tests'. */
function simulate(...args: readonly string[]): Promise<string> {
  return node("--stack-trace-limit=0", program, KEPT, ...args);
}

test("a thousand lives, and those that are kept, keep every promise", { timeout: 300_000 }, async () => {
  const told = simulate("--lives", "1000", "--kept", "--lanes", "2", "--json");
  const { lives, broken, figures } = JSON.parse(await told.catch((error) => error.stdout as string));
  expect(broken).toEqual([]);
  expect(lives).toBeGreaterThan(1_000);
  // So that nothing is kept because nothing happens.
  expect(figures.powerCuts).toBeGreaterThan(500);
  expect(figures.faults).toBeGreaterThan(2_000);
  expect(figures.complete).toBeGreaterThan(1_500);
});

test("lives of a rig that copies its sessions while they run keep every promise", { timeout: 60_000 }, async () => {
  const told = simulate("--seed", "1000000101", "--lives", "10", "--json");
  const { broken, figures } = JSON.parse(await told.catch((error) => error.stdout as string));
  expect(broken).toEqual([]);
  expect(figures.complete).toBeGreaterThan(10);
});

test("a source of which a bit is read as another is never published so where sources are read twice", async () => {
  const lives = process.env["RIGLINE_MISREAD_LIVES"] ?? "10";
  const told = simulate("--lives", lives, "--misreads", "1", "--verify-source", "--json");
  const { broken, figures } = JSON.parse(await told.catch((error) => error.stdout as string));
  expect(broken).toEqual([]);
  expect(figures.misreads).toBeGreaterThan(Number(lives));
  const once = simulate("--lives", "10", "--misreads", "1", "--until-broken", "--json");
  const first = JSON.parse(await once.catch((error) => error.stdout as string));
  expect(first.broken).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/^S1: .* is not what was handed off/) }),
  ]);
});

test(
  "so do lives in which copies are read again and mended, and sources deleted by rule",
  { timeout: 60_000 },
  async () => {
    const told = simulate("--keeping", "--lives", "20", "--lanes", "2", "--json");
    const { lives, broken } = JSON.parse(await told.catch((error) => error.stdout as string));
    expect(broken).toEqual([]);
    expect(lives).toBe(20);
  },
);

test("a mistake in the sources is noticed, and the table says after how many lives", { timeout: 60_000 }, async () => {
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

test("one seed is one life: the same happens each time", { timeout: 60_000 }, async () => {
  const [one, other] = [await simulate("--seed", "7"), await simulate("--seed", "7")];
  expect(one).toMatch(/every promise was kept \(digest [0-9a-f]{8}\)/);
  expect(other).toBe(one);
  const lines = one.split("\n");
  const upTo = await simulate("--seed", "7", "--until", "20");
  expect(lines.length).toBeGreaterThan(upTo.split("\n").length);
  expect(upTo.split("\n").filter((line) => !lines.includes(line))).toEqual([]);
});

test("a kept life that can't be read is told with its line", async () => {
  const kept = join(folder, "kept.jsonl");
  writeFileSync(kept, '{"name":"one","plan":{"seed":1}}\n');
  const told = node(program, kept, "--life", "one").catch((error) => error.stderr as string);
  expect(await told).toMatch(/line 1 of the kept lives is none: [^]*rig[^]*keep it again, or remove the line/);
});
