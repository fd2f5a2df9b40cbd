import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { describe, expect, test } from "vitest";
import { findCoverage } from "../../src/mapper/coverage.js";
import type { SessionMapping } from "../../src/mapper/session-mapping.js";
import { makeMapping, makeSession, SESSION_FILES } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

function cover(
  files: Readonly<Record<string, string>>,
  change: (directory: string) => Partial<SessionMapping> = () => ({}),
  fileSystem = nodeFileSystem,
) {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, { "./": "", ...files });
  const mapping = makeMapping(session, change(session.directory));
  return findCoverage(fileSystem, session, mapping).map(({ code, message, exit }) => {
    expect(exit).toBe("success");
    return `${code}: ${message.replaceAll(session.directory, "SESSION").replaceAll("\\", "/")}`;
  });
}

/** `session.json` or `acquisition.json` with these streams. */
function acquisition(...streams: readonly string[]): string {
  return JSON.stringify({
    subject_id: "614173",
    acquisition_start_time: "2026-07-14T09:05:00-07:00",
    data_streams: streams.map((abbreviation) => ({ modalities: [{ abbreviation }] })),
  });
}

test("a session of which every file is in one modality is told nothing of", () => {
  expect(cover(SESSION_FILES)).toEqual([]);
});

describe("what is left behind", () => {
  test("is named at any depth, but for the launcher's own", () => {
    const files = { ...SESSION_FILES, "notes.txt": "", "other/deep/x": "", ".rigline/journal.jsonl": "" };
    expect(cover(files)).toEqual([
      "DATA_LEFT_BEHIND: not handed off, because it is in no modality: notes.txt, other (in SESSION)",
    ]);
    const parts = { "raw/a/1": "", "raw/b/1": "", "raw/c.txt": "", "acquisition.json": "{}" };
    expect(cover(parts, (at) => ({ modalities: { behavior: [join(at, "raw", "a")] } }))).toEqual([
      "DATA_LEFT_BEHIND: not handed off, because it is in no modality: raw/b, raw/c.txt (in SESSION)",
    ]);
  });

  test("is nothing when the whole folder is a modality", () => {
    expect(cover({ ...SESSION_FILES, "notes.txt": "" }, (at) => ({ modalities: { behavior: [at] } }))).toEqual([]);
  });

  test.each([
    ["ephys", "ecephys"],
    ["Behaviour", "behavior"],
    ["videos", "behavior-videos"],
    ["video", "behavior-videos"],
    ["ophys", "pophys"],
  ])("of %s it is said that %s was probably meant", (folder, modality) => {
    const [told] = cover({ ...SESSION_FILES, [`${folder}/x`]: "" });
    expect(told).toContain(`in no modality: ${folder} (in SESSION); ${folder}: did you mean ${modality}?`);
  });

  test.each(["tmp", "raw", "notes", "config", "calibration", "backup"])("%s is near to nothing", (folder) => {
    expect(cover({ ...SESSION_FILES, [`${folder}/x`]: "" })[0]).not.toContain("did you mean");
  });

  test("a file is no near-miss of a folder", () => {
    expect(cover({ ...SESSION_FILES, "behavior.csv": "" })[0]).not.toContain("did you mean");
  });

  test("of many the first are named", () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`${String(index).padStart(2, "0")}.txt`, ""]),
    );
    expect(cover({ ...SESSION_FILES, ...many })[0]).toMatch(/: 00\.txt, .*19\.txt and 10 more \(in/);
  });

  test("a folder that can't be listed is told as such", () => {
    const broken = {
      ...nodeFileSystem,
      list: (folder: string) => {
        if (folder.endsWith("raw")) throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
        return nodeFileSystem.list(folder);
      },
    };
    const told = cover(
      { "raw/a/1": "" },
      (at) => ({ modalities: { behavior: [join(at, "raw", "a")] }, schemas: [] }),
      broken,
    );
    expect(told).toEqual([
      "COVERAGE_UNKNOWN: whether all of SESSION/raw is handed off can't be told: EACCES: permission denied",
    ]);
  });
});

describe("what is sent twice", () => {
  test.each([
    [["behavior"], ["behavior"], "DATA_TWICE: SESSION/behavior is sent with behavior and fib"],
    [
      ["behavior"],
      ["behavior", "sub"],
      "DATA_TWICE: SESSION/behavior/sub is sent with behavior and fib, as part of SESSION/behavior too",
    ],
    [
      ["behavior", "sub"],
      ["behavior"],
      "DATA_TWICE: SESSION/behavior/sub is sent with fib and behavior, as part of SESSION/behavior too",
    ],
  ])("%j as behavior beside %j as fib", (behavior, fib, expected) => {
    const files = { "behavior/sub/x": "" };
    const modalities = (at: string) => ({ behavior: [join(at, ...behavior)], fib: [join(at, ...fib)] });
    expect(cover(files, (at) => ({ modalities: modalities(at), schemas: [] }))).toEqual([expected]);
  });

  test("folders whose names begin alike are two", () => {
    expect(
      cover({ "a/x": "", "ab/x": "" }, (at) => ({
        modalities: { behavior: [join(at, "a")], fib: [join(at, "ab")] },
        schemas: [],
      })),
    ).toEqual([]);
  });
});

test("a folder without a file, at any depth, is told; with an empty file it is not", () => {
  const files = { ...SESSION_FILES, "fib/deep/er/": "" };
  const modalities = (at: string) => ({
    behavior: [join(at, "behavior")],
    "behavior-videos": [join(at, "behavior-videos")],
    fib: [join(at, "fib")],
  });
  expect(cover(files, (at) => ({ modalities: modalities(at) }))).toEqual([
    "STREAM_EMPTY: SESSION/fib (fib) has no file in it",
  ]);
  expect(cover({ ...files, "fib/deep/er/x": "" }, (at) => ({ modalities: modalities(at) }))).toEqual([]);
});

describe("what the metadata says of the streams", () => {
  test("a stream without its folder, and a folder without its stream, are told", () => {
    expect(cover({ ...SESSION_FILES, "acquisition.json": acquisition("behavior", "fib") })).toEqual([
      "STREAM_WITHOUT_FOLDER: acquisition.json names the stream fib, and no folder is handed off as fib",
      "FOLDER_WITHOUT_STREAM: behavior-videos is handed off, and acquisition.json names no stream of it (but behavior, fib)",
    ]);
  });

  test("an old name is the same stream; one that names none says nothing, nor does one that can't be read", () => {
    const both = { ...SESSION_FILES, "slap2/x": "" };
    const modalities = (at: string) => ({
      slap2: [join(at, "slap2")],
      behavior: [join(at, "behavior")],
      "behavior-videos": [join(at, "behavior-videos")],
    });
    for (const text of [acquisition("slap", "behavior", "behavior-videos"), acquisition(), "{}", "no JSON", "[]"])
      expect(cover({ ...both, "acquisition.json": text }, (at) => ({ modalities: modalities(at) }))).toEqual([]);
  });
});

test.skipIf(process.platform === "win32")("a link to a folder is left behind like any other name", () => {
  const session = makeSession(temporaryFolder());
  writeTree(session.directory, SESSION_FILES);
  symlinkSync(temporaryFolder(), join(session.directory, "linked"));
  const [told] = findCoverage(nodeFileSystem, session, makeMapping(session));
  expect(told?.message).toContain("in no modality: linked (in");
});
