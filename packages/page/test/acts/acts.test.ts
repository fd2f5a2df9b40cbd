import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commandOfAct, commandOfCleaning } from "../../src/acts/command-of-act.js";
import { describeOutcome } from "../../src/acts/describe-outcome.js";
import type { CommandEnd } from "../../src/acts/start-command.js";
import type { SourcedRow } from "../../src/feed/make-rows.js";
import { startTestPage, visit, type TestPage, type TestPageOptions } from "../support/start-page.js";
import { makeTemporaryFolder } from "../support/temporary-folder.js";
import { completeRecords, makeQueue, parkedRecord, writeJob } from "../support/write-job.js";

const rig = {
  name: "rig-1",
  script: "/rigline.js",
  options: ["--config", "/rig.yaml"],
  folder: "/",
  dataFolder: "/data",
  tempFolder: "/logs",
};
const scripts = { watchdog: "/watchdog.js", watchConfig: "/w.yml", rig };
/** What a person might call a session, or a file. */
const HOSTILE = "--json $(rm -rf /) `x` ; & | \" ' <img src=x>";
const job = { file: HOSTILE, name: HOSTILE } as SourcedRow["job"];
const session = { directory: HOSTILE } as SourcedRow["session"];
const target = { job, session } as SourcedRow;

test("a name is one argument, behind what ends the options, whatever is in it", () => {
  for (const act of ["hold", "release", "redrive", "cancel", "verify", "discard", "handoff"] as const) {
    const command = commandOfAct(scripts, { act, keys: [], reason: HOSTILE }, target) ?? [];
    expect(command.slice(-2)).toEqual(["--", HOSTILE]);
    expect(command.filter((word) => word === HOSTILE).length).toBe(1);
  }
});

test("a reason and another animal are the value of their option alone", () => {
  expect(commandOfAct(scripts, { act: "cancel", keys: [], reason: "--json" }, target)).toContain("--reason=--json");
  expect(commandOfAct(scripts, { act: "relabel", keys: [], subject: "-1" }, target)).toContain("--subject=-1");
  expect(commandOfAct(scripts, { act: "relabel", keys: [] }, target)).toBeUndefined();
});

test("what has no job is asked of the launcher, and without one of nobody", () => {
  const waiting = { session, job: undefined } as SourcedRow;
  expect(commandOfAct(scripts, { act: "hold", keys: [] }, waiting)?.slice(0, 3)).toEqual([
    "/rigline.js",
    "handoff",
    "hold",
  ]);
  expect(commandOfAct({ ...scripts, rig: undefined }, { act: "hold", keys: [] }, waiting)).toBeUndefined();
  expect(commandOfAct({ ...scripts, watchdog: undefined }, { act: "hold", keys: [] }, target)).toBeUndefined();
  expect(commandOfCleaning({ ...scripts, rig: undefined }, "clean")).toBeUndefined();
  expect(commandOfCleaning(scripts, "plan")).toContain("--dry-run");
  expect(commandOfCleaning(scripts, "clean")).toContain("--yes");
});

const ended = (output: unknown, exitCode = 0): CommandEnd => ({ exitCode, output: JSON.stringify(output), errors: "" });
const found = { files: 2, bytes: 3000, missing: [], changed: [], unreadable: [] };

test.each([
  ["hold", ended([{ name: "a", result: "done", step: "held" }]), true, "it is held now"],
  ["hold", ended([{ name: "a", result: "asked", step: "queued" }]), true, "asked; the daemon does it"],
  ["redrive", ended([{ name: "a", result: "done", step: "parked" }]), false, "parked again"],
  ["redrive", ended([]), false, "nothing that this can be asked of"],
  ["cancel", ended({ error: { message: "it is too late", todo: "Ask them." } }, 6), false, "it is too late. Ask them."],
  ["verify", ended({ result: "whole", ...found }), true, "whole: 2 files, 3.0 kB"],
  ["verify", ended({ result: "damaged", ...found, missing: ["a"] }, 9), false, "NOT whole: 1 missing"],
  ["discard", ended({ state: "discarded", detail: "by ann" }), true, "discarded: by ann"],
  ["plan", ended({ sessions: [{ decision: "delete", files: 2, bytes: 3000 }] }), true, "2 files, 3.0 kB of 1 session"],
  ["plan", ended({ sessions: [{ decision: "keep", files: 2, bytes: 3000 }] }), false, "nothing is safe to delete"],
  ["clean", ended({ sessions: [{ decision: "deleted", files: 2, bytes: 3000 }] }), true, "deleted 2 files"],
  ["clean", ended({ sessions: [{ decision: "left", files: 1, bytes: 0 }] }), false, "not all of 1"],
  ["hold", { exitCode: 1, output: "", errors: "error: no such file\n" }, false, "error: no such file"],
] as const)("what came of %s is one sentence", (act, end, isDone, text) => {
  const outcome = describeOutcome(act, end);
  expect(outcome.isDone).toBe(isDone);
  expect(outcome.text).toContain(text);
});

async function openPage(options: TestPageOptions): Promise<{ page: TestPage; cookie: string; folder: string }> {
  const { folder, remove } = makeTemporaryFolder();
  const queue = makeQueue(folder);
  for (const name of ["614173_a", "614173_b"])
    writeJob(queue, { name, records: [parkedRecord("DESTINATION_FULL", "full", "Make room.")] });
  writeJob(queue, { name: "614173_c", records: completeRecords("614173_c", 10), isQueued: false });
  const page = await startTestPage(queue, options);
  onTestFinished(async () => {
    await page.close();
    remove();
  });
  return { page, cookie: await visit(page), folder };
}

async function ask(page: TestPage, cookie: string, body: object): Promise<{ readonly id: number }> {
  const ended = new Promise<void>((resolve) => {
    page.store.listen(({ act }) => {
      if (act !== undefined && act.state !== "running") resolve();
    });
  });
  const headers = { cookie, origin: page.origin, "x-rigline": "page", "content-type": "application/json" };
  const response = await fetch(`${page.origin}/api/acts`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(202);
  await ended;
  return (await response.json()) as { readonly id: number };
}

const keyOf = (page: TestPage, name: string): string =>
  page.store.rows.find(({ row }) => row.name === name)?.row.key ?? "";

test("what is asked is done by the daemon's own command, and is on record with who, when and what came of it", async () => {
  const { page, cookie, folder } = await openPage({
    answer: () => ended([{ name: "614173_a", result: "done", step: "held" }]),
  });
  await ask(page, cookie, { act: "hold", keys: [keyOf(page, "614173_a")] });
  expect(page.ran).toEqual([
    ["/watchdog.js", "hold", "-c", join(folder, "watch_config.yml"), "--json", "--", "manifest_614173_a.yaml"],
  ]);
  const records = readFileSync(join(folder, ".rigline", "page-acts.jsonl"), "utf8")
    .trim()
    .split("\n");
  expect(records.map((record) => JSON.parse(record) as unknown)).toEqual([
    expect.objectContaining({ via: "page", by: "ann@rig-1", act: "hold", names: ["614173_a"], state: "running" }),
    expect.objectContaining({ via: "page", by: "ann@rig-1", act: "hold", state: "done", text: "it is held now" }),
  ]);
});

test("all that are shown are tried again one after the other, and how many could not is told", async () => {
  const { page, cookie } = await openPage({
    answer: (command) =>
      command.at(-1) === "manifest_614173_b.yaml"
        ? ended({ error: { message: "it is gone", todo: null } }, 6)
        : ended([{ name: "a", result: "done", step: "queued" }]),
  });
  await ask(page, cookie, { act: "redrive", keys: [keyOf(page, "614173_a"), keyOf(page, "614173_b")] });
  expect(page.ran.length).toBe(2);
  expect(page.store.state?.acts).toMatchObject([{ state: "refused", text: "1 of 2: it is gone" }]);
});

test("what can't be done from here is said, and nothing is run", async () => {
  const { page, cookie } = await openPage({});
  await ask(page, cookie, { act: "clean", keys: [] });
  expect(page.ran).toEqual([]);
  expect(page.store.state?.acts).toMatchObject([{ state: "refused", text: expect.stringContaining("can't be done") }]);
});
