import { mkdirSync, mkdtempSync, existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFaultyFileSystem } from "@rigline/foundation/testing";
import { listFollowedUploads, writeChannelStates, writeFollowedUpload } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";

const UPLOAD = {
  manifest: "manifest_session.yml",
  digest: "00",
  names: ["behavior_614173_2026-07-14_09-05-00"],
  url: "http://service/api/v1/get_job_status_list",
  since: "2026-07-14T16:05:00.000Z",
};

function makeFlagFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rigline-records-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "flag");
}

test("the first upload that is followed is still there after a power cut: its folder's name is flushed too", () => {
  const flagFolder = makeFlagFolder();
  mkdirSync(join(flagFolder, ".rigline"), { recursive: true });
  const fileSystem = createFaultyFileSystem();
  writeFollowedUpload(fileSystem, flagFolder, UPLOAD);
  expect(fileSystem.calls).toContain(`syncFolder ${join(flagFolder, ".rigline")}`);
  expect(listFollowedUploads(fileSystem, flagFolder)).toEqual([UPLOAD]);
});

test.each([
  ["a followed upload", (flagFolder: string) => writeFollowedUpload(createFaultyFileSystem(), flagFolder, UPLOAD)],
  ["how channels fare", (flagFolder: string) => writeChannelStates(createFaultyFileSystem(), flagFolder, {})],
])("a flag folder that somebody has renamed is not made anew for %s", (_what, write) => {
  const flagFolder = makeFlagFolder();
  expect(() => write(flagFolder)).toThrow("ENOENT");
  expect(existsSync(flagFolder)).toBe(false);
});
