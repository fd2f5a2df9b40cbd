import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  CLOCK,
  ENVIRONMENT,
  FILE_SYSTEM,
  HAND_OFF_READER,
  PROCESS_RUNNER,
  RESOLVED_CONFIG,
  type HookContext,
  type RunnerDefinition,
  type RunnerHandle,
  type Services,
  type Token,
} from "@rigline/core";
import { expect, test } from "vitest";
import plugin, { SESSION_MAPPER, type SessionMapping, type WatchdogOptions } from "../src/index.js";
import { makeSession, makeMapping, SESSION_FILES } from "./support/make-session.js";
import { makeParts } from "./support/make-parts.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { writeTree } from "./support/write-tree.js";

/** Calls the hook `ready` as the launcher does, and returns the runner that it added. */
async function getReady(folder: string, mapper?: RunnerHandle<SessionMapping>) {
  const parts = makeParts(folder);
  const values = new Map<symbol, unknown>([
    [RESOLVED_CONFIG, parts.config],
    [ENVIRONMENT, parts.environment],
    [FILE_SYSTEM, parts.fileSystem],
    [CLOCK, parts.clock],
    [PROCESS_RUNNER, parts.processes],
    [SESSION_MAPPER, mapper],
  ]);
  const provided: symbol[] = [];
  const services: Services = {
    resolve: <T>(token: Token<T>) => values.get(token) as T,
    tryResolve: <T>(token: Token<T>) => values.get(token) as T | undefined,
    construct: () => {
      throw new Error("the plugin constructs nothing");
    },
    register: () => undefined,
    provide: (token) => void provided.push(token),
  };
  const added: RunnerDefinition<unknown>[] = [];
  const runners = { add: (definition: unknown) => (added.push(definition as RunnerDefinition<unknown>), {} as never) };
  const ready = plugin.hooks.ready;
  if (ready === undefined || typeof ready === "function") throw new Error("the hook has an order");
  const context = {
    services,
    options: parts.options,
    log: parts.log,
    plugin: "watchdog",
  } as HookContext<WatchdogOptions>;
  await ready.handler({ runners, services, config: parts.config.values, purpose: "session" }, context);
  return { added, provided, order: ready.order };
}

test("it adds one runner that always runs, and the reader of what became of a session", async () => {
  const { added, provided, order } = await getReady(temporaryFolder());
  expect(added).toEqual([expect.objectContaining({ name: "watchdog", phase: "postSession" })]);
  expect(provided).toEqual([HAND_OFF_READER]);
  expect(order).toBe("post");
});

test.each([
  ["pending", true],
  ["scheduled", true],
  ["complete", false],
  ["nothing", false],
])("a resumed session looks again at a hand-off that was %s: %s", async (state, again) => {
  const folder = temporaryFolder();
  const { added } = await getReady(folder);
  expect(added[0]?.redo?.(makeSession(folder), { state })).toBe(again);
  expect(added[0]?.redo?.(makeSession(folder), undefined)).toBe(false);
});

test("with a mapper the runner needs its handle", async () => {
  const handle = { name: "session-mapper", phase: "postSession", state: "waiting" } as RunnerHandle<SessionMapping>;
  const { added } = await getReady(temporaryFolder(), handle);
  expect(added[0]?.needs).toEqual({ mapping: handle });
});

test.each(["mapped", "derived"])("the session is handed off, its mapping %s", async (kind) => {
  const folder = temporaryFolder();
  const session = makeSession(join(folder, "data"));
  writeTree(session.directory, SESSION_FILES);
  const handle = { name: "session-mapper" } as RunnerHandle<SessionMapping>;
  const { added } = await getReady(folder, kind === "mapped" ? handle : undefined);
  const labels: string[] = [];
  const result = await added[0]?.run({
    needs: { mapping: makeMapping(session) },
    session,
    outcome: "success",
    signal: new AbortController().signal,
    attempt: 1,
    log: makeParts(folder).log,
    progress: () => undefined,
    report: (label) => void labels.push(label),
  });
  expect(added[0]?.result?.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  expect(labels.includes("mapping")).toBe(kind === "derived");
  expect(existsSync(join(folder, "flags", `manifest_${session.name}.yaml`))).toBe(true);
});
