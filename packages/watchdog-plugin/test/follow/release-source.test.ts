import { appendFileSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ProcessRequest, ProcessRunner, ReleaseRequest } from "@rigline/core";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { putIntoOutbox, readWishes } from "@rigline/manifest";
import { expect, test } from "vitest";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { writeDeclinedRecord } from "../../src/transfer/published-record.js";
import { accepted, planned, published, submitted, writeJob } from "../support/job-journal.js";
import { SESSION_FILES } from "../support/make-session.js";
import { publishedRig } from "../support/published-rig.js";

const ASKED: ReleaseRequest = { verifies: false, signal: new AbortController().signal, onProgress: () => {} };
const BY = "ada@rig-1";

test("what is safe to delete is released file by file, and nothing of the session's own `.rigline`", async () => {
  const { finish, parts, session, at } = await publishedRig();
  finish();
  mkdirSync(at("behavior/empty"));
  const release = await new JobReader(parts).release(session, ASKED);
  if (!release.mayDelete) throw new Error(release.why);
  expect(release.files.map(({ path }) => path).sort()).toEqual(Object.keys(SESSION_FILES).sort());
  expect(release.copy).toMatch(/^verified, and accepted: /);
  expect(JSON.parse(release.receipt?.text ?? "")).toMatchObject({ by: "`rigline clean`", list: null });
  const named = await new JobReader(parts).release(session, { ...ASKED, by: BY });
  expect(named).toMatchObject({
    receipt: { text: expect.stringContaining('"by": "ada@rig-1 with `rigline clean`"') as string },
  });
  // What is left in its place is no data, and data of its name are.
  writeFileSync(at("HANDED_OFF.json"), release.receipt?.text ?? "");
  expect(await new JobReader(parts).release(session, ASKED)).toMatchObject({ mayDelete: true, files: release.files });
  writeFileSync(at("HANDED_OFF.json"), "{}");
  expect(await new JobReader(parts).release(session, ASKED)).toMatchObject({ mayDelete: false });
});

test("what was deleted is told to the daemon once, for its journal and whoever hears of that", async () => {
  const { finish, parts, session, places } = await publishedRig();
  finish();
  const reader = new JobReader(parts);
  for (let told = 0; told < 2; told += 1) reader.released(session, { files: 3, by: BY });
  expect(readWishes(nodeFileSystem, places.flagFolder)).toMatchObject([
    { wish: { deed: { do: "cleaned", files: 3 }, by: BY } },
  ]);
});

test("what was sent after the hand-off is safe where it was verified too, and the receipt says where", async () => {
  const { finish, parts, places, session, manifest, at, status } = await publishedRig();
  finish();
  writeFileSync(at("behavior/late.csv"), "late");
  const { size, mtimeNs } = statSync(at("behavior/late.csv"), { bigint: true });
  expect(await new JobReader(parts).release(session, ASKED)).toMatchObject({ mayDelete: false });
  const file = manifest.replace(/\.yaml$/, "-late.yaml");
  const archive = join(places.completeFolder, basename(file));
  writeFileSync(archive, "");
  const entry = { path: "behavior/late.csv", bytes: Number(size), hash: "00", modified: String(mtimeNs) };
  const folder = "/central/614173/614173_x-late";
  writeJob(places, file, [
    { ...accepted(file, "late"), destination: folder },
    planned,
    { type: "verified", algorithm: "sha256", files: [entry] },
    { ...published, destination: folder, files: 1, bytes: 4 },
    { ...submitted, endpoint: null, status: null },
  ]);
  expect((await status())?.word).toBe("submitted");
  writeJob(places, file, [{ type: "archived", to: archive }]);
  expect((await status())?.word).toBe("safe to delete");
  const release = await new JobReader(parts).release(session, ASKED);
  expect(release).toMatchObject({ mayDelete: true, copy: expect.stringContaining(`; also at "${folder}"`) as string });
  expect(JSON.parse((release.mayDelete && release.receipt?.text) || "{}")).toMatchObject({
    copies: ["/central/614173/614173_x", folder],
    files: 4,
    bytes: 3_000_004,
  });
  const found = { missing: 1, changed: 0, unreadable: 0, extra: 0 };
  writeJob(places, file, [{ type: "verified", by: BY, algorithm: "sha256", files: [], found }]);
  expect((await status())?.word).toBe("submitted");
});

const damaged = { missing: 1, changed: 0, unreadable: 0, extra: 0 };

test.each<[string, (rig: Awaited<ReturnType<typeof publishedRig>>) => void, RegExp]>([
  ["is only in the queue", () => {}, /no daemon of Rigline has verified the copy/],
  [
    "has a file that was written to since",
    (rig) => (rig.finish(), appendFileSync(rig.at("behavior/events.jsonl"), "x")),
    /events\.jsonl/,
  ],
  [
    "has a file that was never handed off",
    (rig) => (rig.finish(), writeFileSync(rig.at("notes.txt"), "")),
    /only here.*notes\.txt/,
  ],
  [
    "has a file that was verified once, and left out by patterns when all was published",
    (rig) => rig.finishWithout("events.jsonl"),
    /only here.*events\.jsonl/,
  ],
  [
    "has an empty folder that the patterns left out",
    (rig) => (rig.finishWithout("scratch"), mkdirSync(rig.at("behavior/scratch"))),
    /only here.*scratch/,
  ],
  [
    "was found damaged at its destination",
    (rig) => rig.finish({ type: "verified", by: BY, algorithm: "sha256", files: [], found: damaged }),
    /its copy was not whole when ada@rig-1 had it read again at .*: 1 missing/,
  ],
  [
    "was declined",
    (rig) => (
      rig.finish(),
      writeDeclinedRecord(nodeFileSystem, rig.session, { declined: "no", at: "2026-07-14T16:05:00Z" })
    ),
    /^no$/,
  ],
  [
    "still has a manifest in the outbox",
    ({ finish, places, session, manifest, digest }) => {
      finish();
      const { name, directory } = session;
      const entry = { session: name, directory, flagFolder: places.flagFolder, file: "m.yaml", name, digest };
      putIntoOutbox(nodeFileSystem, places.outbox, { ...entry, destination: manifest, at: "2026-07-14T16:05:00Z" }, "");
    },
    /outbox/,
  ],
])("a session that %s is not released, and it is said why", async (_what, prepare, why) => {
  const rig = await publishedRig();
  prepare(rig);
  expect(await new JobReader(rig.parts).release(rig.session, ASKED)).toEqual({
    mayDelete: false,
    why: expect.stringMatching(why) as string,
  });
});

test.skipIf(process.platform === "win32")("a session with a link in it is not released", async () => {
  const rig = await publishedRig();
  rig.finish();
  symlinkSync(rig.at("acquisition.json"), rig.at("behavior/link"));
  expect(await new JobReader(rig.parts).release(rig.session, ASKED)).toMatchObject({ mayDelete: false });
});

/** `rigline-watchdog verify` as it would answer. */
function answering(lines: readonly string[]): { readonly processes: ProcessRunner; readonly asked: ProcessRequest[] } {
  const asked: ProcessRequest[] = [];
  const run: ProcessRunner["run"] = (request) => {
    asked.push(request);
    for (const line of lines) request.onLine?.(line, "stdout");
    const stderrTail = lines.length === 0 ? ["INVENTORY_NOT_FOUND: there is none"] : [];
    return Promise.resolve({
      reason: "exit",
      code: 6,
      signal: undefined,
      milliseconds: 1,
      stderrTail,
      summary: "exited with code 6",
    });
  };
  return { processes: { run }, asked };
}

const FOUND = { missing: [], changed: [], unreadable: [] };

test("with verifies the copy is read again by a program of its own, and what it finds decides", async () => {
  const rig = await publishedRig();
  rig.finish();
  const release = (lines: readonly string[]) => {
    const { processes, asked } = answering(lines);
    const parts = {
      ...rig.parts,
      processes,
      host: { ...rig.parts.host, findProgram: () => join(rig.parts.config.folder, "bin.js") },
    };
    return { asked, release: new JobReader(parts).release(rig.session, { ...ASKED, verifies: true }) };
  };
  const whole = release(JSON.stringify({ ...FOUND, result: "whole" }, undefined, 1).split("\n"));
  expect(await whole.release).toMatchObject({
    mayDelete: true,
    copy: expect.stringContaining("read again now") as string,
  });
  expect(whole.asked[0]?.command.slice(2)).toEqual([
    "verify",
    "-c",
    rig.places.configFile,
    expect.any(String),
    "--json",
  ]);
  const damage = release([
    JSON.stringify({ ...FOUND, result: "damaged", missing: ["a.csv"], changed: [{ path: "b", why: "" }] }),
  ]);
  expect(await damage.release).toMatchObject({
    mayDelete: false,
    why: expect.stringContaining("1 missing, 1 changed, as a.csv") as string,
  });
  expect(await release([]).release).toEqual({
    mayDelete: false,
    why: "it could not be read again: INVENTORY_NOT_FOUND: there is none",
  });
});
