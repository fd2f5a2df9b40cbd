import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePlainRig, pluginSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("flood");
});
afterEach(() => removeWorkFolder(parent));

const RUN = ["run", "--subject", "614173", "--no-input", "--quiet", "--json"];
const MEGABYTES = 60;

/** Prints so much, numbered, and ends with code 1 and its last words. */
const FLOOD = `
  let number = 0;
  const line = () => "trial " + (number += 1) + " " + "x".repeat(80) + "\\n";
  const print = async () => {
    while (number < ${MEGABYTES} * 11_000) {
      let block = "";
      for (let i = 0; i < 1000; i++) block += line();
      if (!process.stdout.write(block)) await new Promise((go) => process.stdout.once("drain", go));
    }
    process.stdout.write("the last trial\\n");
    process.exitCode = 1;
  };
  void print();`;

function logsOf(rig: Rig): { folder: string; log: string; events: string } {
  const runs = join(rig.folder, "local", ".temp");
  const folder = join(runs, readdirSync(runs)[0] as string);
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return { folder, log: read("launcher.log"), events: read("events.jsonl") };
}

test("a program that prints without an end fills neither memory nor disks, and its session ends with a report", async () => {
  // On Linux `maxRSS` begins with what the parent had when it started the process, and that is a process full of tests.
  const memory = pluginSource(
    "teardown",
    String.raw`async () => {
      const { existsSync, readFileSync, writeFileSync } = await import("node:fs");
      const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "latin1") : "";
      const [, kilobytes = process.resourceUsage().maxRSS] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
      writeFileSync("memory.txt", String(kilobytes));
    }`,
  );
  const rig = makePlainRig(parent, "rig-1", { "bad.mjs": memory }, { experiment: { command: ["node", "-e", FLOOD] } });
  const { exitCode, stdout } = await rig.run(RUN);
  expect(exitCode).toBe(7);
  const { folder, log, events } = logsOf(rig);
  const { size } = statSync(join(folder, "launcher.log"));
  // Four copies of it, those at the destination too, are less than 110 MB.
  expect(size).toBeLessThan(27_000_000);
  expect(log).toContain(" - trial 1 x");
  expect(log).toContain("the last trial\n");
  expect(log).toMatch(/… \d+ lines \(\d+\.\d MB\) of output are left out here/);
  // Of what it printed, the last words alone, as the report has them.
  const told = events.split("\n").filter((line) => line.includes("trial"));
  expect(told.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(["runner.settled"]);
  expect(told[0]).toContain(String.raw`\nthe last trial"`);
  expect(told.join("").length).toBeLessThan(2000);
  const report = JSON.parse(stdout) as { session: { directory: string }; problemReport: string };
  const kept = join(report.session.directory, ".rigline", "logs", "launcher.log");
  expect(statSync(kept).ino).toBe(statSync(join(folder, "launcher.log")).ino);
  expect(statSync(report.problemReport).size).toBeLessThanOrEqual(256_000);
  // In kilobytes. It was 2.5 GB, is about 130 MB, and 220 MB were seen on a busy machine, which has its garbage for longer.
  expect(Number(readFileSync(join(rig.folder, "memory.txt"), "utf8"))).toBeLessThan(500_000);
});

test("a failed session with long unbroken lines comes to its report", async () => {
  const command = [
    "node",
    "-e",
    'process.stdout.write(("A".repeat(60_000) + "\\n").repeat(200)); process.exitCode = 1',
  ];
  const rig = makePlainRig(parent, "rig-1", {}, { experiment: { command } });
  const began = performance.now();
  const { exitCode } = await rig.run(RUN);
  expect(exitCode).toBe(7);
  // It took minutes.
  expect(performance.now() - began).toBeLessThan(30_000);
});
