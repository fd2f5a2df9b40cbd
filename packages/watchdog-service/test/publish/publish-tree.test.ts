import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { identityOf, type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { VolumeFlush } from "../../src/copy/flush-volume.js";
import { planCopy } from "../../src/plan/plan-copy.js";
import { makeShared } from "../../src/publish/prepare-staging.js";
import { flushTree, publishTree } from "../../src/publish/publish-tree.js";
import { createRig, partsFor, PUBLISHED, runOnce, NO_QUEUE } from "../support/rig.js";
import { quickFolder, readTree, writeTree } from "../support/temporary-folder.js";

const NUMBERS = ["1", "2", "3", "4", "5", "6", "7"];

function setUp(prepare: () => void = () => {}, root = quickFolder()) {
  writeTree(root, { "source/a/x": "x", "source/y": "y", "staging/b/a/x": "x", "staging/b/y": "y" });
  prepare();
  const request = { name: "s", destination: root, modalities: { b: [join(root, "source")] }, schemas: [] };
  const calls: string[] = [];
  const note = (call: string, path: string): void =>
    void calls.push(`${call} ${relative(root, path).replaceAll("\\", "/") || "."}`);
  const watched: Disk = {
    ...nodeDisk,
    syncFolder: (path) => (note("flush", path), nodeDisk.syncFolder(path)),
    flushFile: (path) => (note("flush", path), nodeDisk.flushFile(path)),
    rename: (from, to) => (note("rename", to), nodeDisk.rename(from, to)),
  };
  const sleeps: number[] = [];
  const sleep = (milliseconds: number): Promise<void> => (sleeps.push(milliseconds), Promise.resolve());
  const { files, folders, traits } = planCopy(nodeDisk, request, NO_QUEUE);
  const copyOf = (path: string): number => identityOf(nodeDisk.inspect(join(root, "staging", path)));
  const expected = { folders, traits, files, copies: files.map(({ path }) => copyOf(path)) };
  const publish = (disk = watched, flush?: VolumeFlush["flush"]) =>
    publishTree(
      { disk, fileSystem: nodeFileSystem, sleep, ...(flush && { volumeFlush: { isFor: () => true, flush } }) },
      join(root, "staging"),
      join(root, "s"),
      expected,
    );
  return { root, calls, sleeps, watched, publish };
}

test("flushes the folders from the leaves up, renames, and flushes a file and the folder above: either brings the name to the disk", async () => {
  const { root, calls, publish } = setUp();
  expect(await publish()).toBe("published");
  const before = ["flush staging/b/a", "flush staging/b", "flush staging"];
  expect(calls).toEqual([...before, "rename s", "flush .", "flush ..", "flush s/b/a/x"]);
  expect(readTree(join(root, "s"))).toEqual({ "b/a/x": "x", "b/y": "y" });
});

test.each([
  [true, 0],
  [false, 10],
])(
  "many folders are flushed by one flush of their file system: %s; else each by itself, %i of them",
  async (isFlushed, alone) => {
    const names = Array.from({ length: 7 }, (_none, index) => `f${index}`);
    const root = quickFolder();
    const make = (folder: string): void => names.forEach((name) => mkdirSync(join(root, folder, name)));
    const { calls, publish } = setUp(() => (make("source"), make("staging/b")), root);
    const asked: (string | number)[] = [];
    const flushed = await publish(undefined, (path, folders) => {
      asked.push(relative(root, path), folders, calls.length);
      return Promise.resolve(isFlushed);
    });
    expect([flushed, asked]).toEqual(["published", ["staging", 9, 0]]);
    expect(calls.indexOf("rename s")).toBe(alone);
  },
);

test("a cut of the server that takes a name before it was flushed is noticed", async () => {
  const { root, watched, publish } = setUp();
  let cut = false;
  const disk: Disk = {
    ...watched,
    syncFolder: (path) => {
      if (!cut) nodeDisk.removeFile(join(root, "staging/b/y"));
      cut = true;
      watched.syncFolder(path);
    },
  };
  await expect(publish(disk)).rejects.toMatchObject({ code: "STAGING_DIFFERS" });
  expect(readTree(root)).not.toHaveProperty("s/b/a/x");
});

test("a cut of the server that takes the rename back is noticed, and the copy is published by the next attempt", async () => {
  const { root, watched, publish } = setUp();
  const disk: Disk = {
    ...watched,
    rename: (from, to) => {
      watched.rename(from, to);
      watched.rename(to, from);
    },
  };
  const why = expect.stringContaining("has its server lost its power?") as string;
  await expect(publish(disk)).rejects.toMatchObject({ code: "PUBLISH_FAILED", why });
  expect(await publish()).toBe("published");
  expect(readTree(join(root, "s"))).toEqual({ "b/a/x": "x", "b/y": "y" });
});

test.each([
  ["a file more", { "staging/b/z": "z" }],
  ["another size", { "staging/b/y": "yy" }],
  ["a folder more", { "staging/c/": "" }],
])("refuses a staging folder with %s", async (_what, change) => {
  const { root, calls, publish } = setUp();
  writeTree(root, change);
  await expect(publish()).rejects.toMatchObject({ code: "STAGING_DIFFERS" });
  expect(calls.filter((call) => call.startsWith("rename"))).toEqual([]);
});

test("refuses a staging folder with a link more", async () => {
  const { root, calls, publish } = setUp();
  symlinkSync(join(root, "source"), join(root, "staging/b/link"), "junction");
  await expect(publish()).rejects.toMatchObject({ code: "STAGING_DIFFERS", why: expect.stringMatching("b/link") });
  expect(calls.filter((call) => call.startsWith("rename"))).toEqual([]);
});

test.each(["the same content", "other content"])("names what was touched since it was verified: %s", async (kind) => {
  const { root, calls, publish } = setUp();
  const file = join(root, "staging/b/y");
  const before = identityOf(nodeDisk.inspect(file));
  while (identityOf(nodeDisk.inspect(file)) === before) writeFileSync(file, kind === "other content" ? "z" : "y");
  expect(await publish()).toEqual({ touched: ["b/y"] });
  expect(calls.filter((call) => call.startsWith("rename"))).toEqual([]);
});

async function expectFolderTimeKept(time: number): Promise<void> {
  const root = quickFolder();
  const { publish } = setUp(() => utimesSync(join(root, "source/a"), new Date(time), new Date(time)), root);
  expect(await publish()).toBe("published");
  expect(statSync(join(root, "s/b/a")).mtimeMs).toBe(time);
}

test("gives each folder the time of its source", () => expectFolderTimeKept(1_500));

test.skipIf(process.platform === "win32")(
  "gives each folder the time of its source, also before 1970 (not on Windows: Node reads 32 bits of its seconds there)",
  () => expectFolderTimeKept(-1_500),
);

test("publishes although the share keeps no times of folders", async () => {
  const { publish, watched } = setUp();
  const setFolderModified: Disk["setFolderModified"] = () => {
    throw Object.assign(new Error("EPERM: injected"), { code: "EPERM" });
  };
  expect(await publish({ ...watched, setFolderModified })).toBe("published");
});

test.skipIf(process.platform !== "linux")("a name in the staging folder that is no UTF-8 is told", async () => {
  const { root, publish } = setUp();
  writeFileSync(Buffer.concat([Buffer.from(join(root, "staging/b/")), Buffer.from([0x78, 0xff])]), "x");
  await expect(publish()).rejects.toMatchObject({ code: "STAGING_DIFFERS", why: expect.stringContaining("UTF-8") });
});

test("what goes away while its folder is listed is not there, and stops nothing", async () => {
  const { root, publish, watched } = setUp();
  const list: Disk["list"] = (folder) => [...nodeDisk.list(folder), ...(folder.endsWith("staging") ? ["ghost"] : [])];
  expect(await publish({ ...watched, list })).toBe("published");
  expect(readTree(join(root, "s"))).toEqual({ "b/a/x": "x", "b/y": "y" });
});

test("never takes a name that is taken, not even an empty folder's", async () => {
  const { root, calls, publish } = setUp();
  mkdirSync(join(root, "s"));
  expect(await publish()).toBe("taken");
  expect(calls).not.toContain("rename s");
});

test.each(["ENOTEMPTY", "EEXIST", "EPERM"])(
  "a name that is taken between the look and the rename, which answers %s, is taken at once",
  async (code) => {
    const { root, sleeps, watched, publish } = setUp();
    const rename: Disk["rename"] = () => {
      writeTree(root, { "s/other": "x" });
      throw Object.assign(new Error(`${code}: injected`), { code });
    };
    expect([await publish({ ...watched, rename }), sleeps]).toEqual(["taken", []]);
    expect(readTree(join(root, "s"))).toEqual({ other: "x" });
  },
);

test("waits for a scanner that has a file open, with patience and not for ever", async () => {
  const { sleeps, watched, publish } = setUp();
  const busy = Object.assign(new Error("EBUSY: injected"), { code: "EBUSY" });
  let refusals = 3;
  const rename: Disk["rename"] = (from, to) => {
    if ((refusals -= 1) >= 0) throw busy;
    nodeDisk.rename(from, to);
  };
  expect(await publish({ ...watched, rename })).toBe("published");
  expect(sleeps).toEqual([20, 50, 100]);
  const stubborn = setUp();
  const never: Disk["rename"] = () => {
    throw busy;
  };
  await expect(stubborn.publish({ ...stubborn.watched, rename: never })).rejects.toMatchObject({
    code: "PUBLISH_FAILED",
    why: "EBUSY: injected",
  });
});

test("a tree that is found in place is flushed: files, folders, and its name", async () => {
  const { root, calls, watched } = setUp();
  await flushTree(watched, join(root, "staging"), join(root, "own"));
  expect(calls.toSorted()).toEqual(
    ["", "/b", "/b/a", "/b/a/x", "/b/y"]
      .map((path) => `flush staging${path}`)
      .concat("flush .", "flush ..")
      .toSorted(),
  );
});

test.each([
  [true, ["flush .", "flush .."]],
  [
    false,
    ["flush .", "flush ..", "flush staging", "flush staging/b", ...NUMBERS.map((name) => `flush staging/b/${name}`)],
  ],
])("many files found in place are flushed by their file system: %s", async (isFlushed, expected) => {
  const { root, calls, watched } = setUp();
  rmSync(join(root, "staging"), { recursive: true });
  writeTree(root, Object.fromEntries(NUMBERS.map((name) => [`staging/b/${name}`, name])));
  const asked: unknown[] = [];
  const flush = (...args: readonly unknown[]): Promise<boolean> => {
    asked.push(args);
    return Promise.resolve(isFlushed);
  };
  expect(await flushTree(watched, join(root, "staging"), join(root, "own"), { isFor: () => true, flush })).toBe(true);
  expect([asked, calls.toSorted()]).toEqual([[[join(root, "staging"), 8]], expected]);
});

test("a tree without files at a share that has no flush has its name, and nobody knows for how long", async () => {
  const root = quickFolder();
  writeTree(root, { "staging/b/": "" });
  const disk: Disk = { ...nodeDisk, syncFolder: () => undefined, flushFile: () => "ENOSYS" };
  const expected = { files: [], folders: ["b"], traits: new Map(), copies: [] };
  const ports = { disk, fileSystem: nodeFileSystem, sleep: () => Promise.resolve() };
  const target = join(root, "s");
  expect(await publishTree(ports, join(root, "staging"), target, expected)).toBe("unflushed");
  expect(await flushTree(disk, target, join(root, "staging"))).toBe(false);
  expect(readTree(root)).toEqual({ "s/b/": "" });
});

test("a tree without files has nothing to flush where folders have no flush: its name comes to the disk by a file of our own", async () => {
  const root = quickFolder();
  writeTree(root, { "staging/b/": "", "kept/other/x": "x" });
  const calls: string[] = [];
  // As Windows and SMB do it: a file's flush brings all names before it to the disk, a folder has none.
  const disk: Disk = {
    ...nodeDisk,
    syncFolder: () => undefined,
    flushFile: (path) => {
      calls.push(existsSync(join(root, "s")) ? `flush ${relative(root, path)}` : "too early");
      return nodeDisk.flushFile(path);
    },
  };
  const staging = join(root, "staging");
  const expected = { files: [], folders: ["b"], traits: new Map(), copies: [] };
  const ports = { disk, fileSystem: nodeFileSystem, sleep: () => Promise.resolve() };
  expect(await publishTree(ports, staging, join(root, "s"), expected)).toBe("published");
  expect(calls.splice(0)).toEqual([join("flush staging", ".rigline-flush")]);
  // One that was killed then has left it.
  writeTree(root, { "staging/.rigline-flush": "" });
  expect(await flushTree(disk, join(root, "s"), staging)).toBe(true);
  expect(calls.splice(0)).toEqual([join("flush staging", ".rigline-flush")]);
  expect(readTree(root)).toEqual({ "kept/other/x": "x", "s/b/": "" });
  // What else lies there is not ours to remove here.
  expect(await flushTree(disk, join(root, "s"), join(root, "kept"))).toBe(true);
  expect(readTree(root)).toMatchObject({ "kept/other/x": "x" });
});

test("what stands at the destination already counts as published only when it is flushed", async () => {
  const rig = createRig();
  rig.hand("session");
  writeTree(join(rig.destination, "session"), PUBLISHED);
  let failures = 0;
  const disk: Disk = {
    ...nodeDisk,
    flushFile: (path) => {
      if ((failures += 1) === 1) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeDisk.flushFile(path);
    },
  };
  const parts = partsFor(rig, { disk });
  expect((await runOnce(parts)).troubled).toBe(1);
  expect(parts.events.map(({ event }) => event)).not.toContain("published");
  expect((await runOnce(partsFor(rig, { disk }))).troubled).toBe(0);
  expect(failures).toBeGreaterThan(3);
});

test("a folder that another computer makes at the same moment is taken; what else is in its way is told", () => {
  const root = quickFolder();
  const disk: Disk = {
    ...nodeDisk,
    makeFolder: (path) => {
      mkdirSync(path);
      nodeDisk.makeFolder(path);
    },
  };
  makeShared(disk, join(root, "session"));
  expect(statSync(join(root, "session")).isDirectory()).toBe(true);
  writeFileSync(join(root, "file"), "");
  expect(() => makeShared(nodeDisk, join(root, "file"))).toThrow(join(root, "file"));
});

test("a file that stands by itself gets its name, and never another's", async () => {
  const root = quickFolder();
  writeTree(root, { "staging/session.json": "ours", "target/": "" });
  const [from, to] = [join(root, "staging/session.json"), join(root, "target/session.json")];
  const sleep = (): Promise<void> => Promise.resolve();
  const publish = (identity = identityOf(nodeDisk.inspect(from)), bytes = 4) =>
    publishTree({ disk: nodeDisk, fileSystem: nodeFileSystem, sleep }, from, to, {
      files: [{ path: "", bytes }],
      folders: [],
      traits: new Map(),
      copies: [identity],
    });
  expect(await publish(1)).toEqual({ touched: [""] });
  await expect(publish(undefined, 5)).rejects.toMatchObject({ code: "STAGING_DIFFERS" });
  expect(await publish()).toBe("published");
  expect([readFileSync(to, "utf8"), await flushTree(nodeDisk, to, join(root, "own"))]).toEqual(["ours", true]);
  // By a second name, which would stay for as long as other files wait for their hour, it could be changed.
  expect(readdirSync(join(root, "staging"))).toEqual([]);
  writeFileSync(from, "ours");
  rmSync(to);
  writeFileSync(to, "theirs");
  expect(await publish()).toBe("taken");
  expect(readFileSync(to, "utf8")).toBe("theirs");
});
