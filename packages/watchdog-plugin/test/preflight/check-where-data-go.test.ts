import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { checkWhereDataGo } from "../../src/preflight/check-where-data-go.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A rig whose folder `share` is one, as long as `mounted` says so. */
function setUp(allowLocalDestination = false) {
  const root = temporaryFolder();
  const share = join(root, "share");
  for (const folder of [share, join(root, "flags")]) mkdirSync(folder);
  const state = { mounted: true, comesAfterLooks: Infinity, refused: "" };
  const onShare = (path: string): boolean => state.mounted && path.startsWith(share);
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    exists: (path) => path !== state.refused && nodeFileSystem.exists(path),
    stat: (path) => {
      if (path === state.refused) throw Object.assign(new Error("EBUSY: resource busy or locked"), { code: "EBUSY" });
      return nodeFileSystem.stat(path);
    },
    realPath: (path) => path,
    deviceOf: (path) => {
      const device = onShare(path) ? 2n : 1n;
      if ((state.comesAfterLooks -= 1) === 0) state.mounted = true;
      return device;
    },
    fileSystemType: (path) => (onShare(path) ? "6969" : "ef53"),
  };
  const made: string[] = [];
  const room = { free: 1e12 };
  const find = (destination: string, places = true, platform: NodeJS.Platform = process.platform) =>
    checkWhereDataGo(
      fileSystem,
      {
        destination,
        places: places ? { flagFolder: join(root, "flags"), allowLocalDestination, generated: "" } : undefined,
        forecastBytes: 50e9,
      },
      {
        makeFolderIn: (parent, name, device) => {
          made.push(`${name} on ${device}`);
          mkdirSync(join(parent, name));
        },
        freeSpace: () => room.free,
      },
      platform,
    );
  const look = (destination: string, places = true) =>
    find(destination, places).findings.filter(({ message }) => !message.includes("free at"));
  return { share, state, made, look, find, room, fileSystem };
}

test("on a share a missing destination is made, on the volume that was looked at", () => {
  const { share, made, look } = setUp();
  expect(look(join(share, "central"))).toMatchObject([{ level: "warning", message: expect.stringContaining("made") }]);
  expect(made).toEqual(["central on 2"]);
});

test.each([false, true])("on the rig's own disk it is made only where that is meant (%s)", (isMeant) => {
  const { share, state, made, look } = setUp(isMeant);
  state.mounted = false;
  const [finding] = look(join(share, "central"));
  expect([finding?.level, made, readdirSync(share)]).toEqual(
    isMeant ? ["warning", ["central on 1"], ["central"]] : ["error", [], []],
  );
});

test("where the share was away at the first look and there at the second, nothing is made", () => {
  const { share, state, made, look } = setUp();
  state.mounted = false;
  state.comesAfterLooks = 1;
  expect([look(join(share, "central"))[0]?.level, made]).toEqual(["error", []]);
});

test("without a watch config that can be read nothing is made", () => {
  const { share, made, look } = setUp(true);
  expect([look(join(share, "central"), false)[0]?.level, made]).toEqual(["error", []]);
  expect(look(share, false)).toMatchObject([{ level: "ok" }]);
});

test("a folder that can't be looked at just now is not taken for none: nothing is made below it", () => {
  const { share, state, made, look } = setUp();
  Object.assign(state, { mounted: false, refused: share });
  expect(look(join(share, "central"))).toMatchObject([{ level: "error", message: expect.stringContaining("EBUSY") }]);
  expect(made).toEqual([]);
});

test("room for less than a session is forecast to need is a warning: its data wait on the rig", () => {
  const { share, find, room } = setUp();
  expect(find(share).findings.map(({ level, message }) => [level, message])).toEqual([
    ["ok", `${share} can be written`],
    ["ok", `1.0 TB free at ${share}`],
  ]);
  room.free = 20e9;
  expect(find(share).findings.at(-1)).toMatchObject({
    level: "warning",
    message: `20.0 GB free at ${share}, and a session is forecast to need 50.0 GB`,
    todo: expect.stringContaining("wait on the rig"),
  });
});
