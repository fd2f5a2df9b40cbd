import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const CONFIG = "rig_name: held\ndata_dir: data\n";

/** Holds something of each kind, and gives all of it back but what `leaves` says. */
const camera = (leaves = ""): string => `
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { EVENTS } from "@rigline/core";

const clock = setInterval(() => undefined, 60_000);

export default {
  name: "camera", version: "1.0.0",
  hooks: {
    ready: async ({ runners, purpose }, { services, defer }) => {
      const order = [];
      defer(function forgetAll() { clearInterval(clock); if (order.join() !== "server,child") throw new Error(order.join()); });
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const child = spawn(process.execPath, ["-e", "setInterval(() => 1, 1000)"], { stdio: "ignore" });
      defer(() => { order.push("child"); child.kill("SIGKILL"); return once(child, "exit"); }, "recorder " + purpose);
      defer(() => { order.push("server"); return new Promise((resolve) => server.close(resolve)); }, "preview server");
      services.resolve(EVENTS).on("runner.settled", () => undefined);
      const stop = services.resolve(EVENTS).onAny(() => undefined);
      stop();
      runners.add({ name: "camera-check", phase: "preSession", run: () => 1 });
      ${leaves}
    },
  },
};`;

test("prints what each plugin holds, by the hook in which it came, and that nothing is left", async () => {
  const folder = makeRig({
    "rigline.config.yaml": CONFIG,
    "plugins/camera.mjs": camera(),
    "plugins/plain.mjs": `export default { name: "plain", version: "1.0.0", hooks: {} };`,
  });
  const { exitCode, out, err } = await runRigline(folder, ["plugins", "--held"]);
  expect(err).toBe("");
  expect(out.replace(/pid \d+/, "pid N")).toBe(`Held by the plugins, started without a session
  camera
    ready
      deferred: forgetAll
      recorder session
      preview server
      a listener of runner.settled
      runner camera-check (preSession)
      a child process (pid N)
      a server
    its module
      a timer
  plain: nothing

After their end: nothing is left.
`);
  expect(exitCode).toBe(0);
});

test("names what is left, in text and as JSON, and ends with 4", async () => {
  const folder = makeRig({
    "rigline.config.yaml": CONFIG,
    "plugins/camera.mjs": camera(
      "setInterval(() => undefined, 60_000).unref(); globalThis.left = setInterval(() => 1, 60_000);",
    ),
  });
  try {
    const text = await runRigline(folder, ["plugins", "--held"]);
    expect(text.out).toContain("Left after their end\n  camera\n    ready\n      a timer\n");
    expect(text.exitCode).toBe(4);
    clearInterval((globalThis as unknown as { left: NodeJS.Timeout }).left);
    const json = await runRigline(folder, ["plugins", "--held", "--json"]);
    expect(json.exitCode).toBe(4);
    const { live, left } = JSON.parse(json.out) as { live: object[]; left: object[] };
    expect(live).toMatchObject([{ plugin: "camera", held: [{ what: "ready" }] }]);
    expect(left).toEqual([
      { plugin: "camera", held: [{ what: "ready", children: [{ what: "a timer", children: [] }] }] },
    ]);
  } finally {
    clearInterval((globalThis as unknown as { left: NodeJS.Timeout }).left);
  }
});

test("all is undone in reverse, whatever throws", async () => {
  const folder = makeRig({
    "rigline.config.yaml": CONFIG,
    "plugins/camera.mjs": camera(`defer(() => { throw new Error("stuck"); }, "what can't be closed");`),
  });
  const { exitCode, out } = await runRigline(folder, ["plugins", "--held"]);
  expect(out).toContain("After their end: nothing is left.");
  expect(out).toMatch(/Went wrong meanwhile\n {2}HOOK_FAILED: .*stuck/);
  // A plugin has failed.
  expect(exitCode).toBe(4);
});

test("a plugin in a process of its own holds that, and no longer than its end", async () => {
  const folder = makeRig({
    "rigline.config.yaml": `${CONFIG}plugins: [{ use: ./plugins/far.mjs, isolate: process }]\n`,
    "plugins/far.mjs": `export default { name: "far", version: "1.0.0", hooks: { ready: () => undefined } };`,
  });
  const { exitCode, out } = await runRigline(folder, ["plugins", "--held"], { PATH: process.env["PATH"] ?? "" });
  expect(out).toContain("  far\n    ready\n      a process of its own\n");
  expect(out).toContain("nothing is left");
  expect(exitCode).toBe(0);
});
