import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { FoundSession } from "@rigline/core";
import { createFaultyFileSystem } from "@rigline/core/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { FolderFinder } from "../../src/sweep/folder-finder.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

/** As aind-behavior-services 0.13.9 writes it, with what a sweep reads. */
const SESSION = JSON.stringify({
  aind_behavior_services_pkg_version: "0.13.9",
  experimenter: ["jane.doe"],
  date: "2026-03-02T17:30:05.123456Z",
  session_name: "123456_2026-03-02T173005Z",
  subject: "123456",
});

const NO_MANIFEST = "acquisition_datetime: no";

function manifestOf(folder: string, name: string): string {
  return JSON.stringify({
    name,
    subject_id: "614173",
    acquisition_datetime: "2026-03-02T17:30:05Z",
    project_name: "Example project",
    destination: join(folder, "central"),
    modalities: { behavior: [join(folder, "data", name, "behavior")] },
    schemas: [],
  });
}

/** Names that this user may not read. */
function closedTo(name: string, path: string): Promise<readonly string[]> {
  if (basename(path).startsWith(name)) return Promise.reject(Object.assign(new Error("EACCES"), { code: "EACCES" }));
  return nodeFileSystem.listNames(path);
}

function rigWith(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  writeTree(folder, { "data/": "", "flags/": "", ...files });
  const find = (inner = "data", fileSystem = nodeFileSystem): Promise<readonly FoundSession[]> =>
    new FolderFinder(makeParts(folder, { fileSystem })).find(join(folder, inner), {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  return { folder, find };
}

test("sessions of clabe and of the asset's old form are found wherever they lie, with why and what is in them", async () => {
  const { folder, find } = rigWith({
    "data/123456/123456_2026-03-02T173005Z/behavior/Logs/session_input.json": SESSION,
    "data/123456/123456_2026-03-02T173005Z/behavior/a.csv": "12345",
    "data/123456/123456_2026-03-02T173005Z/behavior-videos/v.mp4": "123",
    "data/old/disk/behavior_614174_2025-10-01_09-05-00/ecephys/x.dat": "1",
    "data/614175/614175_2026-05-01T090500-0700/whatever.bin": "1",
    "data/notes/2026/todo.txt": "1",
    "data/old/disk/behavior_614174_2025-10-01_09-05-00/ecephys/session_notes.json": "[]",
    "data/614176_2026-05-01T090500-0700/whatever.bin": "only a name speaks for it",
    "data/614173/614173_2026-07-14T090500Z/.rigline/session.json": "{}",
    "data/614173/614173_2026-07-14T090500Z/behavior/a.csv": "1",
  });
  const written = new Date("2026-03-03T00:00:00Z");
  utimesSync(join(folder, "data/123456/123456_2026-03-02T173005Z/behavior/a.csv"), written, new Date(9e12));
  const found = new Map((await find()).map((one) => [one.name, one]));
  expect([...found.keys()].sort()).toEqual([
    "123456_2026-03-02T173005Z",
    "614175_2026-05-01T090500-0700",
    "behavior_614174_2025-10-01_09-05-00",
  ]);
  expect(found.get("123456_2026-03-02T173005Z")).toEqual({
    directory: join(folder, "data", "123456", "123456_2026-03-02T173005Z"),
    name: "123456_2026-03-02T173005Z",
    subject: "123456",
    experimenters: ["jane.doe"],
    date: "2026-03-02T09:30:05-08:00",
    evidence: [
      "its name says an animal and a time",
      "it holds a session_input.json of aind-behavior-services",
      "folders named as modalities: behavior, behavior-videos",
      "it lies in its animal's folder",
    ],
    files: 3,
    bytes: SESSION.length + 8,
    writtenAt: 9e12,
  });
  expect(found.get("behavior_614174_2025-10-01_09-05-00")).toMatchObject({ subject: "614174", experimenters: [] });
  expect(found.get("614175_2026-05-01T090500-0700")?.date).toBe("2026-05-01T09:05:00-07:00");
});

test("a manifest that waits or was put away, and a folder at the destination, tell that it was handed off", async () => {
  const { folder, find } = rigWith({
    "data/waits_2026-03-02T173005Z/behavior/a.csv": "1",
    "data/done_2026-03-02T173005Z/behavior/a.csv": "1",
    "data/there_2026-03-02T173005Z/behavior/a.csv": "1",
    "data/never_2026-03-02T173005Z/behavior/a.csv": "1",
    "central/there/there_2026-03-02T173005Z/": "",
    "manifest_complete/broken.yml": NO_MANIFEST,
  });
  writeFileSync(join(folder, "flags", "manifest_1.yml"), manifestOf(folder, "waits_2026-03-02T173005Z"));
  writeFileSync(join(folder, "manifest_complete", "manifest_2.yml"), manifestOf(folder, "done_2026-03-02T173005Z"));
  const known = new Map((await find()).map(({ subject, handedOff }) => [subject, handedOff]));
  expect(Object.fromEntries(known)).toEqual({
    waits: expect.stringMatching(/^its manifest waits in the queue: .*manifest_1\.yml$/) as string,
    done: expect.stringMatching(/^its manifest was put away .*manifest_2\.yml$/) as string,
    there: expect.stringMatching(/^a folder of its name is at the destination: /) as string,
    never: undefined,
  });
  // Looked for by another way to the same disk.
  symlinkSync(join(folder, "data"), join(folder, "disk"), "junction");
  const byLink = (await find("disk")).filter(({ handedOff }) => handedOff !== undefined);
  expect(byLink.map(({ subject }) => subject).sort()).toEqual(["done", "there", "waits"]);
});

test("a name and a document that contradict each other are told, and the destination and links are not searched", async () => {
  const { folder, find } = rigWith({
    "data/999999_2026-03-02T173005Z/behavior/session.json": SESSION,
    "central/614173_2026-03-02T173005Z/behavior/a.csv": "1",
    "elsewhere/614177_2026-03-02T173005Z/behavior/a.csv": "1",
  });
  mkdirSync(join(folder, "data", "inner"));
  symlinkSync(join(folder, "elsewhere"), join(folder, "data", "inner", "link"), "junction");
  expect((await find(".")).map(({ name, doubt }) => [name, doubt])).toEqual([
    ["999999_2026-03-02T173005Z", expect.stringMatching(/animal 999999, its session\.json .* says 123456/) as string],
    ["614177_2026-03-02T173005Z", undefined],
  ]);
  expect((await find("data")).map(({ subject }) => subject)).toEqual(["123456"]);
  const closed = { ...nodeFileSystem, listNames: (path: string) => closedTo("999999", path) };
  expect(await find("data", closed)).toEqual([]);
});

test("a time that can't be, of a clock that was wrong, is told, and what was made of a session is none", async () => {
  const { find } = rigWith({
    "data/614173_1970-01-01_00-00-03/behavior/a.csv": "1",
    "data/614174_2099-03-12T090500Z/behavior/a.csv": "1",
    "data/614175_2026-03-12_09-05-00_processed_2026-03-20_01-01-01/behavior/a.csv": "1",
    "data/614176_2026-03-12T090500Z_sorted_2026-03-20_01-01-01/ecephys/session.json": SESSION,
  });
  const found = new Map((await find()).map(({ subject, doubt }) => [subject, doubt]));
  expect(Object.fromEntries(found)).toEqual({
    614173: "its name says 1970-01-01, when nobody recorded it, as of a clock that was wrong: correct that first",
    614174: "its name says 2099-03-12, which is still to come, as of a clock that was wrong: correct that first",
  });
});

test("takes no folder for a session in which nothing is but what was left in the place of deleted data", async () => {
  const receipt = '{\n  "format": "rigline-receipt-1"\n}\n';
  const { find } = rigWith({
    "data/614173_2026-03-02_17-30-05/behavior/HANDED_OFF.json": receipt,
    "data/614174_2026-03-02_17-30-05/behavior/HANDED_OFF.json": '{"mine": true}',
  });
  expect((await find()).map(({ name }) => name)).toEqual(["614174_2026-03-02_17-30-05"]);
  // What can't be read may be data: it is found, so that nobody leaves it behind.
  const faulty = createFaultyFileSystem();
  faulty.fail("read", "EACCES");
  expect((await find("data", faulty)).map(({ name }) => name)).toEqual([
    "614173_2026-03-02_17-30-05",
    "614174_2026-03-02_17-30-05",
  ]);
});
