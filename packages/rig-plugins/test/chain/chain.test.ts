import { cpSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { definePlugin, UI } from "@rigline/core";
import {
  createFakeClock,
  createScriptedUi,
  type PluginSession,
  type PluginSessionOptions,
} from "@rigline/core/testing";
import { expect, test } from "vitest";
import chain from "../../src/chain/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { detailsOf, readJson, runSession } from "../support/run-session.js";

/**
 * A session for whose subject others ran earlier today. The kit's data folder is made for each session alone: the earlier ones are
 * put there while the session is planned.
 */
async function runAfter(
  earlier: readonly PluginSession[],
  rest: PluginSessionOptions & { readonly now?: string } = {},
): Promise<PluginSession> {
  const { now = "2026-07-14T18:00:00Z", ...options } = rest;
  const put = definePutter(earlier);
  return runSession(chain, { clock: createFakeClock({ now, zone: "UTC" }), ...options, plugins: [put] });
}

function definePutter(earlier: readonly PluginSession[]) {
  return definePlugin({
    name: "putter",
    version: "1.0.0",
    hooks: {
      beforeSession: {
        before: ["chain"],
        handler: ({ directory }) => {
          for (const { session } of earlier) {
            const from = session?.directory ?? "";
            cpSync(from, join(dirname(directory), basename(from)), { recursive: true });
          }
        },
      },
    },
  });
}

test("the first of a day is the first of its row", async () => {
  const session = await runAfter([], { options: { sessions_a_day: 3 } });
  expect(readJson(session, "chain.json")).toEqual({ number: 1, of: 3, previous: null, today: [] });
  expect(detailsOf(session, "chain")).toEqual({ today: "session 1 of 3" });
  expect(session.log.join("\n")).toContain(
    '2 more sessions of 614173 today; the next: rigline run --subject 614173 --experimenter "Ada Lovelace"',
  );
});

test("the next one knows which it is; one that failed does not count, unless it shall", async () => {
  const first = await runAfter([], { now: "2026-07-14T09:05:00Z" });
  const failed = await runAfter([], { now: "2026-07-14T10:05:00Z", outcome: "failed" });
  const other = await runAfter([], { now: "2026-07-13T10:05:00Z" });
  const earlier = [first, failed, other];
  const session = await runAfter(earlier, { options: { sessions_a_day: 2 } });
  expect(readJson(session, "chain.json")).toMatchObject({ number: 2, of: 2, previous: failed.session?.name });
  expect(detailsOf(session, "chain")["today"]).toBe("session 2 of 2, after 09:05 (success), 10:05 (failed)");
  const refused = await runAfter(earlier, { options: { sessions_a_day: 2, failed_count: true, again: "refuse" } });
  expect(refused.error?.message).toContain("614173 ran already today: 09:05 (success), 10:05 (failed)");
});

test("a subject that ran already is asked about: no is a veto, yes runs it", async () => {
  const earlier = [await runAfter([], { now: "2026-07-14T09:05:00Z" })];
  const no = await runAfter(earlier, { answers: { "chain.again": "no" } });
  expect(no.error).toMatchObject({
    code: "SESSION_VETOED",
    message: expect.stringContaining("ran already today: 09:05 (success)"),
  });
  const yes = await runAfter(earlier, { answers: { "chain.again": "yes" } });
  expect(readJson(yes, "chain.json")).toMatchObject({ number: 2, of: 2 });
  const nobody = { token: UI, useValue: createScriptedUi({}, { interactive: false }) };
  const alone = await runAfter(earlier, { services: [nobody] });
  expect(alone.error?.todo).toContain("--answer chain.again=yes");
  const allowed = await runAfter(earlier, { options: { again: "allow" } });
  expect(allowed.report?.outcome).toBe("success");
});

test.each(["2026-07-14T18:00:00Z", "2026-07-14T18:00:01Z"])(
  "one that began in the same second, and bears that name or the next one, was before: %s",
  async (now) => {
    const earlier = [await runAfter([], { now })];
    const refused = await runAfter(earlier, { options: { again: "refuse" } });
    expect(refused.error?.message).toContain("614173 ran already today: 18:00 (success)");
  },
);

test("what is no subject runs as often as somebody wants", async () => {
  const rest = { session: { subject: "Calibration" } };
  const earlier = [await runAfter([], { now: "2026-07-14T09:05:00Z", ...rest })];
  const session = await runAfter(earlier, rest);
  expect(session.report?.outcome).toBe("success");
  expect(session.files).not.toContain("chain.json");
});

test("does what every plugin must do", async () => {
  await expectConforming(chain, {});
});
