import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { removeRecordingSign, writeRecordingSign } from "@rigline/manifest/follow";
import { expect, test } from "vitest";
import { createFollowing } from "../../src/follow/following.js";
import { createRig, partsFor, settingsFor } from "../support/rig.js";

const HERE = { rig: "rig-1", host: "here", session: "s", directory: "/rig/s", launcher: 7 };

/** A daemon that follows nothing, and copies all the time; `asked`: beside which sessions a disk was asked. */
function createYielding({
  yields = true,
  alive = [7],
  fileSystem = nodeFileSystem,
}: { yields?: boolean; alive?: readonly number[]; fileSystem?: FileSystem } = {}) {
  const rig = createRig();
  const clock = createFakeClock();
  const asked: string[] = [];
  const settings = { ...settingsFor(rig), hostname: "here", yieldToSessions: yields };
  const following = createFollowing(
    settings,
    {
      ...partsFor(rig, { clock, fileSystem }),
      startWorker: () => {
        throw new Error("nobody is needed");
      },
      probeRecording: (folder) => {
        asked.push(folder);
        return Promise.resolve(1);
      },
      isProcessThere: (pid) => alive.includes(pid),
    },
    undefined,
  );
  const copy = async (): Promise<readonly string[]> => {
    asked.length = 0;
    const work = async (): Promise<void> => {
      for (let times = 0; times < 20; times += 1) {
        await following.bandwidth.spend(1, () => {});
        await clock.sleep(500);
      }
    };
    const done = following.during({ once: false }, work);
    await clock.advance(30_000);
    await done;
    return [...new Set(asked)];
  };
  return { flag: rig.flag, clock, following, copy };
}

test("a daemon that follows none yields to a session that says that it is being recorded, until that is over", async () => {
  const { flag, clock, following, copy } = createYielding();
  expect(following.follower).toBeUndefined();
  expect([await copy(), following.bandwidth.yields]).toEqual([[], false]);
  writeRecordingSign(nodeFileSystem, flag, HERE);
  expect(await copy()).toEqual(["/rig/s"]);
  expect(following.bandwidth.yields).toBe(true);
  removeRecordingSign(nodeFileSystem, flag, HERE);
  await clock.advance(2000);
  expect([await copy(), following.bandwidth.yields]).toEqual([[], false]);
});

test("another computer's session, one whose launcher is gone, and any where the config says so hold up no copy", async () => {
  const { flag, copy } = createYielding();
  writeRecordingSign(nodeFileSystem, flag, { ...HERE, host: "there" });
  writeRecordingSign(nodeFileSystem, flag, { ...HERE, rig: "rig-2", launcher: 8 });
  expect(await copy()).toEqual([]);
  const unyielding = createYielding({ yields: false });
  writeRecordingSign(nodeFileSystem, unyielding.flag, HERE);
  expect(await unyielding.copy()).toEqual([]);
});

test("a flag folder that is away says of no recording", async () => {
  const list = (): never => {
    throw Object.assign(new Error("EHOSTDOWN: the share does not answer"), { code: "EHOSTDOWN" });
  };
  const { flag, copy } = createYielding({ fileSystem: { ...nodeFileSystem, list } });
  writeRecordingSign(nodeFileSystem, flag, HERE);
  expect(await copy()).toEqual([]);
});
