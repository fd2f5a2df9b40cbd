import { join } from "node:path";
import { definePlugin, extensionPoint, type RunnerHandle } from "@rigline/core";
import { expect, test } from "vitest";
import environment from "../../src/environment/index.js";
import { runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";

const POINT = extensionPoint<RunnerHandle<{ readonly schemas: readonly string[] }>>("watchdog/mapping-additions");

test("what a plugin writes is handed off by whoever hands off, and by nobody where there is nobody", async () => {
  let handed: unknown;
  const handOff = definePlugin({
    name: "hand-off",
    version: "1.0.0",
    offers: { additions: POINT },
    hooks: {
      ready: ({ runners }, { offers }) => {
        const needs = Object.fromEntries(offers.additions.map(({ plugin, value }) => [plugin, value]));
        runners.add({
          name: "publish",
          phase: "postSession",
          needs,
          run: ({ needs: results }) => void (handed = results),
        });
      },
    },
  });
  const programs = scriptPrograms({});
  const session = await runSession(environment, { plugins: [handOff], programs });
  const path = join(session.session?.directory ?? "", "environment.json");
  expect(handed).toMatchObject({ environment: { schemas: [path] } });
  const alone = await runSession(environment, { programs });
  expect(alone.report?.runners.map(({ name }) => name)).toEqual(["environment", "experiment"]);
  expect(alone.log.join("\n")).not.toContain("mapping-additions");
});
