import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { checkWhereDataGo } from "../../src/preflight/check-where-data-go.js";
import { checkOwnRoom } from "../../src/preflight/check-room.js";
import type { RootRate } from "../../src/preflight/destination-looks.js";
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
  const room = { free: 1e12, rates: [] as RootRate[] };
  const find = (destination: string, places = true, platform: NodeJS.Platform = process.platform) =>
    checkWhereDataGo(
      fileSystem,
      {
        destination,
        places: places ? { flagFolder: join(root, "flags"), allowLocalDestination, generated: "" } : undefined,
        forecastBytes: 50e9,
        rates: room.rates,
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

test("a destination that is full in some days at the rate of this rig's sessions is told days before, what waits for it included", () => {
  const { share, find, room } = setUp();
  // Of the disk around the share as well, which is filled much faster.
  room.rates = [
    { root: join(share, ".."), perSession: 1, perDay: 1e12, ownPerDay: 1e12, waiting: 0 },
    { root: share, perSession: 10e9, perDay: 50e9, ownPerDay: 50e9, waiting: 0 },
  ];
  expect(find(share).findings.at(-1)).toEqual({
    level: "ok",
    subject: "destination",
    message: `1.0 TB free at ${share}: at 50.0 GB a day it is full in 20 days`,
  });
  room.rates = [{ root: share, perSession: 10e9, perDay: 50e9, ownPerDay: 50e9, waiting: 700e9 }];
  expect(find(share).findings.at(-1)).toMatchObject({
    level: "warning",
    message: `1.0 TB free at ${share}: at 50.0 GB a day and with the 700.0 GB that wait for it, it is full in 6 days`,
    todo: expect.stringContaining("Let somebody make room there"),
  });
});

test("so is the rig's own disk, which all of its sessions fill, and clean is what to do", () => {
  const rates = [
    { perSession: 0, perDay: 50e9, ownPerDay: 50e9, waiting: 1 },
    { perSession: 0, perDay: 50e9, ownPerDay: 50e9, waiting: 1 },
  ];
  const look = (free: number) => checkOwnRoom(() => free, "/data", rates);
  expect(look(1e12)).toMatchObject({ level: "ok", message: expect.stringContaining("it is full in 10 days") });
  expect(look(250e9)).toMatchObject({ level: "warning", todo: expect.stringContaining("rigline clean") });
  expect(checkOwnRoom(() => 1, "/data", [])).toBeUndefined();
  const silent = (): number => {
    throw new Error("ENOSYS");
  };
  expect(checkOwnRoom(silent, "/data", rates)).toBeUndefined();
});
