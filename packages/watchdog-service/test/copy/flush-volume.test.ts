import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { copyLots } from "../../src/copy/copy-batch.js";
import { createVolumeFlush, type VolumeFlush, type VolumeFlushSystem } from "../../src/copy/flush-volume.js";
import { systemVolumes } from "../../src/work/volume-flush.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { deviceImage, noDevices } from "../support/device-image.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder, temporaryFolder, writeTree } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;

/** A batch of so many files, to be copied into the folder `staging`. */
function writeSources(root: string, count: number, content = (index: number): Uint8Array => seededBytes(index, 5000)) {
  const names = Array.from({ length: count }, (_none, index) => `f${index}`);
  writeTree(root, Object.fromEntries(names.map((name, index) => [`source/${name}`, content(index)])));
  return names;
}

describe("one flush for a batch", () => {
  /** Says in which order files are dated, flushed one by one, flushed together and read back. */
  async function copyNoting(
    files: number,
    flushVolume: () => boolean,
    sync = (descriptor: number): void => nodeDisk.sync(descriptor),
  ) {
    const root = quickFolder();
    const names = writeSources(root, files);
    writeTree(root, { "staging/": "" });
    const calls: string[] = [];
    const noting: Disk = {
      ...nodeDisk,
      setModified: (...args) => (calls.push("date"), nodeDisk.setModified(...args)),
      sync: (descriptor) => (calls.push("one"), sync(descriptor)),
      openSource: (path) => (path.includes("staging") && calls.push("read"), nodeDisk.openSource(path)),
    };
    const outcome = await copyLots(
      noting,
      "sha256",
      names.map((name) => taskFor(root, name)),
      unheard,
      { volumeFlush: { isFor: () => true, flush: () => (calls.push("all"), Promise.resolve(flushVolume())) } },
    );
    return { root, calls: calls.join(" "), ...outcome };
  }
  const times = (count: number, what: string): string => Array<string>(count).fill(what).join(" ");

  test("of many small files, once all of them are written and dated, and before the first is read back", async () => {
    const { calls, verified } = await copyNoting(8, () => true);
    expect(calls).toBe(`${times(8, "date")} all ${times(8, "read")}`);
    expect(verified.map(({ flushed }) => flushed)).toEqual(Array(8).fill(true));
  });

  test("of a few, each is flushed by itself", async () => {
    expect((await copyNoting(7, () => true)).calls).toBe(`${times(7, "date one")} ${times(7, "read")}`);
  });

  test("where it could not be done, each is flushed by itself, and tells what became of it", async () => {
    let flushes = 0;
    const failing = (descriptor: number): void => {
      if ((flushes += 1) === 5) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      nodeDisk.sync(descriptor);
    };
    const { root, calls, verified, failure } = await copyNoting(9, () => false, failing);
    expect(calls).toBe(`${times(9, "date")} all ${times(5, "one")} ${times(4, "read")}`);
    expect([verified.length, failure]).toMatchObject([4, { code: "DESTINATION_UNREACHABLE" }]);
    expect(readdirSync(join(root, "staging"))).toHaveLength(4);
  });
});

test("the next lot is written while one is flushed, and read back only when that is done", async () => {
  const root = quickFolder();
  const names = writeSources(root, 513, () => seededBytes(1, 10));
  writeTree(root, { "staging/": "" });
  const calls: string[] = [];
  const note = (call: string): void => void (calls.at(-1) !== call && calls.push(call));
  const noting: Disk = {
    ...nodeDisk,
    createNew: (path, mode) => (note("write"), nodeDisk.createNew(path, mode)),
    openSource: (path) => (path.includes("staging") && note("read"), nodeDisk.openSource(path)),
    sync: (descriptor) => (note("flush the last alone"), nodeDisk.sync(descriptor)),
  };
  const flush: VolumeFlush["flush"] = (_path, files) => {
    note(`flush ${files}`);
    return new Promise((resolve) => void setImmediate(() => (note("flushed"), resolve(true))));
  };
  const tasks = names.map((name) => taskFor(root, name));
  const { verified, failure } = await copyLots(noting, "sha256", tasks, unheard, {
    volumeFlush: { isFor: () => true, flush },
  });
  expect([verified.length, failure]).toEqual([513, undefined]);
  expect(calls).toEqual(["write", "flush 512", "write", "flushed", "read", "flush the last alone", "read"]);
});

test.each([
  [false, ["write write", "date one read write", "date one read write", "date one read", "date one read"]],
  [true, ["write write write write", "date one date one date one date one", "read read read read"]],
])(
  "past the cache, where one flush for all can be had (%s): on a share each file is read back right after the next is written",
  async (isFor, wanted) => {
    const root = quickFolder();
    const names = writeSources(root, 4);
    writeTree(root, { "staging/": "" });
    const calls: string[] = [];
    const noting: Disk = {
      ...nodeDisk,
      createNew: (path, mode) => (calls.push("write"), nodeDisk.createNew(path, mode)),
      setModified: (...args) => (calls.push("date"), nodeDisk.setModified(...args)),
      sync: (descriptor) => (calls.push("one"), nodeDisk.sync(descriptor)),
      openPastCache: (path) => (calls.push("read"), nodeDisk.openPastCache(path)),
    };
    const asked: string[] = [];
    const volumeFlush: VolumeFlush = {
      isFor: (path) => (asked.push(path), isFor),
      flush: () => Promise.resolve(false),
    };
    const tasks = names.map((name) => taskFor(root, name));
    const outcome = await copyLots(noting, "sha256", tasks, unheard, { volumeFlush, readBack: "device" });
    expect([outcome.verified.length, calls.join(" ")]).toEqual([4, wanted.join(" ")]);
    expect(asked).toEqual([join(root, "staging")]);
  },
);

describe("the file systems of Linux", () => {
  function setUp(system: Partial<VolumeFlushSystem> = {}, type = "ef53") {
    let [asked, now] = [0, 0];
    const flush = createVolumeFlush(
      { fileSystemType: () => type },
      {
        kernel: "6.1.0-9-amd64",
        dirtyBytes: () => 10 * MEBI,
        now: () => now,
        flush: () => ((asked += 1), Promise.resolve(true)),
        ...system,
      },
    );
    return {
      flush: (files = 10) => flush.flush("/central", files),
      asked: () => asked,
      pass: (ms: number) => void (now += ms),
    };
  }

  test.each(["6.1.0-9-amd64", "5.8.0", "5.15.167.4-microsoft-standard-WSL2", "10.0"])("%s: flushed", async (kernel) => {
    const { flush, asked } = setUp({ kernel });
    expect([await flush(), asked()]).toEqual([true, 1]);
  });

  test.each(["5.7.19", "4.19.0", "3.10.0-1160.el7", ""])(
    "%s: a flush of all told of no failure then, or there is none",
    async (kernel) => {
      const { flush, asked } = setUp({ kernel });
      expect([await flush(), asked()]).toEqual([false, 0]);
    },
  );

  test.each([
    ["58465342", true],
    ["fe534d42", false],
    ["6969", false],
    ["1021994", false],
    ["", false],
  ])("a file system of type %s: %s", async (type, expected) => {
    const { flush, asked } = setUp({}, type);
    expect([await flush(), asked()]).toEqual([expected, expected ? 1 : 0]);
  });

  test("nobody waits for what another program writes", async () => {
    const { flush, asked } = setUp({ dirtyBytes: () => 300 * MEBI });
    expect([await flush(), asked()]).toEqual([false, 0]);
  });

  test("for many files it may take as long as theirs would", async () => {
    const busy = setUp({ dirtyBytes: () => 300 * MEBI });
    expect([await busy.flush(299), await busy.flush(300)]).toEqual([false, true]);
    const slow = setUp({ flush: () => (slow.pass(2_500), Promise.resolve(true)) });
    expect([await slow.flush(500), await slow.flush(499), await slow.flush(500)]).toEqual([true, true, false]);
  });

  test("a failed one counts as none, and is not tried again for a minute", async () => {
    let isFine = false;
    const { flush, pass } = setUp({ flush: () => Promise.resolve(isFine) });
    expect(await flush()).toBe(false);
    isFine = true;
    pass(59_000);
    expect(await flush()).toBe(false);
    pass(2_000);
    expect(await flush()).toBe(true);
  });

  test("a slow one counts, and is the last for a minute", async () => {
    const slow = setUp({ flush: () => (slow.pass(2_500), Promise.resolve(true)) });
    expect([await slow.flush(), await slow.flush()]).toEqual([true, false]);
    slow.pass(60_000);
    expect(await slow.flush()).toBe(true);
  });
});

describe.skipIf(noDevices !== undefined)("a power cut right after a batch on a device of its own", () => {
  async function copyAndCut(volumeFlush: VolumeFlush): Promise<{ readonly whole: number; readonly verified: number }> {
    const root = temporaryFolder();
    const names = writeSources(root, 40);
    const staging = join(root, "staging");
    const { cutPower } = deviceImage(staging);
    nodeDisk.syncFolder(staging);
    const tasks = names.map((name) => taskFor(root, name));
    const { verified } = await copyLots(nodeDisk, "sha256", tasks, unheard, { volumeFlush });
    const after = join(root, "after");
    cutPower(after);
    const isWhole = (name: string, index: number): boolean =>
      readdirSync(after).includes(name) && readFileSync(join(after, name)).equals(seededBytes(index, 5000));
    return { whole: names.filter(isWhole).length, verified: verified.length };
  }

  test("takes nothing of what is flushed together", async () => {
    const real = createVolumeFlush(nodeDisk, { ...systemVolumes, dirtyBytes: () => 0 });
    const asked: boolean[] = [];
    const outcome = await copyAndCut({
      ...real,
      flush: async (path, files) => {
        const isFlushed = await real.flush(path, files);
        asked.push(isFlushed);
        return isFlushed;
      },
    });
    expect([outcome, asked]).toEqual([{ whole: 40, verified: 40 }, [true]]);
  });

  test("takes what nobody flushed: so the one above can fail", async () => {
    expect(await copyAndCut({ isFor: () => true, flush: () => Promise.resolve(true) })).toEqual({
      whole: 0,
      verified: 40,
    });
  });
});
