import { showLocalTime } from "@rigline/foundation/time";
import { appendFileSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { progressPath, writeCopyProgress, writeFollowedUpload } from "@rigline/manifest";
import { holdJournalPath } from "@rigline/manifest/holds";
import { expect, test } from "vitest";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { writeDeclinedRecord, writeNothingRecord } from "../../src/transfer/published-record.js";
import { accepted, planned, verified } from "../support/job-journal.js";
import { makeSession } from "../support/make-session.js";
import { publishedRig } from "../support/published-rig.js";

test("a session is safe to delete when it is verified, accepted, and all that is in its folder is what was handed off", async () => {
  const { finish, status } = await publishedRig();
  finish();
  expect(await status()).toMatchObject({ word: "safe to delete", todo: null });
});

test.each<[string, (at: (name: string) => string) => void, RegExp]>([
  ["written to since", (at) => appendFileSync(at("behavior/events.jsonl"), "late\n"), /events\.jsonl/],
  ["made since", (at) => writeFileSync(at("behavior/late.csv"), ""), /late\.csv/],
  ["in no modality, and so never handed off", (at) => writeFileSync(at("notes.txt"), "x"), /only here.*notes\.txt/],
  ["in a folder of no modality", (at) => (mkdirSync(at("ephys")), writeFileSync(at("ephys/a.bin"), "x")), /ephys/],
  ["many", (at) => [1, 2, 3, 4, 5].forEach((count) => writeFileSync(at(`${count}.txt`), "")), / and more$/],
])("a file that is %s keeps the source, and is named", async (_what, change, named) => {
  const { finish, status, at } = await publishedRig();
  finish();
  change(at);
  const found = await status();
  expect(found?.word).toBe("submitted");
  expect(found?.detail).toContain("keep the source: only here, or changed since: ");
  expect(found?.detail).toMatch(named);
});

test.skipIf(process.platform === "win32")("a link, whose file may lie anywhere, keeps the source", async () => {
  const { finish, status, at } = await publishedRig();
  finish();
  symlinkSync(at("acquisition.json"), at("behavior/link"));
  expect((await status())?.detail).toContain("link");
});

test("what was deleted at the rig is not there to be lost; what can't be looked at keeps the source", async () => {
  const { finish, status, at, parts, session } = await publishedRig();
  finish();
  rmSync(at("behavior-videos"), { recursive: true });
  expect((await status())?.word).toBe("safe to delete");
  const inspect: typeof parts.fileSystem.inspect = (path, options) =>
    path.endsWith("events.jsonl")
      ? Promise.reject(Object.assign(new Error("EIO: i/o error"), { code: "EIO" }))
      : parts.fileSystem.inspect(path, options);
  const broken = new JobReader({ ...parts, fileSystem: { ...parts.fileSystem, inspect } });
  expect((await broken.read(session))?.status).toMatchObject({
    word: "submitted",
    detail: expect.stringContaining("not all of it can be looked at: EIO") as string,
  });
});

test("a source that can't be looked through in time is not said to be safe", async () => {
  const { finish, parts, session } = await publishedRig();
  finish();
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const listNames = (folder: string): Promise<readonly string[]> => {
    if (folder !== session.directory) return parts.fileSystem.listNames(folder);
    begin();
    return new Promise(() => {});
  };
  const reading = new JobReader({ ...parts, fileSystem: { ...parts.fileSystem, listNames } }).read(session);
  await begun;
  await parts.clock.advance(8000);
  expect((await reading)?.status?.detail).toContain("can't be told in time");
});

test("with `processed` it is safe when the service has told so, and a failed upload is stuck either way", async () => {
  const waiting = await publishedRig({ options: { safe_to_delete_when: "processed" } });
  waiting.finish({ type: "upload", state: "running" });
  expect((await waiting.status())?.word).toBe("processing");
  waiting.record({ type: "upload", state: "success" });
  expect((await waiting.status())?.word).toBe("safe to delete");
  const failed = await publishedRig();
  failed.finish({ type: "upload", state: "failed", reason: "no bucket" });
  expect(await failed.status()).toMatchObject({
    word: "stuck",
    detail: expect.stringContaining("no bucket") as string,
  });
});

test("where no daemon runs that would ask, the service is asked what becomes of an upload; nothing is recorded", async () => {
  const { finish, parts, session, places, manifest, digest } = await publishedRig({
    options: { safe_to_delete_when: "processed" },
  });
  finish();
  const name = "614173_2026-07-14_09-05-00";
  const url = "http://dts/api/v1/get_job_status_list";
  const since = "2026-07-14T16:00:00Z";
  writeFollowedUpload(nodeFileSystem, places.flagFolder, {
    manifest: basename(manifest),
    digest,
    names: [name],
    url,
    since,
  });
  const asked: string[] = [];
  let state = "running";
  const getJson = (address: string): Promise<unknown> => {
    asked.push(address);
    if (state === "away") return Promise.reject(new Error("connect ECONNREFUSED"));
    const job = { job_id: "manual__1", job_state: state, name, submit_time: "2026-07-14T16:00:05Z" };
    return Promise.resolve({ data: { job_status_list: [job] } });
  };
  const reader = new JobReader({ ...parts, network: { ...parts.network, getJson } });
  const word = async () => (await reader.read(session))?.status?.word;
  expect([await word(), await word()]).toEqual(["processing", "processing"]);
  expect(asked).toEqual([`${url}?execution_date_gte=2026-07-14T16%3A00%3A00.000Z`]);
  state = "success";
  await parts.clock.advance(30_000);
  expect(await word()).toBe("safe to delete");
  state = "away";
  await parts.clock.advance(30_000);
  expect(await word()).toBe("submitted");
  // Who watches asks, and keeps it in the journal.
  const locks = { ...parts.locks, holder: () => Promise.resolve({ pid: 1, what: "a daemon", since: "" }) };
  const watched = new JobReader({ ...parts, locks, network: { ...parts.network, getJson } });
  expect((await watched.read(session))?.status).toMatchObject({ word: "submitted", isOver: false });
  expect(asked).toHaveLength(3);
});

test("a copy under way has its percent, rate and time left", async () => {
  const { record, manifest, digest, places, parts, status } = await publishedRig();
  record(accepted(manifest, digest), planned, verified);
  const path = progressPath(places.flagFolder, manifest);
  const at = parts.clock.now().toISOString();
  writeCopyProgress(nodeFileSystem, path, {
    digest,
    at,
    files: 1,
    ofFiles: 3,
    bytes: 1_500_000,
    ofBytes: 3_000_000,
    bytesPerSecond: 100_000,
  });
  // Nobody holds the lock in this test: then nothing is being copied, whatever the file says.
  expect(await status()).toMatchObject({
    word: "queued",
    copy: null,
    todo: expect.stringContaining("rigline-watchdog -c") as string,
  });
  const locks = { ...parts.locks, holder: () => Promise.resolve({ pid: 1, what: "a daemon", since: "" }) };
  const known = await new JobReader({ ...parts, locks }).read(makeSession(join(parts.config.folder, "data")));
  expect(known?.status).toMatchObject({
    word: "copying",
    copy: { percent: 50, bytesPerSecond: 100_000, secondsLeft: 15 },
  });
});

test("of another service the manifest's own words are told, and what is not known is said", async () => {
  const changes = {
    options: { service: "external", schedule_time: "20:00" },
    environment: { WATCHDOG_EXE: "/opt/watchdog" },
  };
  const { parts, status, archiveOnly, session, manifest } = await publishedRig(changes);
  utimesSync(manifest, parts.clock.now(), parts.clock.now());
  const locks = { ...parts.locks, holder: () => Promise.resolve({ pid: 1, what: "it", since: "" }) };
  const reader = new JobReader({ ...parts, locks });
  const read = async () => (await reader.read(session))?.status;
  expect((await read())?.word).toBe("waiting for its time");
  // The report and `rigline sessions` put their own detail behind the word.
  expect((await reader.read(session))?.detail).toBe(`it starts at ${showLocalTime("2026-07-15T03:00:00Z")}`);
  await parts.clock.advance(24 * 3_600_000);
  expect(await read()).toMatchObject({ word: "queued", detail: expect.stringContaining("not known") as string });
  archiveOnly();
  expect(await status()).toMatchObject({
    word: "submitted",
    isOver: true,
    detail: expect.stringContaining("what became of that is not known") as string,
  });
});

test("of another service's archived manifest that can't be read no more is said than that it is there", async () => {
  const { status, archiveOnly, manifest } = await publishedRig();
  writeFileSync(manifest, "{");
  archiveOnly();
  expect(await status()).toMatchObject({ word: "submitted", isOver: true });
});

test("what is not to be handed off says so", async () => {
  const { parts, session, status } = await publishedRig();
  writeDeclinedRecord(nodeFileSystem, session, { declined: "the answer to transfer was no", at: "" });
  expect(await status()).toMatchObject({
    word: "declined",
    todo: expect.stringContaining("rigline handoff") as string,
  });
  writeNothingRecord(parts.fileSystem, session, { nothing: "nothing was recorded" });
  expect(await status()).toMatchObject({ word: "nothing to hand off", isOver: true });
});

test("what the owner of its destination says is told with a session that waits for it", async () => {
  const { record, status, parts, session, manifest, digest, places } = await publishedRig();
  record(accepted(manifest, digest));
  const file = resolve("/central/.rigline-hold");
  const journal = openJournal(holdJournalPath(places.flagFolder, file));
  journal.append({ type: "destinationHold", file, mode: "pause", why: "new disks", who: "ada" });
  journal.close();
  expect((await status())?.detail).toContain("paused by the destination's owner: new disks, says ada");
  // In the closing report, too.
  const { detail } = (await new JobReader(parts).read(session)) ?? {};
  expect(detail).toContain("paused by the destination's owner: new disks, says ada");
});
