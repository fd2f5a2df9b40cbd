import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { copyBatch } from "../../src/copy/copy-batch.js";
import { createVolumeFlush, type FlushVolume, type VolumeFlushSystem } from "../../src/copy/flush-volume.js";
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
  function copyNoting(
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
    const outcome = copyBatch(
      noting,
      "sha256",
      names.map((name) => taskFor(root, name)),
      unheard,
      { flushVolume: () => (calls.push("all"), flushVolume()) },
    );
    return { root, calls: calls.join(" "), ...outcome };
  }
  const times = (count: number, what: string): string => Array<string>(count).fill(what).join(" ");

  test("of many small files, once all of them are written and dated, and before the first is read back", () => {
    const { calls, verified } = copyNoting(8, () => true);
    expect(calls).toBe(`${times(8, "date")} all ${times(8, "read")}`);
    expect(verified.map(({ flushed }) => flushed)).toEqual(Array(8).fill(true));
  });

  test("of a few, each is flushed by itself", () => {
    expect(copyNoting(7, () => true).calls).toBe(`${times(7, "date one")} ${times(7, "read")}`);
  });

  test("where it could not be done, each is flushed by itself, and tells what became of it", () => {
    let flushes = 0;
    const failing = (descriptor: number): void => {
      if ((flushes += 1) === 5) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      nodeDisk.sync(descriptor);
    };
    const { root, calls, verified, failure } = copyNoting(9, () => false, failing);
    expect(calls).toBe(`${times(9, "date")} all ${times(5, "date one")} ${times(4, "read")}`);
    expect([verified.length, failure]).toMatchObject([4, { code: "DESTINATION_UNREACHABLE" }]);
    expect(readdirSync(join(root, "staging"))).toHaveLength(4);
  });
});

describe("the file systems of Linux", () => {
  function setUp(system: Partial<VolumeFlushSystem> = {}, type = "ef53") {
    let [asked, now] = [0, 0];
    const flush = createVolumeFlush(
      { fileSystemType: () => type },
      {
        kernel: "6.1.0-9-amd64",
        dirtyBytes: () => 10 * MEBI,
        now: () => now,
        flush: () => ((asked += 1), true),
        ...system,
      },
    );
    return {
      flush: (files = 10) => flush("/central", files),
      asked: () => asked,
      pass: (ms: number) => void (now += ms),
    };
  }

  test.each(["6.1.0-9-amd64", "5.8.0", "5.15.167.4-microsoft-standard-WSL2", "10.0"])("%s: flushed", (kernel) => {
    const { flush, asked } = setUp({ kernel });
    expect([flush(), asked()]).toEqual([true, 1]);
  });

  test.each(["5.7.19", "4.19.0", "3.10.0-1160.el7", ""])(
    "%s: a flush of all told of no failure then, or there is none",
    (kernel) => {
      const { flush, asked } = setUp({ kernel });
      expect([flush(), asked()]).toEqual([false, 0]);
    },
  );

  test.each([
    ["58465342", true],
    ["fe534d42", false],
    ["6969", false],
    ["1021994", false],
    ["", false],
  ])("a file system of type %s: %s", (type, expected) => {
    const { flush, asked } = setUp({}, type);
    expect([flush(), asked()]).toEqual([expected, expected ? 1 : 0]);
  });

  test("nobody waits for what another program writes", () => {
    const { flush, asked } = setUp({ dirtyBytes: () => 300 * MEBI });
    expect([flush(), asked()]).toEqual([false, 0]);
  });

  test("for many files it may take as long as theirs would", () => {
    const busy = setUp({ dirtyBytes: () => 300 * MEBI });
    expect([busy.flush(299), busy.flush(300)]).toEqual([false, true]);
    const slow = setUp({ flush: () => (slow.pass(2_500), true) });
    expect([slow.flush(500), slow.flush(499), slow.flush(500)]).toEqual([true, true, false]);
  });

  test("a failed one counts as none, and is not tried again for a minute", () => {
    let isFine = false;
    const { flush, pass } = setUp({ flush: () => isFine });
    expect(flush()).toBe(false);
    isFine = true;
    pass(59_000);
    expect(flush()).toBe(false);
    pass(2_000);
    expect(flush()).toBe(true);
  });

  test("a slow one counts, and is the last for a minute", () => {
    const slow = setUp({ flush: () => (slow.pass(2_500), true) });
    expect([slow.flush(), slow.flush()]).toEqual([true, false]);
    slow.pass(60_000);
    expect(slow.flush()).toBe(true);
  });
});

describe.skipIf(noDevices !== undefined)("a power cut right after a batch on a device of its own", () => {
  function copyAndCut(flushVolume: FlushVolume): { readonly whole: number; readonly verified: number } {
    const root = temporaryFolder();
    const names = writeSources(root, 40);
    const staging = join(root, "staging");
    const { cutPower } = deviceImage(staging);
    nodeDisk.syncFolder(staging);
    const tasks = names.map((name) => taskFor(root, name));
    const { verified } = copyBatch(nodeDisk, "sha256", tasks, unheard, { flushVolume });
    const after = join(root, "after");
    cutPower(after);
    const isWhole = (name: string, index: number): boolean =>
      readdirSync(after).includes(name) && readFileSync(join(after, name)).equals(seededBytes(index, 5000));
    return { whole: names.filter(isWhole).length, verified: verified.length };
  }

  test("takes nothing of what is flushed together", () => {
    const real = createVolumeFlush(nodeDisk, { ...systemVolumes, dirtyBytes: () => 0 });
    const asked: boolean[] = [];
    const outcome = copyAndCut((path, files) => {
      const isFlushed = real(path, files);
      asked.push(isFlushed);
      return isFlushed;
    });
    expect([outcome, asked]).toEqual([{ whole: 40, verified: 40 }, [true]]);
  });

  test("takes what nobody flushed: so the one above can fail", () => {
    expect(copyAndCut(() => true)).toEqual({ whole: 0, verified: 40 });
  });
});
