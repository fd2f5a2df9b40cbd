import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import {
  changeFollowRequest,
  followFile,
  readFollowProgress,
  readFollowRequests,
  removeFollowRequest,
  writeFollowProgress,
  writeFollowRequest,
  type FollowRequest,
} from "../../src/follow/index.js";

function flagFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-manifest-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const REQUEST: FollowRequest = {
  session: "614173_2026-03-02_10-15-00",
  directory: "/data/614173/614173_2026-03-02_10-15-00",
  destination: "/central/614173",
  since: "2026-03-02T10:15:00.000Z",
  contract: { wholeWhen: "quiet", suffix: "", quietSeconds: 30, list: "list.jsonl", first: [] },
  include: [],
  exclude: [],
  keepDays: 7,
  launcher: 1,
};

test("a session is followed from its request until that is taken away; aind-watchdog-service sees no manifest in it", () => {
  const flags = flagFolder();
  expect(readFollowRequests(nodeFileSystem, flags)).toEqual([]);
  writeFollowRequest(nodeFileSystem, flags, REQUEST);
  changeFollowRequest(nodeFileSystem, flags, REQUEST.directory, { endedNs: "17" });
  changeFollowRequest(nodeFileSystem, flags, "/data/another", { endedNs: "18" });
  expect(readFollowRequests(nodeFileSystem, flags)).toEqual([{ ...REQUEST, endedNs: "17" }]);

  const path = followFile(flags, REQUEST.directory, "progress");
  expect(readFollowProgress(nodeFileSystem, flags, REQUEST.directory)).toBeUndefined();
  const progress = { at: "2026-03-02T10:16:00.000Z", files: 1, bytes: 2, waiting: 3, held: null };
  writeFollowProgress(nodeFileSystem, path, progress);
  expect(readFollowProgress(nodeFileSystem, flags, REQUEST.directory)).toEqual(progress);

  const names = readdirSync(flags, { recursive: true }).map(String);
  expect(names.filter((name) => name.includes("manifest"))).toEqual([]);
  removeFollowRequest(nodeFileSystem, flags, REQUEST.directory);
  expect(readdirSync(join(flags, ".rigline", "follow"))).toEqual([]);
});

test("a request that can't be read follows nothing", () => {
  const flags = flagFolder();
  mkdirSync(join(flags, ".rigline", "follow"), { recursive: true });
  writeFileSync(join(flags, ".rigline", "follow", "torn-00000000.json"), '{"session":');
  expect(readFollowRequests(nodeFileSystem, flags)).toEqual([]);
});
