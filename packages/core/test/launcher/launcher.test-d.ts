import { expectTypeOf, test } from "vitest";
import {
  createLauncher,
  definePlugin,
  listSessions,
  loadConfig,
  planSession,
  readSession,
  type Launcher,
  type ReadSession,
  type ResolvedConfig,
  type Session,
  type SessionReport,
  type SessionSummary,
} from "../../src/index.js";
import { z } from "zod";

declare const resolved: ResolvedConfig;
declare const launcher: Launcher;

const valve = definePlugin({ name: "valve", version: "1.0.0", options: z.object({ port: z.string() }) });

test("a plugin is given alone or with its options", () => {
  expectTypeOf(createLauncher(resolved, { plugins: [valve, { plugin: valve, with: { port: "COM3" } }] })).toEqualTypeOf<
    Promise<Launcher>
  >();
  // @ts-expect-error -- no such key beside a plugin
  void createLauncher(resolved, { plugins: [{ plugin: valve, options: { port: "COM3" } }] });
});

test("a launcher runs a session and is disposed of", () => {
  expectTypeOf(launcher.run()).toEqualTypeOf<Promise<SessionReport>>();
  expectTypeOf(launcher).toExtend<AsyncDisposable>();
});

test("a report is of a session, or says why there is none", async () => {
  const report = await launcher.run();
  if (report.session === undefined) expectTypeOf(report.error).not.toBeUndefined();
  else expectTypeOf(report.session).toEqualTypeOf<Session>();
});

test("the environment of a config is the process's where none is given", () => {
  expectTypeOf(loadConfig({ folder: "." })).toEqualTypeOf<Promise<ResolvedConfig>>();
  // @ts-expect-error -- the folder is not guessed
  void loadConfig({});
});

test("sessions are planned, read and listed without a launcher", () => {
  expectTypeOf(planSession).returns.toEqualTypeOf<Session>();
  expectTypeOf(readSession).returns.toEqualTypeOf<ReadSession>();
  expectTypeOf(listSessions("data")).toEqualTypeOf<SessionSummary[]>();
  // @ts-expect-error -- a session has a subject
  planSession({ experimenters: ["ada"], dataDir: "data", rigName: "rig" });
});
