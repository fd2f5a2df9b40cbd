import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../../../scripts/simulate.mjs", import.meta.url));

/** In a process of its own: what a dead process of a life has not waited for is nobody's, and not the tests'. */
async function simulate(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args]);
  return stdout;
}

test("a thousand lives, and those that are kept, keep every promise", { timeout: 120_000 }, async () => {
  const { lives, broken, figures } = JSON.parse(
    await simulate("--lives", "1000", "--kept", "--lanes", "2", "--json").catch((error) => error.stdout as string),
  );
  expect(broken).toEqual([]);
  expect(lives).toBeGreaterThan(1_000);
  // So that nothing is kept because nothing happens.
  expect(figures.powerCuts).toBeGreaterThan(500);
  expect(figures.faults).toBeGreaterThan(2_000);
  expect(figures.complete).toBeGreaterThan(1_500);
});

test("a mistake in the sources is noticed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-simulated-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const table = join(folder, "table.md");
  const told = await simulate("--mutants", "--lives", "30", "--table", table, "--only", "skip fsync of files");
  expect(told).toMatch(/^ +\d+ {2}skip fsync of files\n +S1: .* would not survive a power cut\n/m);
  expect(readFileSync(table, "utf8")).toMatch(/^\| skip fsync of files \| \d+ \| S1: .* \| [0-9a-f]+\+? \|$/m);
});

test("one seed is one life: the same happens each time", async () => {
  const [one, other] = [await simulate("--seed", "7"), await simulate("--seed", "7")];
  expect(one).toMatch(/every promise was kept \(digest [0-9a-f]{8}\)/);
  expect(other).toBe(one);
  const lines = one.split("\n");
  const upTo = await simulate("--seed", "7", "--until", "20");
  expect(lines.length).toBeGreaterThan(upTo.split("\n").length);
  expect(upTo.split("\n").filter((line) => !lines.includes(line))).toEqual([]);
});
