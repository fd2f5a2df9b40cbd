import { join } from "node:path";
import { FILE_SYSTEM, type FileSystem, FREE_SPACE, nodeFileSystem } from "@rigline/core";
import type { PluginSession } from "@rigline/core/testing";
import { expect, test } from "vitest";
import resources from "../../src/resources/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { findingOf, runSession } from "../support/run-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** With so many bytes free, by folder. */
function run(options: Readonly<Record<string, unknown>>, free: (folder: string) => number, fileSystem?: FileSystem) {
  return runSession(resources, {
    options,
    services: [
      { token: FREE_SPACE, useValue: free },
      ...(fileSystem === undefined ? [] : [{ token: FILE_SYSTEM, useValue: fileSystem }]),
    ],
  });
}

function rooms({ findings }: PluginSession) {
  return findings.filter(({ subject }) => subject === "room").map(({ level, message }) => [level, message]);
}

test("room is looked for on the disk that the data are on, and where it lacks no session begins", async () => {
  const asked: string[] = [];
  const full = await run({ data_gb: 200 }, (folder) => (asked.push(folder), 150e9));
  expect(findingOf(full, "room")).toMatchObject({
    level: "error",
    message: `150 GB free for ${join(full.folder, "data")}, 200 wanted`,
    todo: expect.stringContaining("`data_gb` of @rigline/rig-plugins/resources"),
  });
  expect(asked).toContain(join(full.folder, "data"));
  expect(full.session).toBeUndefined();
  const enough = await run({ data_gb: 200 }, () => 200e9);
  expect(findingOf(enough, "room")).toMatchObject({ level: "ok" });
  expect(enough.report?.outcome).toBe("success");
});

test("further disks have a level of their own, and one that can't tell is told as such", async () => {
  const [share, other] = [temporaryFolder(), temporaryFolder()];
  const space = [
    { folder: share, gb: 9.5, level: "warning" },
    { folder: other, gb: 1, level: "warning" },
  ];
  const session = await run({ space }, (folder) => {
    if (folder === other) throw new Error("no such device");
    return 9.4e9;
  });
  expect(rooms(session)).toEqual([
    ["warning", `9.4 GB free for ${share}, 9.5 wanted`],
    ["warning", `how much is free for ${other} can't be told: no such device`],
  ]);
  expect(session.report?.outcome).toBe("success");
});

test("a folder must be there, be a folder, and answer in time", async () => {
  const folder = temporaryFolder();
  write(folder, "file", "");
  const hanging = join(folder, "hanging");
  const asked: string[] = [];
  const session = await run(
    { folders: [folder, join(folder, "gone"), join(folder, "file"), hanging], space: [{ folder: hanging, gb: 1 }] },
    (one) => (asked.push(one), 1e12),
    {
      ...nodeFileSystem,
      inspect: (path, options) =>
        path === hanging ? new Promise(() => undefined) : nodeFileSystem.inspect(path, options),
    },
  );
  const found = session.findings
    .filter(({ subject }) => subject === "folder")
    .map(({ level, message }) => [level, message]);
  expect(found).toEqual([
    ["ok", `${folder} is there`],
    ["error", `${join(folder, "gone")} is not there`],
    ["error", `${join(folder, "file")} is no folder`],
    ["error", `${hanging} has not answered within 5 s`],
  ]);
  expect(rooms(session)).toEqual([["error", `${hanging} has not answered within 5 s`]]);
  expect(asked).not.toContain(hanging);
});

test("does what every plugin must do", async () => {
  await expectConforming(resources, { options: { data_gb: 1 } });
});
