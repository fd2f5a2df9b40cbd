import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SessionOutcome } from "@rigline/core";
import { createScriptedUi } from "@rigline/core/testing";
import { expect, test } from "vitest";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { handOff } from "../support/hand-off.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

function rig(options: Readonly<Record<string, unknown>>, ui = createScriptedUi({}), simulated?: true) {
  const folder = temporaryFolder();
  const parts = { ...makeParts(folder, { options }), ui };
  const session = { ...makeSession(join(folder, "data")), simulated };
  writeTree(session.directory, SESSION_FILES);
  const reported: string[] = [];
  const run = (outcome: SessionOutcome = "success") =>
    handOff(parts, () => makeMapping(session), {
      session,
      outcome,
      signal: new AbortController().signal,
      progress: () => undefined,
      report: (label, value) => void reported.push(`${label}: ${value}`),
      tell: () => undefined,
    });
  const isPublished = () => existsSync(join(folder, "flags", `manifest_${session.name}.yaml`));
  return { session, run, reported, ui, isPublished, reader: new JobReader(parts) };
}

test("a person's no is a state, listed with its way back, and taken back by name", async () => {
  const { session, run, reported, ui, isPublished, reader } = rig(
    { confirm: true },
    createScriptedUi({ transfer: [false] }),
  );
  const reason = "the answer to transfer was no";
  expect(await run()).toEqual({ state: "declined", reason });
  expect([isPublished(), reported]).toEqual([
    false,
    [`hand-off: declined: ${reason}`, `to hand it off: rigline handoff ${session.name}`],
  ]);
  const todo = `\`rigline handoff ${session.name}\` hands it off after all`;
  expect(await reader.read(session)).toEqual({
    state: "declined",
    detail: `${reason}; ${todo}`,
    finishes: "watchdog",
    status: { word: "declined", detail: reason, todo, copy: null, isOver: true },
  });
  await reader.want(session);
  expect(await reader.read(session)).toBeUndefined();
  expect([(await run()).state, isPublished(), ui.asked]).toEqual(["pending", true, ["transfer"]]);
  // Of what is handed off there is nothing to take back.
  await reader.want(session);
  expect((await run()).state).toBe("pending");
});

test.each([{ confirm: true }, { transfer_on: "ask" }])("%j asks, and a yes hands off", async (options) => {
  const { run, ui } = rig(options, createScriptedUi({ transfer: true }));
  expect([(await run()).state, ui.asked]).toEqual(["pending", ["transfer"]]);
  // Once it is published nobody is asked.
  expect([(await run()).state, ui.asked]).toEqual(["pending", ["transfer"]]);
});

test("where there is nobody to ask, no data is left behind", async () => {
  const { run, reported } = rig({ confirm: true }, createScriptedUi({}, { interactive: false }));
  expect((await run()).state).toBe("pending");
  expect(reported).toContain("note: there was nobody to ask whether to hand it off, so it is");
});

test("a question that is broken off decides nothing", async () => {
  const { run, session, reader } = rig({ confirm: true }, createScriptedUi({ transfer: new Error("Ctrl+C") }));
  await expect(run()).rejects.toThrow("Ctrl+C");
  expect(await reader.read(session)).toBeUndefined();
});

test.each([
  ["success", "pending"],
  ["failed", "declined"],
  ["aborted", "declined"],
] as const)("with transfer_on: success, a session that ended as %s is %s", async (outcome, state) => {
  const { run, ui } = rig({ transfer_on: "success" });
  expect([(await run(outcome)).state, ui.asked]).toEqual([state, []]);
});

test("a simulated session is never handed off, whoever wants it, and nobody is told how to", async () => {
  const { session, run, reported, isPublished, reader } = rig({ confirm: true }, createScriptedUi({}), true);
  const reason = "the session was simulated, so none of it is data";
  expect(await run()).toEqual({ state: "declined", reason });
  await reader.want(session);
  expect(await run()).toEqual({ state: "declined", reason });
  expect([isPublished(), reported]).toEqual([false, Array(2).fill(`hand-off: declined: ${reason}`)]);
  expect(await reader.read(session)).toMatchObject({ state: "declined", detail: reason, status: { todo: null } });
});
