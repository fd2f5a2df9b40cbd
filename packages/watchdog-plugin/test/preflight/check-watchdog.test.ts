import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessRunner } from "@rigline/core";
import { expect, test } from "vitest";
import { checkWatchdog } from "../../src/preflight/check-watchdog.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const signal = new AbortController().signal;

async function check(changes: PartChanges = {}, folder = temporaryFolder()) {
  const parts = makeParts(folder, changes);
  const findings = await checkWatchdog(parts, new FlavourChoice(parts), signal);
  const problems = findings.filter(({ level }) => level !== "ok").map(({ level, subject }) => `${level}: ${subject}`);
  return {
    findings,
    problems,
    message: (subject: string) => findings.find((found) => found.subject === subject)?.message,
  };
}

const idle: ProcessRunner = {
  run: () =>
    Promise.resolve({ reason: "exit", code: 0, signal: undefined, milliseconds: 1, stderrTail: [], summary: "" }),
};

test("a rig in order has nothing against it but that nobody is to be started, and no service in a test", async () => {
  const folder = temporaryFolder();
  expect((await check({}, folder)).problems).toEqual(["warning: daemon", "warning: destination", "warning: endpoint"]);
  const { problems, message } = await check({}, folder);
  expect(problems).toEqual(["warning: daemon", "warning: endpoint"]);
  expect(message("manifest")).toBe(
    "data will be copied at once and submitted to http://127.0.0.1:1/api/v2/submit_jobs",
  );
});

test("a destination that is the data folder itself is told before the session", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "data"));
  const { findings } = await check({ options: { destination: "./data/" } }, folder);
  const errors = findings.filter(({ level }) => level === "error").map(({ message }) => message);
  expect(errors).toEqual([`${join(folder, "data")} is the data_dir: a session would be its own copy`]);
  const within = await check({ options: { destination: "data/central" } }, folder);
  expect(within.findings.map(({ message }) => message)).toContain(
    `${join(folder, "data", "central")} lies in the data_dir, among the sessions`,
  );
});

test("it leaves nothing behind in the folders it probed", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  await check({}, folder);
  expect(readdirSync(join(folder, "flags"))).toEqual([]);
  expect(readdirSync(join(folder, "central"))).toEqual([]);
});

test("each thing that is wrong is told, and one does not hide the others", async () => {
  const { problems } = await check({
    options: {
      watch_config: "absent.yml",
      flag_dir: undefined,
      destination: "no/such/share",
      platform: "nowhere",
      logs_modality: "logs",
      script: { a: ["b"] },
      project_names_url: "http://127.0.0.1:1/",
    },
  });
  expect(problems).toEqual([
    "error: watch config",
    "error: destination",
    "error: manifest",
    "warning: logs",
    "warning: manifest",
    "warning: endpoint",
    "warning: project name",
  ]);
});

test("patterns are told, and what another service makes of them", async () => {
  const options = { exclude: ["*.tmp"], delete_modalities_source_after_success: true };
  expect((await check({ options })).message("patterns")).toBe(
    "exclude *.tmp; aind-watchdog-service does not know them: it would copy all, and delete no source",
  );
});

test("who submits a session of several computers is told, and that another service does not know of them", async () => {
  const options = { parts: ["behavior", "ecephys"] };
  expect((await check({ options })).message("parts")).toBe(
    "the session is submitted when behavior, ecephys have arrived, by the computer that brings behavior",
  );
  const external = { service: "external", allow_local_destination: true };
  expect((await check({ options: { ...options, ...external } })).problems).toContain("warning: parts");
});

test("with WATCHDOG_EXE in the environment its program must exist", async () => {
  const folder = temporaryFolder();
  const program = join(folder, "watchdog.exe");
  const changes = { options: { service: "auto" }, environment: { WATCHDOG_EXE: program }, processes: idle };
  const absent = await check(changes, folder);
  expect(absent.message("daemon")).toBe(`there is no program ${program} (WATCHDOG_EXE)`);
  writeFileSync(program, "");
  const present = await check(changes, folder);
  expect(present.problems).toEqual(["warning: endpoint"]);
  expect(present.message("daemon")).toContain("will be started after the session");
});

test("a daemon that copies while the session runs is started with it", async () => {
  const { message } = await check({ options: { service: "embedded", follow: {} } });
  expect(message("daemon")).toContain("will be started with the session");
});

test("an external service without WATCHDOG_EXE is an error", async () => {
  const { message } = await check({ options: { service: "external" }, processes: idle });
  expect(message("daemon")).toBe("the environment has no WATCHDOG_EXE");
});

test("experimenters that are not known yet are no error: they are asked for at the start", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  expect((await check({ values: { experimenters: [] } }, folder)).problems).toEqual([
    "warning: daemon",
    "warning: endpoint",
  ]);
});

test("names that no transfer service knows are told also where nothing is submitted", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  const options = { transfer_endpoint: null, platform: "nonsense", extra_modality_data: { behaviour: ["."] } };
  const { findings } = await check({ options }, folder);
  expect(findings.filter(({ subject, level }) => subject === "manifest" && level === "warning")).toMatchObject([
    { message: '"behaviour" is no modality. Did you mean "behavior"?' },
    { message: '"nonsense" is no platform.' },
  ]);
});

test("one line says who hands the session off, when and where", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  const message = async (options: Readonly<Record<string, unknown>>, rest: PartChanges = {}) =>
    (await check({ ...rest, options }, folder)).message("hand-off");
  expect(await message({})).toBe(
    `nobody yet: its manifest waits in ${join(folder, "flags")} for a daemon that somebody else starts`,
  );
  expect(await message({ service: "embedded", transfer_on: "success", confirm: true, schedule_time: "20:00" })).toMatch(
    new RegExp(
      "^if it goes well and if whoever is asked says yes, Rigline's own daemon, started after the session, copies the data " +
        "to .*central at 20:00:00 by the rig's clock \\(Pacific Daylight Time, America/Los_Angeles, UTC-07:00\\), next in 10 h 55 min$",
    ),
  );
  const program = join(folder, "watchdog.exe");
  writeFileSync(program, "");
  expect(await message({ service: "external" }, { environment: { WATCHDOG_EXE: program }, processes: idle })).toBe(
    `${program}, started after the session, copies the data to ${join(folder, "central")} at once`,
  );
});

test("a queue that gives no answer is an error after some seconds, and nothing else is asked of it", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "central"));
  const parts = makeParts(folder, { options: { project_names_url: "http://127.0.0.1:1/" } });
  const asked: string[] = [];
  const away = {
    ...parts,
    fileSystem: {
      ...parts.fileSystem,
      inspect: () => new Promise<never>(() => undefined),
      makeFolder: (path: string) => asked.push(path) > 0,
      read: (path: string) => (asked.push(path), parts.fileSystem.read(path)),
    },
  };
  const checking = checkWatchdog(away, new FlavourChoice(away), signal);
  await parts.clock.advance(3_000);
  const findings = await checking;
  expect(findings.find(({ subject }) => subject === "flag folder")).toMatchObject({
    level: "error",
    message: `${join(folder, "flags")} has given no answer for 3 s`,
  });
  expect(asked.filter((path) => path.includes("flags"))).toEqual([]);
  expect(findings.some(({ subject }) => subject === "daemon" || subject === "hand-off")).toBe(false);
});
