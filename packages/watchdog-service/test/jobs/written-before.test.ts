import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { nodeDisk } from "@rigline/foundation/disk";
import { readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { foldJobState, toJobRecords, type JobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { lookAtDestination } from "../../src/publish/look-at-destination.js";
import { acceptingService, createRig, partsFor, runOnce, type Rig } from "../support/rig.js";
import { listDestination, quickFolder, readTree } from "../support/temporary-folder.js";

interface FlagFolder {
  readonly name: string;
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The records of each journal, by path. */
  readonly journals: Readonly<Record<string, readonly object[]>>;
}

interface Fixture {
  /** One of the journals as it is on the disk. */
  readonly journal: readonly string[];
  readonly cases: readonly FlagFolder[];
}

const FIXTURE = JSON.parse(readFileSync(new URL("written-before.json", import.meta.url), "utf8")) as Fixture;
const MANIFEST = "flag/manifest_session.yml";
const ENDPOINT = "http://service/submit";
const STAMP = 1_600_000_000;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A line as that version wrote it, said here once more on purpose. */
function lineOf(record: object): string {
  const text = JSON.stringify(record);
  return `{"sum":"${crc32(text).toString(16).padStart(8, "0")}","record":${text}}\n`;
}

interface Restored {
  readonly rig: Rig;
  readonly manifest: string;
  readonly key: string;
}

/** The flag folder with all around it, in a folder of this test's own. */
function restore({ files, journals }: FlagFolder): Restored {
  const rig = createRig(quickFolder());
  rmSync(rig.data, { recursive: true });
  const root = rig.root;
  const fill = (text: string, blanks: Readonly<Record<string, string>>): string =>
    text
      .replaceAll(/<root>([\w./-]*)/g, (_all, path: string) => JSON.stringify(join(root, path)).slice(1, -1))
      .replaceAll(/<(\w+)>/g, (all, name: string) => blanks[name] ?? all);
  const itself = Object.keys(files).find((path) => path.endsWith("manifest_session.yml"));
  const text = fill(files[itself ?? ""] ?? FIXTURE.cases[0]?.files[MANIFEST] ?? "", { endpoint: ENDPOINT });
  const digest = sha256(text);
  const manifest = join(rig.flag, "manifest_session.yml");
  const blanks = {
    endpoint: ENDPOINT,
    digest,
    key: sha256(`rigline-submission\nsession\n${digest}`),
    id: sha256(`${hostname()}\n${manifest}\n${digest}`).slice(0, 8),
  };
  const put = (path: string, content: string): void => {
    const place = join(root, fill(path, blanks));
    mkdirSync(path.endsWith("/") ? place : dirname(place), { recursive: true });
    if (path.endsWith("/")) return;
    writeFileSync(place, fill(content, blanks));
    if (path.startsWith("data/")) utimesSync(place, STAMP, STAMP);
  };
  for (const [path, content] of Object.entries(files)) put(path, content);
  // It was on that machine's disk, and now is on this one's.
  const { place } = lookAtDestination(nodeDisk, { destination: rig.destination, flagFolder: rig.flag });
  const here = (record: object): object => ("fileSystem" in record ? { ...record, ...place } : record);
  for (const [path, records] of Object.entries(journals)) {
    const filled = records.map((record) => JSON.parse(fill(JSON.stringify(record), blanks)) as object);
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, filled.map((record) => lineOf(here(record))).join(""));
  }
  return { rig, manifest: text, key: blanks.key };
}

function stateOf(rig: Rig): JobState {
  const path = join(rig.flag, ".rigline/jobs/manifest_session.yml.jsonl");
  return foldJobState(toJobRecords(readJournal(path, { fileSystem: nodeFileSystem }).records));
}

const SUBMITTED = ["submitted", "source deleted", "archived and not recorded"];

test("a journal's lines are read as they stand", () => {
  const path = join(quickFolder(), "journal.jsonl");
  writeFileSync(path, FIXTURE.journal.map((line) => `${line}\n`).join(""));
  const { records } = readJournal(path, { fileSystem: nodeFileSystem });
  expect(records).toHaveLength(FIXTURE.journal.length);
  expect(toJobRecords(records).map(({ type }) => type)).toEqual([
    "accepted",
    "destination",
    "planned",
    "verified",
    "published",
    "submitting",
    "submitted",
    "sourceDeleted",
  ]);
});

test.each(FIXTURE.cases)("what the version before left is finished: $name", async (before) => {
  const { rig, manifest, key } = restore(before);
  const service = acceptingService();
  const parts = partsFor(rig, { http: service });
  const published = Object.fromEntries(
    Object.entries(FIXTURE.cases[0]?.files ?? {})
      .filter(([path]) => path.startsWith("data/"))
      .map(([path, content]) => [path.slice("data/".length), content]),
  );
  if (before.name === "scheduled") {
    await runOnce(parts);
    expect(stateOf(rig).step).toBe("scheduled");
    askOfJob(parts, "session", { do: "redrive", now: true }, "ada@rig-1");
  }
  if (before.name === "parked") {
    expect((await runOnce(parts)).troubled).toBe(1);
    expect(stateOf(rig)).toMatchObject({ step: "parked", parkedCode: "SUBMIT_REFUSED" });
    askOfJob(parts, "session", { do: "redrive", now: false }, "ada@rig-1");
  }
  if (before.name === "cancelled" || before.name === "withdrawn") {
    await runOnce(parts);
    expect(stateOf(rig)).toMatchObject({ step: "cancelled", failure: undefined });
    expect(existsSync(rig.destination) ? readdirSync(rig.destination) : []).toEqual([]);
    writeFileSync(join(rig.root, MANIFEST), manifest);
  }
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(stateOf(rig)).toMatchObject({ step: "complete", digest: sha256(manifest), published: { files: 4 } });
  expect(readTree(join(rig.destination, "session"))).toEqual(published);
  expect(listDestination(rig.destination)).toEqual(["session"]);
  expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
  expect(readdirSync(rig.flag)).toEqual([".rigline"]);
  expect(service.posts.map((post) => post.key)).toEqual(SUBMITTED.includes(before.name) ? [] : [key]);
  // Of what is deleted at the source the modalities go and the schemas stay.
  expect(existsSync(join(rig.data, "behavior"))).toBe(before.name !== "source deleted");
});
