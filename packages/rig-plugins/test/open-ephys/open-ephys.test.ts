import { existsSync } from "node:fs";
import { join } from "node:path";
import { ASK_JSON, type AskJson } from "@rigline/core";
import { expect, test } from "vitest";
import openEphys from "../../src/open-ephys/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { detailsOf, findingOf, readJson, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { startOpenEphys } from "./fake-open-ephys.js";

test("each record node writes into the session, from before the experiment to its end", async () => {
  const gui = await startOpenEphys([101, 102]);
  let during = -1;
  const session = await runSession(openEphys, {
    options: {
      address: "127.0.0.1",
      port: gui.port,
      nodes: { 102: "{session_directory}/ecephys/probe-b" },
      messages: [{ processor: 100, text: "NP REFERENCE 3 1 1 TIP" }],
    },
    during: () => (during = gui.told.length),
  });
  const { name, directory = "" } = session.session ?? {};
  const [one, other] = [`${directory}/ecephys`, `${directory}/ecephys/probe-b`];
  expect(gui.told).toEqual([
    `PUT /api/recording {"base_text":"${name}","prepend_text":"","append_text":""}`,
    `PUT /api/recording/101 ${JSON.stringify({ parent_directory: one })}`,
    `PUT /api/recording/102 ${JSON.stringify({ parent_directory: other })}`,
    'PUT /api/processors/100/config {"text":"NP REFERENCE 3 1 1 TIP"}',
    'PUT /api/status {"mode":"RECORD"}',
    'PUT /api/status {"mode":"IDLE"}',
  ]);
  expect(during).toBe(5);
  expect(existsSync(other)).toBe(true);
  expect(readJson(session, "open_ephys.json")).toMatchObject({
    directories: { 101: one, 102: other },
    recording: { base_text: name, record_nodes: [{ node_id: 101, parent_directory: one }, { node_id: 102 }] },
  });
  expect(session.files).toContain("open_ephys_settings.xml");
  expect(detailsOf(session, "open-ephys")).toEqual({ "record node 101": one, "record node 102": other });
});

test("a GUI that does not record ends the session before the animal's time is lost, and is put back", async () => {
  const gui = await startOpenEphys([101], true);
  const session = await runSession(openEphys, { options: { port: gui.port, address: "127.0.0.1" } });
  const runner = session.report?.runners.find(({ name }) => name === "open-ephys");
  expect(runner).toMatchObject({
    state: "failed",
    code: "OPEN_EPHYS_NOT_RECORDING",
    reason: "the GUI is in the mode IDLE",
  });
  expect(gui.told.at(-1)).toBe('PUT /api/status {"mode":"IDLE"}');
  const none = await startOpenEphys([]);
  const without = await runSession(openEphys, { options: { port: none.port, address: "127.0.0.1" } });
  expect(without.report?.runners.find(({ name }) => name === "open-ephys")?.reason).toBe(
    "the signal chain has no record node",
  );
});

/** Somebody else's server, or none. */
function answering(answer: (path: string, call: number) => unknown): AskJson {
  let call = 0;
  return async (url) => answer(new URL(url).pathname, (call += 1));
}

test("preflight says whether the GUI answers, is free, or can be started", async () => {
  const look = async (ask: AskJson, options: Readonly<Record<string, unknown>> = {}) => {
    const session = await runSession(openEphys, { options, services: [{ token: ASK_JSON, useValue: ask }] });
    return findingOf(session, "open ephys");
  };
  const away = answering(() => {
    throw new Error("connect ECONNREFUSED");
  });
  expect(await look(answering(() => ({ mode: "RECORD" })))).toMatchObject({ level: "error", todo: "Stop it there." });
  expect(await look(answering(() => ({ status: "fine" })))).toMatchObject({
    level: "error",
    message: expect.stringContaining("is not what Open Ephys does"),
  });
  expect(await look(away)).toMatchObject({ level: "error", message: expect.stringContaining("ECONNREFUSED") });
  const gone = join(temporaryFolder(), "chain.xml");
  expect(await look(away, { signal_chain: gone })).toMatchObject({
    level: "error",
    message: expect.stringContaining("there is no "),
  });
});

test("a GUI that does not run is started with its chain, and ended with the session", async () => {
  const folder = temporaryFolder();
  write(folder, "open_ephys.exe", "");
  write(folder, "chain.xml", "");
  const executable = join(folder, "open_ephys.exe");
  const signal_chain = join(folder, "chain.xml");
  const told: string[] = [];
  const ask: AskJson = async (url, { method, body }) => {
    if (programs.requests.length === 0) throw new Error("connect ECONNREFUSED");
    if (method === "PUT") told.push(`${new URL(url).pathname} ${JSON.stringify(body)}`);
    if (url.endsWith("/status")) return { mode: (body as { mode?: string } | undefined)?.mode ?? "IDLE" };
    if (url.endsWith("/config")) throw new Error("it answered 404");
    const node = {
      node_id: 1,
      parent_directory: "",
      record_engine: "",
      experiment_number: 1,
      recording_number: 1,
      is_synchronized: true,
    };
    return { parent_directory: "", base_text: "", prepend_text: "", append_text: "", record_nodes: [node] };
  };
  const programs = scriptPrograms({ [executable]: "" });
  const options = { executable, signal_chain };
  const session = await runSession(openEphys, { options, programs, services: [{ token: ASK_JSON, useValue: ask }] });
  expect(session.report?.runners.filter(({ state }) => state === "failed")).toEqual([]);
  expect(programs.commands).toEqual([`${executable} ${signal_chain}`]);
  expect(told.slice(-2)).toEqual(['/api/status {"mode":"IDLE"}', '/api/window {"command":"quit"}']);
  expect(session.files).not.toContain("open_ephys_settings.xml");
});

test("does what every plugin must do", async () => {
  const { port } = await startOpenEphys([101]);
  await expectConforming(openEphys, { options: { port, address: "127.0.0.1" } });
});
