import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { expect, onTestFinished, test } from "vitest";
import { heedWishes } from "../../src/pause/heed-wishes.js";
import { isWishTaken, leaveWish, takeWish } from "../../src/pause/pause-wish.js";
import { planSession } from "../../src/session/plan-session.js";

function makeBench() {
  const directory = mkdtempSync(join(tmpdir(), "pause-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, ".rigline"));
  const clock = createFakeClock();
  const planned = planSession({ subject: "614173", experimenters: ["Ada"], dataDir: directory, rigName: "rig", clock });
  const session = { ...planned, directory };
  const over = new AbortController();
  const said: string[] = [];
  const problems: unknown[] = [];
  const failing: { error?: Error } = {};
  const parts = {
    clock,
    fileSystem: nodeFileSystem,
    recorder: { record: ({ type, ...rest }: { type: string }) => void said.push(`${type} ${JSON.stringify(rest)}`) },
    events: { emit: (name: string) => void said.push(name) },
    hooks: {
      run: (name: string) => {
        said.push(name);
        return Promise.resolve({ answers: [], errors: failing.error === undefined ? [] : [failing.error] });
      },
    },
    problems: { add: (thrown: unknown) => void problems.push(thrown) },
  } as unknown as Parameters<typeof heedWishes>[0];
  const file = join(directory, "signals", ".pause");
  const heeded = heedWishes(parts, { session, file, ended: over.signal });
  const by = "ada@rig";
  const wish = async (wanted: "pause" | "continue", reason?: string): Promise<string[]> => {
    leaveWish(nodeFileSystem, directory, { wish: wanted, by, reason });
    await clock.advance(500);
    return said.splice(0);
  };
  const end = async (): Promise<void> => {
    over.abort();
    await heeded;
  };
  return { directory, file, clock, said, problems, failing, wish, end };
}

test("a wish makes the pause file, another removes it; each is recorded with who and why, told, and a hook", async () => {
  const { directory, file, wish, end } = makeBench();
  expect(await wish("pause", "the animal is checked")).toEqual([
    'paused {"by":"ada@rig","reason":"the animal is checked"}',
    "experiment.paused",
    "experimentPaused",
  ]);
  expect([existsSync(file), isWishTaken(nodeFileSystem, directory)]).toEqual([true, true]);
  expect(await wish("pause")).toEqual([]);
  expect(await wish("continue")).toEqual(['continued {"by":"ada@rig"}', "experiment.continued", "experimentContinued"]);
  expect(existsSync(file)).toBe(false);
  expect(await wish("continue")).toEqual([]);
  await end();
});

test("who makes and removes the file himself pauses the experiment too", async () => {
  const { directory, file, clock, said, end } = makeBench();
  mkdirSync(join(directory, "signals"));
  writeFileSync(file, "");
  await clock.advance(500);
  rmSync(file);
  await clock.advance(500);
  expect(said.filter((line) => line.includes("{"))).toEqual([
    'paused {"by":"its pause file"}',
    'continued {"by":"its pause file"}',
  ]);
  await end();
});

test("an experiment that ends while it is paused leaves no pause file behind, and heeds nobody any more", async () => {
  const { directory, file, clock, wish, end } = makeBench();
  await wish("pause");
  await end();
  expect(existsSync(file)).toBe(false);
  leaveWish(nodeFileSystem, directory, { wish: "pause", by: "late" });
  await clock.advance(5_000);
  expect(isWishTaken(nodeFileSystem, directory)).toBe(false);
});

test("what fails in a hook, or on the disk, is a problem of the session and ends nothing", async () => {
  const { file, problems, failing, wish, end } = makeBench();
  failing.error = new Error("the valve does not answer");
  await wish("pause");
  expect(problems).toEqual([failing.error]);
  rmSync(file);
  mkdirSync(join(file, "a folder of that name"), { recursive: true });
  await wish("continue");
  expect(problems).toHaveLength(2);
  rmSync(file, { recursive: true });
  await end();
});

test("a wish that can't be read is none, and is gone", () => {
  const directory = mkdtempSync(join(tmpdir(), "pause-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, ".rigline"));
  writeFileSync(join(directory, ".rigline", "pause-wish.json"), '{"wish":"dance"}');
  expect(takeWish(nodeFileSystem, directory)).toBeUndefined();
  expect(isWishTaken(nodeFileSystem, directory)).toBe(true);
});
