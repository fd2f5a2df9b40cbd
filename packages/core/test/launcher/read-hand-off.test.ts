import { expect, test } from "vitest";
import { HAND_OFF_READER } from "../../src/di/core-tokens.js";
import { createContainer } from "../../src/di/container.js";
import { LauncherConfigSchema } from "../../src/config/launcher-config.js";
import type { ConfigLayer } from "../../src/config/layers/config-layer.js";
import { explainNoHandOff, foretellHandOff, readHandOff } from "../../src/launcher/read-hand-off.js";
import type { Session } from "../../src/session/session.js";
import { createFakeClock } from "@rigline/foundation/testing";

const session = { name: "614173_2026-07-14T090500-0700" } as Session;

test("no plugin hands off: nothing is known", async () => {
  expect(await readHandOff(createContainer().services, createFakeClock(), session)).toBeUndefined();
});

test("the plugin's answer, and no timer left behind", async () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: ({ name }) => Promise.resolve({ state: "complete", detail: name }) });
  const clock = createFakeClock();
  expect(await readHandOff(container.services, clock, session)).toEqual({ state: "complete", detail: session.name });
});

test("a plugin that never answers is not waited for", async () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: () => new Promise(() => {}) });
  const clock = createFakeClock();
  const reading = readHandOff(container.services, clock, session);
  await clock.advance(10_000);
  expect((await reading)?.state).toBe("unknown");
});

test("what the plugin throws is the caller's to tell", async () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: () => Promise.reject(new Error("no flag folder")) });
  await expect(readHandOff(container.services, createFakeClock(), session)).rejects.toThrow("no flag folder");
});

/** A config in whose file there is a section `watchdog`, or is not. */
function configWith(section: boolean, plugins: readonly object[] = []) {
  const { values } = { values: LauncherConfigSchema.parse({ data_dir: "data", plugins }) };
  const tree = section ? { watchdog: { project_name: "P" } } : {};
  return { values, layers: [{ kind: "file", tree } as unknown as ConfigLayer] };
}

const nobody = "nobody hands the session off: its data stays here";

test("before the session it is said that nobody hands it off; as a warning where there is a section for it", () => {
  const { services } = createContainer();
  expect(foretellHandOff(services, configWith(false))).toEqual({ level: "ok", subject: "hand-off", message: nobody });
  expect(foretellHandOff(services, configWith(true))).toMatchObject({
    level: "warning",
    message: `${nobody}, although there is a section \`watchdog\``,
  });
});

test("after the session it is said why", () => {
  const { services } = createContainer();
  const detail = (config: ReturnType<typeof configWith>) => explainNoHandOff(services, config).detail;
  expect(detail(configWith(false))).toBe("no plugin says that it hands sessions off");
  expect(detail(configWith(true))).toMatch(/although there is a section `watchdog`: its plugin .* is not loaded/);
  const off = [{ use: "@rigline/watchdog-plugin", enabled: false }];
  expect(detail(configWith(true, off))).toMatch(/is switched off in `plugins`$/);
});

test("a plugin that hands off and does not say so is told as one", () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: () => Promise.resolve(undefined) });
  expect(foretellHandOff(container.services, configWith(true))).toMatchObject({ level: "ok" });
  expect(explainNoHandOff(container.services, configWith(true)).state).toBe("not done");
});
