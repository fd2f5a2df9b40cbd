import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { afterAll, expect, test } from "vitest";
import { listJobs } from "../../packages/watchdog-service/src/jobs/list-jobs.js";
import { startReceiver } from "../interop/receiver.js";
import { makeRig, makeWorkFolder, removeWorkFolder } from "./rig.js";

const parent = makeWorkFolder("send-test");
afterAll(() => removeWorkFolder(parent));

test("`rigline doctor --send-test` sends a session by a real daemon to its destination, has it validated, and leaves nothing", async () => {
  await using service = await startReceiver();
  const rig = makeRig({
    parent,
    name: "tested",
    config: { experimenters: ["ada.lovelace"] },
    watchdog: { transfer_endpoint: `${service.address}/api/v2/submit_jobs`, schedule_time: "20:00:00" },
    plugins: [{ use: "@rigline/watchdog-plugin" }],
  });
  const { stdout, stderr, exitCode: code } = await rig.run(["doctor", "--send-test", "--json"]);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
  const { sendTest } = JSON.parse(stdout) as {
    sendTest: { session: string; steps: { step: string; level: string }[] };
  };
  expect(sendTest).toMatchObject({ outcome: "works", left: [] });
  expect(sendTest.steps.map(({ step, level }) => `${step} ${level}`)).toEqual(
    ["test data", "queue", "daemon", "copy", "verification", "validation", "clean-up"].map((step) => `${step} ok`),
  );
  // Looked at, and not submitted.
  expect(service.received.map(({ path }) => path)).toEqual(["/api/v2/validate_json"]);
  expect([readdirSync(rig.data), readdirSync(rig.central), readdirSync(rig.complete)]).toEqual([[], [], []]);
  const traces = readdirSync(rig.flags, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.includes("send-test-"),
  );
  expect(traces).toEqual([]);
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flags)).toEqual([]);
  expect(existsSync(join(rig.flags, ".rigline", "room"))).toBe(false);
});
