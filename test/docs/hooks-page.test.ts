import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createToken, definePlugin, LIFECYCLE_HOOKS } from "@rigline/core";
import { runPluginSession } from "@rigline/core/testing";
import { expect, test } from "vitest";

interface Row {
  readonly hook: string;
  readonly kind: string;
  readonly seconds: string;
  readonly payload: readonly string[];
}

const rows = readRows();

test("the page has a row for each hook, in the order in which a session meets them, with its kind and its time", () => {
  const table = Object.entries(LIFECYCLE_HOOKS).map(([hook, { kind, timeoutMs, reverse }]) => ({
    hook,
    kind: reverse === undefined ? kind : `${kind}, reverse`,
    seconds: `${timeoutMs / 1000} s`,
  }));
  expect(rows.map(({ hook, kind, seconds }) => ({ hook, kind, seconds }))).toEqual(table);
});

test("each hook is called in a session, with the payload that its row names", async () => {
  const met = new Map<string, string[]>();
  const heard = new Map<string, () => void>();
  const meet = (hook: string) => (payload: object) => {
    met.set(hook, Object.keys(payload).sort());
    heard.get(hook)?.();
  };
  const meeting = (hook: string): Promise<void> => new Promise((resolve) => heard.set(hook, resolve));
  const { setup, ...hooks } = Object.fromEntries(Object.keys(LIFECYCLE_HOOKS).map((hook) => [hook, meet(hook)]));
  const plugin = definePlugin({
    name: "guest",
    version: "1.0.0",
    provides: createToken<string>("guest/name"),
    setup: ({ config, purpose, runners }) => {
      setup?.({ config, purpose, runners });
      return "guest";
    },
    hooks,
  });
  await using session = await runPluginSession(plugin, {
    pauseFile: ".pause",
    during: async ({ directory }) => {
      const pause = { wish: "pause", by: "ada@rig", reason: "a test" };
      for (const [wish, hook] of [
        ["pause", "experimentPaused"],
        ["continue", "experimentContinued"],
      ] as const) {
        const met = meeting(hook);
        writeFileSync(join(directory, ".rigline", "pause-wish.json"), JSON.stringify({ ...pause, wish }));
        await met;
      }
      throw new Error("failed, so that there is a reason");
    },
  });
  expect(session.report?.outcome).toBe("failed");
  expect([...met.keys()]).toEqual(rows.map(({ hook }) => hook));
  for (const { hook, payload } of rows) {
    // The whole config and the session to be: their fields are on pages of their own.
    if (payload.length === 0) continue;
    expect(met.get(hook), hook).toEqual([...payload].sort());
  }
});

/** `| hook | kind | time | when | payload | a handler may |`; a payload in words instead of fields is told as none. */
function readRows(): Row[] {
  const page = readFileSync(fileURLToPath(new URL("../../docs/hooks/hooks.md", import.meta.url)), "utf8");
  const table = page.split("## The hooks\n")[1]?.split("\n## ")[0] ?? "";
  return [...table.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$/gm)].map(
    ([, hook = "", kind = "", seconds = "", payload = ""]) => ({
      hook,
      kind,
      seconds,
      payload: [...payload.matchAll(/`(\w+)`/g)].map(([, field = ""]) => field),
    }),
  );
}
