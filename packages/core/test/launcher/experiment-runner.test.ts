import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { LauncherConfigSchema, type LauncherConfigInput } from "../../src/config/launcher-config.js";
import { defineExperiment, type ExperimentParts } from "../../src/launcher/experiment-runner.js";
import { stagesOf } from "../../src/launcher/experiment-stages.js";
import type { ProcessExit, ProcessRequest } from "../../src/processes/process-exit.js";
import type { RunnerDefinition } from "../../src/runners/runner-handle.js";
import type { ReportDetail } from "../../src/session/session-record.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { bareContext } from "../fixtures/runner-bench.js";
import { createMemoryLog } from "@rigline/foundation/testing";
import type { Session } from "../../src/session/session.js";

const FOLDER = resolve("/rig");

const SESSION: Session = {
  name: "614173_2026-07-14T090500-0700",
  subject: "614173",
  experimenters: ["Lovelace, Ada", "Grace"],
  date: "2026-07-14T09:05:00-07:00",
  zone: "America/Los_Angeles",
  rigName: "4A",
  experiment: "foraging",
  notes: "",
  directory: resolve("/data/614173/614173_2026-07-14T090500-0700"),
};

const WELL: ProcessExit = {
  reason: "exit",
  code: 0,
  signal: undefined,
  milliseconds: 12,
  stderrTail: [],
  summary: "exited with code 0",
};

interface Ran {
  readonly request: ProcessRequest | undefined;
  readonly result: ProcessExit | undefined;
  readonly error: unknown;
  readonly details: readonly ReportDetail[];
  readonly log: readonly string[];
  readonly lines: readonly object[];
}

function define(
  experiment: LauncherConfigInput["experiment"],
  run: (request: ProcessRequest) => ProcessExit,
): { readonly definition: RunnerDefinition<ProcessExit> | undefined; readonly lines: object[] } {
  const events = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  const lines: object[] = [];
  events.on("experiment.line", (line) => void lines.push(line));
  const values = LauncherConfigSchema.parse({ data_dir: "data", ...(experiment && { experiment }) });
  const parts: ExperimentParts = {
    resolved: {
      values,
      sections: {},
      provenance: new Map(),
      file: undefined,
      folder: FOLDER,
      environment: { PATH: "/bin", RIGLINE_SUBJECT: "of an outer session" },
    },
    // oxlint-disable-next-line typescript/require-await -- the port is asynchronous
    processes: { run: async (request) => run(request) },
    events,
  };
  const [stage] = stagesOf(values);
  return { definition: stage && defineExperiment(parts, stage), lines };
}

async function runExperiment(
  experiment: NonNullable<LauncherConfigInput["experiment"]>,
  exit: Partial<ProcessExit> = {},
  during: (request: ProcessRequest) => void = () => {},
): Promise<Ran> {
  let request: ProcessRequest | undefined;
  const { definition, lines } = define(experiment, (asked) => {
    request = asked;
    during(asked);
    return { ...WELL, ...exit };
  });
  const log = createMemoryLog();
  const details: ReportDetail[] = [];
  const settled = { result: undefined as ProcessExit | undefined, error: undefined as unknown };
  try {
    settled.result = await definition?.run({
      ...bareContext("core"),
      needs: {},
      session: SESSION,
      outcome: undefined,
      signal: new AbortController().signal,
      log,
      attempt: 1,
      isNextWaiting: false,
      nextWaiting: new AbortController().signal,
      progress: () => {},
      report: (label, value) => void details.push({ label, value }),
      tell: () => {},
    });
  } catch (error) {
    settled.error = error;
  }
  return { request, ...settled, details, log: log.lines, lines };
}

test("no experiment in the config, no runner", () => {
  expect(define(undefined, () => WELL).definition).toBeUndefined();
});

test("it is a runner of the phase session, with the program's grace and time for the kill", () => {
  const { definition } = define({ command: ["node"], grace_seconds: 3 }, () => WELL);
  expect(definition).toMatchObject({ name: "experiment", phase: "session", graceMs: 8000 });
});

describe("the command", () => {
  test("placeholders are filled in, doubled braces are single ones, and nothing is split or quoted", async () => {
    const { request } = await runExperiment({
      command: [
        "C:\\Bonsai\\Bonsai.exe",
        "-p:Out={session_directory}",
        "{subject} {session_name}",
        "{rig_name}",
        "{{x}}",
        '{"a":{"b":1}}',
      ],
    });
    expect(request?.command.slice(1)).toEqual([
      `-p:Out=${SESSION.directory}`,
      `614173 ${SESSION.name}`,
      "4A",
      "{x}",
      '{"a":{"b":1}}',
    ]);
  });

  test("the variables of environment are filled in as well", async () => {
    const { request } = await runExperiment({
      command: ["task"],
      environment: { OUT: "{session_directory}/raw", SHELL_STYLE: "${HOME}" },
    });
    expect(request?.environment).toMatchObject({ OUT: `${SESSION.directory}/raw`, SHELL_STYLE: "${HOME}" });
  });

  test.each([
    ["node", process.execPath],
    ["bonsai", "bonsai"],
    ["./bin/task", resolve(FOLDER, "bin/task")],
    [resolve("/opt/task"), resolve("/opt/task")],
  ])("program %s", async (program, located) => {
    const { request } = await runExperiment({ command: [program] });
    expect(request?.command[0]).toBe(located);
  });

  test("the working folder is the config's, or taken from it; times become milliseconds", async () => {
    expect((await runExperiment({ command: ["node"] })).request).toMatchObject({ directory: FOLDER, graceMs: 10_000 });
    const { request } = await runExperiment({
      command: ["node"],
      directory: "task",
      timeout_seconds: 1.5,
      grace_seconds: 0,
    });
    expect(request).toMatchObject({ directory: resolve(FOLDER, "task"), timeoutMs: 1500, graceMs: 0 });
  });

  test("the environment is the launcher's, the session's facts over it, the config's over both", async () => {
    const { request } = await runExperiment({
      command: ["node"],
      environment: { CAMERA: "2", RIGLINE_RIG_NAME: "mine" },
    });
    expect(request?.environment).toEqual({
      PATH: "/bin",
      CAMERA: "2",
      RIGLINE_SESSION_DIRECTORY: SESSION.directory,
      RIGLINE_SESSION_NAME: SESSION.name,
      RIGLINE_SESSION_DATE: SESSION.date,
      RIGLINE_SUBJECT: "614173",
      RIGLINE_EXPERIMENTERS: '["Lovelace, Ada","Grace"]',
      RIGLINE_RIG_NAME: "mine",
    });
  });
});

test("each line goes into the log and to the screens, stderr marked", async () => {
  const { log, lines } = await runExperiment({ command: ["node"] }, {}, (request) => {
    request.onLine?.("trial 1", "stdout");
    request.onLine?.("camera lost", "stderr");
  });
  expect(log.slice(1)).toEqual(["info rigline: trial 1", "info rigline: stderr: camera lost"]);
  expect(lines).toEqual([
    { line: "trial 1", stream: "stdout" },
    { line: "camera lost", stream: "stderr" },
  ]);
});

describe("how it ends", () => {
  test("code 0 is success, and the exit is the result", async () => {
    const { result, error } = await runExperiment({ command: ["node"] });
    expect({ result, error }).toEqual({ result: WELL, error: undefined });
  });

  test("the config says which codes are success", async () => {
    const experiment = { command: ["node"], success_exit_codes: [3] };
    expect((await runExperiment(experiment, { code: 3 })).error).toBeUndefined();
    const { error } = await runExperiment(experiment);
    expect(error).toMatchObject({ code: "EXPERIMENT_FAILED", exitCode: 7 });
  });

  test.each([
    [-1, 4294967295],
    [4294967295, -1],
    [-1073741819, 0xc0000005],
  ])("code %d in the config is %d of the system: exit codes have no sign on Windows", async (listed, code) => {
    const experiment = { command: ["node"], success_exit_codes: [0, listed] };
    expect((await runExperiment(experiment, { code })).error).toBeUndefined();
    expect((await runExperiment(experiment, { code: 1 })).error).toMatchObject({ code: "EXPERIMENT_FAILED" });
  });

  test.runIf(process.platform !== "win32").each([
    [-1, 255, true],
    [-128, 128, true],
    [-1, 1, false],
    [-1073741819, 5, false],
    [256, 0, false],
  ])("code %d in the config, %d of a system whose codes have 8 bits: success is %s", async (listed, code, success) => {
    const { error } = await runExperiment({ command: ["node"], success_exit_codes: [listed] }, { code });
    expect(error === undefined).toBe(success);
  });

  test("no code at all is none that is listed", async () => {
    const experiment = { command: ["node"], success_exit_codes: [-1, 4294967295, 0] };
    const { error } = await runExperiment(experiment, { code: undefined });
    expect(error).toMatchObject({ code: "EXPERIMENT_FAILED" });
  });

  test("what could not be started has no last lines to read", async () => {
    const { error } = await runExperiment({ command: ["task"] }, { reason: "failed-to-start", code: undefined });
    expect(error).toMatchObject({ todo: "Fix what is named; `rigline doctor` looks whether it can be started." });
  });

  test.each<[Partial<ProcessExit>, string, string]>([
    [{ code: 3, summary: "exited with code 3" }, "EXPERIMENT_FAILED", "the experiment (task) exited with code 3"],
    [
      { reason: "signal", code: undefined, signal: "SIGSEGV", summary: "was ended by SIGSEGV" },
      "EXPERIMENT_FAILED",
      "the experiment (task) was ended by SIGSEGV",
    ],
    [
      { reason: "timeout", code: undefined, summary: "took longer than 1 s" },
      "EXPERIMENT_FAILED",
      "the experiment (task) took longer than 1 s",
    ],
    [
      { reason: "not-found", code: undefined, summary: "could not be found: task" },
      "EXPERIMENT_FAILED",
      "the experiment (task) could not be found: task",
    ],
    // Also with code 0: a program that ends well when it is told to stop has not run to its end.
    [{ reason: "cancelled", summary: "was stopped" }, "EXPERIMENT_ABORTED", "the experiment (task) was stopped"],
  ])("%j: %s", async (exit, code, message) => {
    const { error, details } = await runExperiment({ command: ["task"] }, exit);
    expect(error).toMatchObject({ code, message, where: { runner: "experiment" } });
    expect(details).toEqual([]);
  });

  test("the last eight lines that it wrote to stderr are in the report", async () => {
    const stderrTail = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const { details } = await runExperiment({ command: ["task"] }, { code: 1, stderrTail });
    expect(details).toEqual([{ label: "last words", value: stderrTail.slice(12).join("\n") }]);
  });

  test("one that wrote nothing to stderr has its last words on standard output", async () => {
    const { details } = await runExperiment({ command: ["task"] }, { code: 1 }, (request) => {
      request.onBlock?.("one\ntwo", "stdout");
      request.onLine?.("camera lost", "stdout");
    });
    expect(details).toEqual([{ label: "last words", value: "one\ntwo\ncamera lost" }]);
  });

  test("that it left something running is a warning", async () => {
    const { log, error } = await runExperiment({ command: ["task"] }, { leftRunning: true });
    expect(error).toBeUndefined();
    expect(log.at(-1)).toMatch(/^warning rigline: processes that the experiment started still run/);
  });

  test("its result survives the journal", async () => {
    const { definition } = define({ command: ["node"] }, () => WELL);
    const { result } = await runExperiment({ command: ["node"] });
    expect(definition?.result?.parse(JSON.parse(JSON.stringify(result)))).toEqual({
      reason: "exit",
      code: 0,
      milliseconds: 12,
      stderrTail: [],
      summary: "exited with code 0",
    });
  });
});
