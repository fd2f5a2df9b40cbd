import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock, type FakeClock } from "@rigline/foundation/testing";
import { readJobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { UploadFollower } from "../../src/uploads/upload-follower.js";
import { createRig, partsFor, runOnce, settingsFor, type Rig } from "../support/rig.js";

const NAME = "614173_2026-03-02_10-15-00";
const ENDPOINT = "http://dts/api/v2/submit_jobs";
const MINUTE = 60_000;

/** As aind-data-transfer-service answers a submission, with what Airflow answered it. */
const accepting: HttpClient = {
  post: () =>
    Promise.resolve({
      status: 200,
      headers: {},
      body: JSON.stringify({ data: { responses: [{ execution_date: "2026-07-14T16:00:00Z" }], errors: [] } }),
    }),
};

interface Changes {
  readonly http?: HttpClient;
  readonly fileSystem?: FileSystem;
  readonly jobStatusUrl?: string | null;
}

function setUp(rig: Rig, changes: Changes = {}) {
  const clock = createFakeClock();
  const { jobStatusUrl, ...ports } = changes;
  const settings = settingsFor(rig, { jobStatusUrl });
  return partsFor(rig, { clock, http: accepting, settings, ...ports });
}

/** A rig whose job was submitted and archived, and what a follower finds there. */
async function submitted(changes: Changes = {}, endpoint = ENDPOINT) {
  const rig = createRig();
  rig.hand("s", { endpoint });
  const parts = setUp(rig, changes);
  await runOnce(parts);
  const upload = () => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.upload;
  const followed = (): readonly string[] => {
    const folder = join(rig.flag, ".rigline", "uploads");
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  return { rig, parts, upload, followed, clock: parts.clock as FakeClock };
}

/** Tells each time what is next, the last again and again. */
function telling(...answers: readonly (string | Error | undefined)[]) {
  const asked: string[] = [];
  const getJson = (url: string): Promise<unknown> => {
    asked.push(url);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer instanceof Error) return Promise.reject(answer);
    const job = {
      job_id: "manual__1",
      job_state: answer,
      name: NAME,
      submit_time: "2026-07-14T16:00:05Z",
      comment: null,
    };
    return Promise.resolve({ data: { job_status_list: answer === undefined ? [] : [job] } });
  };
  return { asked, getJson };
}

/** Follows until the test is done with it. */
function following(follower: UploadFollower) {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const done = follower.during({ once: false }, () => ended);
  return async (): Promise<void> => {
    end();
    await done;
  };
}

test("a job is followed until the service has processed it; each change is on record, and told", async () => {
  const { rig, parts, upload, followed, clock } = await submitted();
  expect(followed()).toEqual(["manifest_s.yml.json"]);
  // For who has the journal alone, and asks by the same name.
  expect(readJobState(nodeFileSystem, rig.flag, "manifest_s.yml")?.submission).toMatchObject({ names: [NAME] });
  const { asked, getJson } = telling(undefined, "queued", "running", "running", "success");
  const stop = following(new UploadFollower({ ...parts, getJson }));
  await clock.advance(0);
  expect(asked).toEqual(["http://dts/api/v1/get_job_status_list?execution_date_gte=2026-07-14T16%3A00%3A00.000Z"]);
  expect(upload()).toBeNull();
  await clock.advance(MINUTE / 2);
  expect(upload()).toMatchObject({ state: "queued", job: "manual__1" });
  await clock.advance(MINUTE);
  expect([upload()?.state, followed().length]).toEqual(["running", 1]);
  await clock.advance(MINUTE);
  expect([upload()?.state, followed()]).toEqual(["success", []]);
  await clock.advance(24 * 60 * MINUTE);
  expect(asked).toHaveLength(5);
  await stop();
  expect(parts.events.filter(({ event }) => event === "upload")).toEqual(
    ["queued", "running", "success"].map((state) => ({ event: "upload", job: "s", state, reason: null })),
  );
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.word).toBe("processed");
});

test("a job that was taken without an hour is followed since shortly before its post, by the rig's clock", async () => {
  const http = { post: () => Promise.resolve({ status: 200, headers: {}, body: "{}" }) };
  const { parts, followed } = await submitted({ http });
  expect(followed()).toEqual(["manifest_s.yml.json"]);
  const { asked, getJson } = telling("queued");
  const stop = following(new UploadFollower({ ...parts, getJson }));
  await (parts.clock as FakeClock).advance(0);
  expect(asked).toEqual(["http://dts/api/v1/get_job_status_list?execution_date_gte=2026-07-14T15%3A55%3A00.000Z"]);
  await stop();
});

test("a failed upload needs a person; one that is started again over there is followed on", async () => {
  const { rig, parts, upload, clock } = await submitted();
  const stop = following(new UploadFollower({ ...parts, ...telling("failed", "failed", "running", "success") }));
  await clock.advance(0);
  expect(upload()?.state).toBe("failed");
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.word).toBe("stuck");
  await clock.advance(MINUTE);
  expect(upload()?.state).toBe("running");
  await clock.advance(MINUTE);
  expect(upload()?.state).toBe("success");
  await stop();
});

test("it is asked ever more seldom, and one that does not tell is told of once", async () => {
  const { parts, clock, upload } = await submitted();
  const { asked, getJson } = telling(new Error("it answered 404"));
  const stop = following(new UploadFollower({ ...parts, getJson }));
  await clock.advance(60 * MINUTE);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.length).toBeLessThan(9);
  const notices = parts.events.filter(({ event }) => event === "notice");
  expect(notices).toEqual([{ event: "notice", message: expect.stringContaining("it answered 404") as string }]);
  expect(upload()).toBeNull();
  await stop();
});

test("a job that the service tells of no more is given up", async () => {
  const { parts, clock, upload, followed } = await submitted();
  clock.setWallTime(new Date("2026-07-28T16:00:00Z"));
  const { asked, getJson } = telling("running");
  const stop = following(new UploadFollower({ ...parts, getJson }));
  await clock.advance(0);
  expect([upload()?.state, followed(), asked]).toEqual(["lost", [], []]);
  await stop();
});

test("that it has failed stays the last word of one that is told of no more", async () => {
  const { parts, clock, upload, followed } = await submitted();
  await following(new UploadFollower({ ...parts, ...telling("failed") }))();
  expect(upload()?.state).toBe("failed");
  clock.setWallTime(new Date("2026-07-28T16:00:00Z"));
  await following(new UploadFollower({ ...parts, ...telling("failed") }))();
  expect([upload()?.state, followed()]).toEqual(["failed", []]);
});

test("with --once it is asked once, and waited for; a job of this moment has nothing to tell yet", async () => {
  const { parts, upload, clock } = await submitted();
  const { asked, getJson } = telling("running");
  await new UploadFollower({ ...parts, getJson }).during({ once: true }, () => Promise.resolve());
  expect([asked.length, upload()?.state]).toEqual([1, "running"]);

  const later = createRig();
  const fresh = setUp(later);
  const told = telling("success");
  const follower = new UploadFollower({ ...fresh, getJson: told.getJson });
  const stop = following(follower);
  later.hand("s", { endpoint: ENDPOINT });
  await runOnce({ ...fresh, report: (event) => follower.hearEvent(event) });
  await (fresh.clock as FakeClock).advance(0);
  expect(told.asked).toEqual([]);
  await (fresh.clock as FakeClock).advance(MINUTE);
  expect(told.asked).toHaveLength(1);
  await stop();
  expect(clock.pending).toBe(0);
});

test.each<[string, Changes, string]>([
  ["the address is not known", {}, "http://dts/submit"],
  ["nobody is to ask", { jobStatusUrl: null }, ENDPOINT],
])("where %s, nothing is followed", async (_why, changes, endpoint) => {
  const { followed } = await submitted(changes, endpoint);
  expect(followed()).toEqual([]);
});

test("an address of its own is asked in its place", async () => {
  const { parts, clock } = await submitted({ jobStatusUrl: "http://told/here" }, "http://dts/submit");
  const { asked, getJson } = telling("success");
  const stop = following(new UploadFollower({ ...parts, getJson }));
  await clock.advance(0);
  expect(asked[0]).toContain("http://told/here?execution_date_gte=");
  await stop();
});

test("what can't be noted, read or recorded holds up nothing, and is told or tried again", async () => {
  const refuse = (): never => {
    throw Object.assign(new Error("no room"), { code: "ENOSPC" });
  };
  const makeNewFolder: FileSystem["makeNewFolder"] = (path) =>
    path.endsWith("uploads") ? refuse() : nodeFileSystem.makeNewFolder(path);
  const unnoted = await submitted({ fileSystem: { ...nodeFileSystem, makeNewFolder } });
  expect(listJobs(nodeDisk, nodeFileSystem, unnoted.rig.flag)[0]?.step).toBe("complete");
  expect(unnoted.parts.events).toContainEqual(
    expect.objectContaining({ event: "notice", message: expect.stringContaining("no room") as string }),
  );

  const { rig, parts, upload, clock } = await submitted();
  let isFull = true;
  const openJournal: typeof parts.openJournal = (path) => (isFull ? refuse() : parts.openJournal(path));
  const stop = following(new UploadFollower({ ...parts, openJournal, ...telling("success") }));
  await clock.advance(0);
  expect(upload()).toBeNull();
  isFull = false;
  await clock.advance(MINUTE / 2);
  expect(upload()?.state).toBe("success");
  await stop();

  writeFileSync(join(rig.flag, ".rigline", "uploads", "manifest_x.yml.json"), "{");
  const list: FileSystem["list"] = (folder) => (folder.endsWith("uploads") ? refuse() : nodeFileSystem.list(folder));
  await new UploadFollower({ ...parts, ...telling() }).during({ once: true }, () => Promise.resolve());
  const blind = { ...parts, fileSystem: { ...nodeFileSystem, list } };
  await new UploadFollower({ ...blind, ...telling() }).during({ once: true }, () => Promise.resolve());
});

test("a manifest that is back in the flag folder is a job of its own, and not written into", async () => {
  const { rig, parts, clock } = await submitted();
  rig.hand("s", { endpoint: null });
  const { asked, getJson } = telling("success");
  const stop = following(new UploadFollower({ ...parts, getJson }));
  await clock.advance(0);
  expect(asked).toEqual([]);
  await stop();
});
