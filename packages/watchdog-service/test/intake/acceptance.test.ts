import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { toPosixPath } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import {
  acceptingService,
  createRig,
  manifestText,
  partsFor,
  runOnce,
  settingsFor,
  type ManifestChoices,
} from "../support/rig.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { runDaemonByHand } from "../support/running-daemon.js";

const ENDPOINT = "http://service/submit";
/** An hour of the night, whatever the test's own hour is. */
const SCHEDULES = [undefined, "03:00:00", "15:00:00"];

describe("what a manifest says by itself is told when it comes, with a schedule or without, and before anything is copied", () => {
  const flaws: Record<string, { readonly choices: ManifestChoices; readonly code: string }> = {
    "a relative destination": { choices: { destination: "data/x" }, code: "DESTINATION_NOT_ABSOLUTE" },
    "a destination of another system": {
      choices: { destination: process.platform === "win32" ? "/mnt/x" : "D:\\x" },
      code: "DESTINATION_NOT_ABSOLUTE",
    },
    "a relative source": { choices: { modalities: { behavior: ["data/a"] } }, code: "SOURCE_NOT_ABSOLUTE" },
    "a relative schema": { choices: { schemas: ["session.json"] }, code: "SOURCE_NOT_ABSOLUTE" },
    "an endpoint that is none": { choices: { endpoint: "file:///etc/passwd" }, code: "SUBMIT_BAD_ENDPOINT" },
    "an empty endpoint": { choices: { endpoint: "" }, code: "SUBMIT_BAD_ENDPOINT" },
    "a modality that nobody knows": {
      choices: { endpoint: ENDPOINT, modalities: { behavior_videos: ["/x"] } },
      code: "UNKNOWN_MODALITY",
    },
  };
  test.each(Object.entries(flaws))("%s", async (_kind, { choices, code }) => {
    for (const schedule of SCHEDULES) {
      const rig = createRig();
      const modalities = choices.modalities?.["behavior_videos"] && { behavior_videos: [join(rig.data, "behavior")] };
      rig.hand("session", {
        ...choices,
        ...(modalities && { modalities }),
        ...(schedule === undefined ? {} : { schedule }),
      });
      const http = acceptingService();
      const parts = partsFor(rig, { http });
      expect((await runOnce(parts)).troubled).toBe(1);
      expect(parts.events).toMatchObject([{ event: "parked", job: "session", code }]);
      expect(existsSync(rig.destination) ? readdirSync(rig.destination) : []).toEqual([]);
      expect(http.posts).toEqual([]);
      expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)).toMatchObject([
        { name: "session", step: "parked", failure: { code } },
      ]);
      // Not said again at the next start.
      const again = partsFor(rig);
      expect((await runOnce(again)).troubled).toBe(1);
      expect(again.events).toEqual([]);
    }
  });

  test("redriven as it stands it is parked again, and said; corrected it is done", async () => {
    const rig = createRig();
    const manifest = rig.hand("session", { destination: "data/x" });
    await runOnce(partsFor(rig));
    askOfJob(partsFor(rig), "session", { do: "redrive", now: false }, "ada@rig-1");
    const again = partsFor(rig);
    await runOnce(again);
    expect(again.events).toMatchObject([{ event: "redriven" }, { event: "parked", code: "DESTINATION_NOT_ABSOLUTE" }]);
    writeFileSync(manifest, manifestText(rig, { name: "session" }));
    const corrected = partsFor(rig);
    expect((await runOnce(corrected)).troubled).toBe(0);
    expect(corrected.events.at(-1)).toMatchObject({ event: "archived" });
  });

  test("a manifest that may still grow is not judged by its beginning", async () => {
    const rig = createRig();
    const manifest = join(rig.flag, "manifest_session.yml");
    const fields = JSON.parse(
      manifestText(rig, { name: "session", destination: "data/x" }).replace("...", ""),
    ) as object;
    const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
    // In an order in which no known program writes.
    writeFileSync(manifest, lines.toReversed().join(""));
    const daemon = runDaemonByHand(rig, { settings: settingsFor(rig, { settleMs: 1000 }) });
    await daemon.pass(3000);
    expect(daemon.parts.events).toEqual([]);
    await daemon.pass(5000);
    expect(daemon.count("parked")).toBe(1);
  });

  test("copied only, a modality that nobody knows is nobody's matter", async () => {
    const rig = createRig();
    rig.hand("session", { modalities: { mystery: [join(rig.data, "behavior")] } });
    expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  });
});

test("what the transfer service will probably refuse is a notice when the manifest comes, and stops nothing", async () => {
  const rig = createRig();
  writeFileSync(
    join(rig.flag, "manifest_a.yml"),
    manifestText(rig, { name: "a", endpoint: ENDPOINT, schedule: "03:00:00" }).replace(/.*notification_email.*\n/, ""),
  );
  rig.hand("b", { endpoint: ENDPOINT });
  const parts = partsFor(rig);
  await runOnce(parts);
  expect(parts.events.filter(({ event }) => event === "notice")).toMatchObject([
    { job: "a", message: expect.stringMatching(/will probably refuse it: .*user_email/) as string },
  ]);
  expect(parts.events.map(({ event }) => event)).toContain("scheduled");
});

describe("sources that are not there yet", () => {
  test("are a notice when the manifest comes that waits for its hour, and stop nothing", async () => {
    const rig = createRig();
    const [missing, there] = [join(rig.root, "late"), join(rig.data, "behavior")];
    rig.hand("session", { schedule: "03:00:00", modalities: { behavior: [there, missing] }, schemas: [] });
    rig.hand("whole", { schedule: "03:00:00" });
    const parts = partsFor(rig);
    expect((await runOnce(parts)).troubled).toBe(0);
    expect(parts.events.filter(({ event }) => event === "notice")).toEqual([
      { event: "notice", job: "session", message: expect.stringContaining(`hour: ${toPosixPath(missing)}`) as string },
    ]);
    expect(listJobs(nodeDisk, nodeFileSystem, rig.flag).map(({ step }) => step)).toEqual(["scheduled", "scheduled"]);
  });

  test("a place that does not answer holds up neither the daemon nor its stop", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: "03:00:00" });
    const inline = createInlinePool(nodeDisk);
    const asked: string[] = [];
    const pool: WorkPool = {
      ...inline,
      run: (order, options) => {
        asked.push(order.kind);
        if (order.kind !== "findMissing") return inline.run(order, options);
        return new Promise((_resolve, reject) => {
          options.signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
        });
      },
    };
    const daemon = runDaemonByHand(rig, { pool });
    await daemon.pass(100);
    rig.hand("other");
    await daemon.pass(200);
    expect([asked.filter((kind) => kind === "findMissing").length, daemon.count("archived")]).toEqual([1, 1]);
    await daemon.stop();
    expect(daemon.count("notice")).toBe(0);
  });
});
