import { createServer, type Server } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { checkPlugin } from "../../src/testing/check-plugin.js";
import { renderChecks } from "../../src/testing/render-checks.js";

test("a plugin that behaves passes every check", async () => {
  let server: Server | undefined;
  const plugin = definePlugin({
    name: "good",
    version: "1.0.0",
    options: z.strictObject({ greeting: z.string() }),
    hooks: {
      ready: async ({ runners }, { options }) => {
        server = createServer();
        await new Promise<void>((resolve) => {
          server?.listen(0, "127.0.0.1", resolve);
        });
        runners.add({
          name: "greet",
          phase: "postSession",
          run: ({ session }) => writeFileSync(join(session.directory, "greeting.txt"), options.greeting),
        });
      },
      teardown: () =>
        new Promise<void>((resolve) => {
          server?.close(() => resolve());
        }),
    },
  });
  const checks = await checkPlugin(plugin, { options: { greeting: "hello" } });
  expect(renderChecks(checks)).toMatchInlineSnapshot(`
    "plugin good
    ok      is a valid definition
    ok      starts with these options
    ok      survives a session that ends well, in an empty folder
    ok      survives a failed experiment
    ok      survives an aborted session
    ok      settles each hook within its time
    ok      leaves its payloads as they are
    ok      closes in teardown what it opened
    ok      waits for whatever it starts"
  `);
  expect(checks.ok).toBe(true);
});

test("one that does everything wrong is told what, once each", async () => {
  const timers: NodeJS.Timeout[] = [];
  onTestFinished(() => timers.forEach((timer) => clearInterval(timer)));
  const plugin = definePlugin({
    name: "bad",
    version: "1.0.0",
    hooks: {
      ready: () => void timers.push(setInterval(() => undefined, 60_000)),
      preflight: ({ config }) => {
        (config as { notes: string }).notes = "mine";
      },
      experimentEnded: ({ outcome }) => {
        if (outcome === "failed") throw new Error("there is no data");
      },
      sessionEnded: () => new Promise(() => undefined),
    },
  });
  const checks = await checkPlugin({ ...plugin, hooks: { ...plugin.hooks, preflight: undefined as never } });
  expect(renderChecks(checks)).toMatchInlineSnapshot(`
    "plugin bad
    ok      is a valid definition
    ok      starts with these options
    FAILED  survives a session that ends well, in an empty folder
              Plugin "bad" did not finish sessionEnded within 60 s
    FAILED  survives a failed experiment
              Plugin "bad" failed in experimentEnded: there is no data
              Plugin "bad" did not finish sessionEnded within 60 s
    FAILED  survives an aborted session
              Plugin "bad" did not finish sessionEnded within 60 s
    FAILED  settles each hook within its time
              Plugin "bad" did not finish sessionEnded within 60 s
    ok      leaves its payloads as they are
    FAILED  closes in teardown what it opened
              a timer, opened in ready, is still open
    ok      waits for whatever it starts"
  `);
  expect(checks.ok).toBe(false);
  const mutating = await checkPlugin({ ...plugin, hooks: { preflight: plugin.hooks?.preflight as never } });
  expect(mutating.checks.filter(({ problems }) => problems.length > 0)).toMatchInlineSnapshot(`
    [
      {
        "problems": [
          "PREFLIGHT_FAILED: preflight found an error, so no session was opened
    bad: Plugin "bad" failed in preflight: Cannot assign to read only property 'notes' of object '#<Object>'",
        ],
        "title": "starts with these options",
      },
      {
        "problems": [
          "no session was opened",
        ],
        "title": "survives a session that ends well, in an empty folder",
      },
      {
        "problems": [
          "no session was opened",
        ],
        "title": "survives a failed experiment",
      },
      {
        "problems": [
          "no session was opened",
        ],
        "title": "survives an aborted session",
      },
      {
        "problems": [
          "preflight: Cannot assign to read only property 'notes' of object '#<Object>'",
        ],
        "title": "leaves its payloads as they are",
      },
    ]
  `);
});

test("an invalid definition is not run", async () => {
  const checks = await checkPlugin({ name: "bad", version: "1", hooks: {} });
  expect(checks.checks).toHaveLength(1);
  expect(checks.checks[0]?.problems[0]).toContain('version: expected a semver version such as `1.0.0`, found "1"');
});
