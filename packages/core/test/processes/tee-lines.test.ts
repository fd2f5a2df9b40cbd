import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "@rigline/foundation/platform";
import { createProcessRunner } from "../../src/processes/process-runner.js";
import { environment, makeFolder, node } from "./run-program.js";

const folder = makeFolder();

it("comes as whole lines, each with its stream", async () => {
  const { stdout, stderr } = await node(
    "process.stdout.write('a\\r\\nb\\rc\\n'); process.stderr.write('wrong\\n'); process.stdout.write('no end')",
  );
  expect(stdout).toEqual(["a", "b", "c", "no end"]);
  expect(stderr).toEqual(["wrong"]);
});

it("keeps the last 20 lines of standard error", async () => {
  const { exit } = await node("for (let i = 1; i <= 50; i++) console.error('line ' + i); process.exitCode = 1");
  expect(exit.stderrTail).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 31}`));
});

it("gives the child exactly the environment of the request", async () => {
  const { stdout } = await node("console.log(JSON.stringify([process.env.RIG, process.env.HOME]))", {
    environment: { ...environment, RIG: "behavior-1" },
  });
  expect(stdout).toEqual(['["behavior-1",null]']);
});

it("of 200 MB neither fills the memory nor loses a line", async () => {
  const script = `
    const block = (("x".repeat(99) + "\\n").repeat(10_000));
    for (let i = 0; i < 200; i++) if (!process.stdout.write(block)) await new Promise((go) => process.stdout.once("drain", go));
  `;
  let lines = 0;
  let most = 0;
  const before = process.memoryUsage.rss();
  await node(script, {
    onLine: () => {
      lines += 1;
      if (lines % 20_000 === 0) most = Math.max(most, process.memoryUsage.rss() - before);
    },
  });
  expect(lines).toBe(2_000_000);
  expect(most / 1e6).toBeLessThan(150);
});

it("that comes right before the exit is not lost", async () => {
  const { stdout } = await node("process.stdout.write('last words\\n'.repeat(5000)); process.exitCode = 1");
  expect(stdout).toHaveLength(5000);
});

it("goes on when the listener throws; run rejects with what was thrown", async () => {
  const marker = join(folder, "finished");
  const script = `import { writeFileSync } from "node:fs"; console.log("a"); console.log("b"); writeFileSync(${JSON.stringify(marker)}, "")`;
  let calls = 0;
  await expect(
    node(script, {
      onLine: () => {
        calls += 1;
        throw new Error("the listener broke");
      },
    }),
  ).rejects.toThrow("the listener broke");
  expect(calls).toBe(1);
  expect(existsSync(marker)).toBe(true);
});

it("feeds standard input and closes it", async () => {
  const { stdout } = await node("process.stdin.on('data', (data) => console.log('got ' + data))", { input: "hello" });
  expect(stdout).toEqual(["got hello"]);
});

it("does not fail when the child never reads its input", async () => {
  const { exit } = await node("process.stdin.destroy(); process.exitCode = 0", { input: "x".repeat(5_000_000) });
  expect(exit).toMatchObject({ reason: "exit", code: 0 });
});

it("that comes in a flood is handed on in blocks to who takes them: each line once, in order", async () => {
  const script = `
    let number = 0;
    for (let i = 0; i < 300; i++) {
      const block = Array.from({ length: 1000 }, () => "line " + (number += 1) + " of ü\\r\\n").join("");
      if (!process.stdout.write(block)) await new Promise((go) => process.stdout.once("drain", go));
    }
    process.stderr.write("wrong " + "x".repeat(5_000_000) + "\\n");
    process.stderr.write(Array.from({ length: 50 }, (_, i) => "last " + i).join("\\n"));
    process.stdout.write("no end");`;
  const seen: string[] = [];
  let blocks = 0;
  let singles = 0;
  // By this clock all comes at once, on a machine of any speed.
  const runner = createProcessRunner({ clock: { ...systemClock, monotonic: () => 0 } });
  const exit = await runner.run({
    command: [process.execPath, "--input-type=module", "-e", script],
    directory: folder,
    environment,
    graceMs: 5000,
    onLine: (line, stream) => {
      singles += 1;
      if (stream === "stdout") seen.push(line);
    },
    onBlock: (lines, stream) => {
      blocks += 1;
      if (stream === "stdout") seen.push(...lines.split("\n"));
    },
  });
  expect(seen).toEqual([...Array.from({ length: 300_000 }, (_, index) => `line ${index + 1} of ü`), "no end"]);
  expect(blocks).toBeGreaterThan(5);
  // What is not a flood yet comes line by line, as ever.
  expect(singles).toBeGreaterThan(10_000);
  expect(exit.stderrTail).toEqual(Array.from({ length: 20 }, (_, index) => `last ${index + 30}`));
});
