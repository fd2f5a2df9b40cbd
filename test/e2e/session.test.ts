import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startTraceCollector } from "@rigline/foundation/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { digestTree, makeRig, makeWorkFolder, MAPPER_PLUGIN, removeWorkFolder, stopDaemon, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("session");
});
afterEach(() => removeWorkFolder(parent));

interface Report {
  readonly session: { readonly name: string; readonly directory: string };
  readonly outcome: string;
  readonly reason?: string;
  readonly exitCode: number;
  readonly runners: readonly {
    readonly name: string;
    readonly state: string;
    readonly reason?: string;
    readonly plugin: string;
    readonly details?: readonly { readonly label: string; readonly value: string }[];
  }[];
}

async function runSession(
  rig: Rig,
  where: "here" | "started" = "started",
): Promise<{ report: Report; exitCode: number | undefined }> {
  const args = ["run", "--subject", "614173", "--json"];
  const result = where === "here" ? await runHere(rig, args) : await rig.run(args);
  expect(result.stdout, result.all).toContain('"session"');
  return { report: JSON.parse(result.stdout) as Report, exitCode: result.exitCode };
}

function stateOf(report: Report, runner: string): string | undefined {
  return report.runners.find(({ name }) => name === runner)?.state;
}

/** What of a session's folder is to be handed off, with its digests. */
function digestSource(directory: string): Record<string, string> {
  const whole = digestTree(directory);
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !name.startsWith(".rigline/")));
}

test("a session runs and its data arrives: the same bytes, the manifest archived; then it may be deleted at the rig", async () => {
  const rig = makeRig({ parent, name: "rig-1" });
  const { report, exitCode } = await runSession(rig);
  expect(exitCode).toBe(0);
  expect(report.outcome).toBe("success");
  const arrived = digestTree(join(rig.central, "614173", report.session.name));
  expect(arrived).toEqual(digestSource(report.session.directory));
  expect(Object.keys(arrived)).toContain("behavior-videos/camera.bin");
  expect(existsSync(join(rig.central, "614173", report.session.name, "checksums.sha256"))).toBe(true);
  expect(existsSync(join(rig.complete, `manifest_${report.session.name}.yaml`))).toBe(true);
  expectLogs(rig, report);

  const cleaned = await runHere(rig, ["clean", "--verify", "--yes", "--json"]);
  expect(JSON.parse(cleaned.stdout), cleaned.all).toMatchObject({
    sessions: [{ name: report.session.name, decision: "deleted", files: Object.keys(arrived).length }],
  });
  expect(Object.keys(digestSource(report.session.directory))).toEqual(["HANDED_OFF.json"]);
  expect(digestTree(join(rig.central, "614173", report.session.name))).toEqual(arrived);
  expect((await runHere(rig, ["status"])).stdout).toContain(`${report.session.name}  cleaned: `);
});

/** The logs among the data hold the session up to its hand-off, the ones beside the journal all of it. */
function expectLogs(rig: Rig, { session }: Report): void {
  const LOG = join("behavior", "Logs", ".launcher", "launcher.log");
  const among = readFileSync(join(session.directory, LOG), "utf8");
  expect(among).toMatch(/^\d{4}-\d\d-\d\dT\d{6}Z - rigline\S* - INFO - /m);
  expect(among).toContain("fake rig: recorded");
  const whole = readFileSync(join(session.directory, ".rigline", "logs", "launcher.log"), "utf8");
  expect(whole.startsWith(among)).toBe(true);
  expect(readFileSync(join(rig.central, "614173", session.name, LOG), "utf8")).toBe(among);
}

test("three rigs at once share one flag folder and one destination, two of them a data folder, the same subject, the same second: all arrive, each from its own folder", async () => {
  const config = { data_dir: join(parent, "data") };
  const rigs = [
    makeRig({ parent, name: "rig-a", config }),
    makeRig({ parent, name: "rig-b", config }),
    makeRig({ parent, name: "rig-c" }),
  ];
  const runs = await Promise.all(rigs.map((rig) => runSession(rig)));
  const arrived = runs.map(({ report }) => report.runners.find(({ name }) => name === "watchdog"));
  expect(arrived.map((runner) => runner?.state)).toEqual(["done", "done", "done"]);
  const digests = digestTree(join(rigs[0]!.central, "614173"));
  for (const { report } of runs) {
    const camera = digestSource(report.session.directory)["behavior-videos/camera.bin"];
    expect(Object.values(digests)).toContain(camera);
  }
  const cameras = Object.keys(digests).filter((name) => name.endsWith("camera.bin"));
  expect(cameras).toHaveLength(3);
  const recorded = runs.map(({ report: { session } }) => digestSource(session.directory)["behavior-videos/camera.bin"]);
  expect([new Set(runs.map(({ report }) => report.session.directory)).size, new Set(recorded).size]).toEqual([3, 3]);
});

describe("whatever the experiment comes to, its data is handed off", () => {
  test("Ctrl+C in the middle: aborted, exit code 130", async () => {
    const rig = makeRig({ parent, name: "rig-1", recording: ["--seconds", "60", "--megabytes", "60"] });
    const child = rig.run(["run", "--subject", "614173", "--json"]);
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("0 of 60 s")) resolve();
      });
    });
    child.kill("SIGINT");
    const result = await child;
    expect(result.exitCode, result.all).toBe(130);
    const report = JSON.parse(result.stdout) as Report;
    expect(report.outcome).toBe("aborted");
    expect(stateOf(report, "watchdog")).toBe("done");
    expect(digestTree(join(rig.central, "614173", report.session.name))).toEqual(
      digestSource(report.session.directory),
    );
    const events = readFileSync(join(report.session.directory, "behavior", "events.jsonl"), "utf8");
    expect(events).toContain('"stopped"');
  });

  test("the experiment crashes: failed, exit code 7", async () => {
    const rig = makeRig({
      parent,
      name: "rig-1",
      recording: ["--seconds", "5", "--megabytes", "5", "--crash-after", "0.3"],
    });
    const { report, exitCode } = await runSession(rig, "here");
    expect(exitCode).toBe(7);
    expect(report.outcome).toBe("failed");
    expect(report.reason).toContain("exited with code 1");
    const experiment = report.runners.find(({ name }) => name === "experiment");
    expect(experiment?.details?.map(({ value }) => value).join()).toContain("the behaviour board stopped answering");
    expect(stateOf(report, "watchdog")).toBe("done");
    expect(digestTree(join(rig.central, "614173", report.session.name))).toEqual(
      digestSource(report.session.directory),
    );
  });
});

describe("the mapper throws", () => {
  const BROKEN = `
    import { SESSION_MAPPER } from "@rigline/watchdog-plugin";
    export default {
      name: "broken-mapper",
      version: "1.0.0",
      provides: SESSION_MAPPER,
      setup: ({ runners }) =>
        runners.add({
          name: "broken-mapper",
          phase: "postSession",
          run: () => { throw new Error("no water log for this animal"); },
        }),
      hooks: {
        ready: ({ runners }) => {
          runners.add({ name: "quality-report", phase: "postSession", run: ({ report }) => report("quality", "fine") });
        },
      },
    };`;

  test("the report names the plugin, the transfer is skipped with that reason, the others run, the exit code is not 0", async () => {
    const rig = makeRig({
      parent,
      name: "rig-1",
      plugins: [{ use: "./broken-mapper.mjs" }, { use: "@rigline/watchdog-plugin" }],
    });
    writeFileSync(join(rig.folder, "broken-mapper.mjs"), BROKEN);
    const { report, exitCode } = await runSession(rig, "here");
    expect(exitCode).toBe(8);
    expect(report.outcome).toBe("success");
    expect(report.runners.map(({ name, state }) => [name, state])).toEqual([
      ["experiment", "done"],
      ["broken-mapper", "failed"],
      ["quality-report", "done"],
      ["watchdog", "skipped"],
    ]);
    const watchdog = report.runners.find(({ name }) => name === "watchdog");
    expect(watchdog?.reason).toContain("broken-mapper");
    expect(watchdog?.reason).toContain("no water log for this animal");
    const text = await runHere(rig, ["run", "--subject", "614174"]);
    expect(text.stdout).toContain("plugin broken-mapper");
    expect(text.all).not.toMatch(/^\s+at .*\(/m);
  });
});

test("session, manifest, what the daemon does and what it asks of the service are one trace", async () => {
  const collector = await startTraceCollector();
  const traceparents: (string | undefined)[] = [];
  const service = createServer((request, response) => {
    traceparents.push(request.headers["traceparent"]?.toString());
    response.writeHead(200).end('{"message":"Submitted request to airflow"}');
  });
  await once(service.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    collector.close();
    service.closeAllConnections();
    service.close();
  });
  const { port } = service.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/api/v2/submit_jobs`;
  const watchdog = { transfer_endpoint: endpoint, user_email: "ada@example.org" };
  const rig = makeRig({ parent, name: "rig-1", watchdog });
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const { exitCode, all } = await rig.run(["run", "--subject", "614173", "--json"], { env });
  expect(exitCode, all).toBe(0);
  // As it ends it sends what it has, its lock already free.
  await stopDaemon(rig.flags);
  await collector.span(({ name }) => name === "attempt");
  const named = (name: string) => collector.spans.find((span) => span.name === name);
  const [session, taken, attempt, submit] = ["session", "manifest taken", "attempt", "submit"].map(named);
  expect([taken?.parentId, attempt?.parentId, submit?.parentId]).toEqual([session?.id, taken?.id, attempt?.id]);
  for (const name of ["copy", "verify", "publish", "archive"]) expect(named(name)?.parentId, name).toBe(attempt?.id);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(traceparents).toContain(`00-${session?.traceId}-${submit?.id}-01`);
});

test("nothing needs COMPUTERNAME, a terminal or an answer at the end", async () => {
  const rig = makeRig({
    parent,
    name: "rig-1",
    plugins: [{ use: MAPPER_PLUGIN }, { use: "@rigline/watchdog-plugin" }],
  });
  const { COMPUTERNAME: _none, ...environment } = process.env;
  const result = await rig.run(["run", "--subject", "614173", "--no-input"], { env: environment, extendEnv: false });
  expect(result.exitCode, result.all).toBe(0);
});
