import { ASK_JSON, type AskJson } from "@rigline/core";
import { createFakeClock, type PluginSessionOptions } from "@rigline/core/testing";
import { expect, test } from "vitest";
import { bestDifference, parseDeviceTime } from "../../src/devices/device-clock.js";
import devices from "../../src/devices/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { detailsOf, readJson, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";

const NOW = "2026-07-14T16:05:00.000Z";

/** Computers that answer by a script, and what they were told. */
function computers(answer: (path: string, call: number) => unknown) {
  const told: string[] = [];
  const ask: AskJson = async (url, { method, body }) => {
    const { host, pathname } = new URL(url);
    told.push(`${method} ${host}${pathname}${body === undefined ? "" : ` ${JSON.stringify(body)}`}`);
    return answer(`${host}${pathname}`, told.length);
  };
  return { told, ask };
}

function run(list: readonly object[], ask: AskJson, rest: PluginSessionOptions & { readonly settings?: object } = {}) {
  const { settings, ...others } = rest;
  return runSession(devices, {
    clock: createFakeClock({ now: NOW }),
    ...others,
    options: { devices: list, ...settings },
    services: [{ token: ASK_JSON, useValue: ask }],
  });
}

const camera = {
  name: "camera",
  start: { url: "http://camera/start", body: { name: "{session_name}", trials: [1, "{subject}"] } },
  stop: { url: "http://camera/stop" },
  ready: { url: "http://camera/ready", method: "GET" },
  clock: { url: "http://camera/time" },
};
const laser = {
  name: "laser",
  start: { command: ["ssh", "laser", "on", "{subject}"] },
  stop: { command: ["ssh", "laser", "off"] },
};

test("all are started, waited for, and stopped when the experiment is over; their clocks are recorded", async () => {
  let asked = 0;
  const { told, ask } = computers((path) => {
    if (path === "camera/ready" && (asked += 1) < 3) throw new Error("it answered 503");
    return path === "camera/time" ? { time: "2026-07-14T16:05:03.500Z" } : undefined;
  });
  const programs = scriptPrograms({ ssh: "" });
  let during = 0;
  const session = await run([camera, laser], ask, { programs, during: () => (during = told.length) });
  const { name } = session.session ?? {};
  expect(told[0]).toBe(`POST camera/start {"name":"${name}","trials":[1,"614173"]}`);
  expect(told.filter((one) => one === "GET camera/ready").length).toBe(3);
  expect(told.indexOf("POST camera/stop")).toBeGreaterThanOrEqual(during);
  expect(programs.commands).toEqual(["ssh laser on 614173", "ssh laser off"]);
  expect(readJson(session, "devices.json")).toEqual({
    devices: [
      {
        name: "camera",
        readyMs: 1000,
        clock: { differenceMs: 2500, uncertaintyMs: 0 },
        clockAtEnd: { differenceMs: expect.any(Number), uncertaintyMs: 0 },
      },
      { name: "laser", readyMs: 0, clock: null, clockAtEnd: null },
    ],
  });
  expect(detailsOf(session, "devices")["camera"]).toBe("ready after 1.0 s, its clock differs by 2500 ms (± 0)");
  expect(session.log.join("\n")).toContain("the clock of camera differs from this computer's by 2500 ms");
});

test("one that is not ready in time keeps the experiment from beginning, and the others are stopped", async () => {
  const { told, ask } = computers((path) => {
    if (path === "camera/ready") throw new Error("it answered 503");
    return undefined;
  });
  const programs = scriptPrograms({ ssh: "" });
  let ran = false;
  const session = await run([camera, laser], ask, {
    programs,
    settings: { ready_seconds: 5 },
    during: () => (ran = true),
  });
  expect(session.report?.runners.find(({ name }) => name === "devices")).toMatchObject({
    code: "DEVICE_NOT_READY",
    reason: "camera was not ready within 5 s: it answered 503",
  });
  expect(ran).toBe(false);
  expect(programs.commands.at(-1)).toBe("ssh laser off");
  expect(told.at(-1)).toBe("POST camera/stop");
});

test("one that can't be stopped is told, and the others are stopped all the same", async () => {
  const { ask } = computers((path) => {
    if (path === "camera/stop") throw new Error("connect ETIMEDOUT");
    return undefined;
  });
  const programs = scriptPrograms({ ssh: "" });
  const session = await run([{ ...camera, clock: undefined }, laser], ask, { programs });
  expect(session.report?.problems.map(({ message }) => message).join("\n")).toContain("camera: connect ETIMEDOUT");
  expect(programs.commands.at(-1)).toBe("ssh laser off");
});

test("times as devices tell them", () => {
  const at = Date.parse(NOW);
  for (const said of [NOW, `${at / 1000}`, at / 1000, at, { time: NOW }, "2026-07-14T09:05:00-0700\n"])
    expect(parseDeviceTime(said)).toBe(at);
  for (const none of ["2026-07-14T16:05:00", "noon", {}, null, undefined])
    expect(parseDeviceTime(none)).toBeUndefined();
  expect(bestDifference([])).toBeUndefined();
  const quick = { differenceMs: 3, uncertaintyMs: 1 };
  expect(bestDifference([{ differenceMs: 9, uncertaintyMs: 8 }, quick])).toBe(quick);
});

test("does what every plugin must do", async () => {
  await expectConforming(devices, { options: { devices: [laser] }, programs: scriptPrograms({ ssh: "" }) });
});
