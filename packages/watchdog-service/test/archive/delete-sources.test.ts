import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { deleteSources, type SourceDeletion } from "../../src/archive/delete-sources.js";
import type { OwnDisk } from "../../src/archive/delete-batch.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { bindMount, memoryMount, noMounts } from "../support/mounts.js";
import { temporaryFolder, writeTree } from "../support/temporary-folder.js";

const { signal } = new AbortController();

/** Two files that are published, and what deletes their sources. */
function setUp(
  modalities = (root: string): Record<string, string[]> => ({ behavior: [join(root, "src")] }),
  second = "two",
) {
  const root = temporaryFolder();
  writeTree(root, { "src/a": "one", "src/deep/b": "two" });
  const asked = modalities(root);
  const target = join(root, "share/s");
  for (const modality of Object.keys(asked))
    writeTree(target, { [`${modality}/a`]: "one", [`${modality}/deep/b`]: second });
  const ledger = new Map<string, { bytes: number; hash: string; modified: string }>();
  for (const modality of Object.keys(asked))
    for (const path of ["a", "deep/b"]) {
      const source = join(root, "src", path);
      const bytes = readFileSync(source);
      const modified = statSync(source, { bigint: true }).mtimeNs.toString();
      const hash = createHash("sha256").update(bytes).digest("hex");
      ledger.set(`${modality}/${path}`, { bytes: bytes.length, hash, modified });
    }
  const run = (
    ownDisk?: OwnDisk,
    disk = nodeDisk,
    requireWanted = (): Promise<void> => Promise.resolve(),
  ): Promise<SourceDeletion> =>
    deleteSources(createInlinePool(disk), { modalities: asked }, ledger, {
      algorithm: "sha256",
      target,
      ownDisk,
      readBack: "cache",
      requireWanted,
      signal,
    });
  return { root, target, ledger, run, source: join(root, "src") };
}

test("deletes what is published as another file, and the folders", async () => {
  const { source, target, run } = setUp();
  expect(await run()).toEqual({ files: 2, kept: [], absent: [] });
  expect([existsSync(source), readFileSync(join(target, "behavior/a"), "utf8")]).toEqual([false, "one"]);
  expect(await run()).toEqual({ files: 0, kept: [], absent: [source] });
});

test("who no longer wants it in the midst of it keeps what is left, the empty folders too", async () => {
  const root = temporaryFolder();
  const names = Array.from({ length: 130 }, (_none, index) => `f${String(index).padStart(3, "0")}`);
  const tree = Object.fromEntries(names.map((name) => [name, name]));
  writeTree(join(root, "src"), tree);
  writeTree(join(root, "share/s/behavior"), tree);
  const ledger = new Map(
    names.map((name) => {
      const modified = statSync(join(root, "src", name), { bigint: true }).mtimeNs.toString();
      return [
        `behavior/${name}`,
        { bytes: name.length, hash: createHash("sha256").update(name).digest("hex"), modified },
      ];
    }),
  );
  let asked = 0;
  const deletion = deleteSources(
    createInlinePool(nodeDisk),
    { modalities: { behavior: [join(root, "src")] } },
    ledger,
    {
      algorithm: "sha256",
      target: join(root, "share/s"),
      ownDisk: undefined,
      readBack: "cache",
      requireWanted: () =>
        (asked += 1) === 2 ? Promise.reject(new Error("it is another one now")) : Promise.resolve(),
      signal,
    },
  );
  await expect(deletion).rejects.toThrow(/^it is another one now$/);
  expect(readdirSync(join(root, "src"))).toHaveLength(130 - 64);
});

test("a link among the sources is kept, although its own size and time be those of what was copied", async () => {
  const { source, ledger, run } = setUp();
  const link = join(source, "a");
  rmSync(link);
  // As long as its text is what it says of itself; and what it leads to is what was copied.
  writeFileSync(join(source, "two"), "one");
  symlinkSync("two", link);
  const { size, mtimeNs } = lstatSync(link, { bigint: true });
  const copied = ledger.get("behavior/a");
  ledger.set("behavior/a", { hash: copied?.hash ?? "", bytes: Number(size), modified: mtimeNs.toString() });
  const { files, kept } = await run();
  expect([files, kept.map((file) => file.source).toSorted()]).toEqual([1, [link, join(source, "two")]]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test("a source whose disk is away is named", async () => {
  const { root, source, run } = setUp((folder) => ({
    behavior: [join(folder, "src")],
    fib: [join(folder, "away/fib"), join(folder, "src")],
  }));
  mkdirSync(join(root, "away"));
  expect(await run()).toEqual({ files: 2, kept: [], absent: [join(root, "away/fib")] });
  expect(existsSync(source)).toBe(false);
});

test("a source of which the published file is a second name, a link or the file itself is kept", async () => {
  const { root, source, target, run } = setUp();
  rmSync(join(target, "behavior/a"));
  linkSync(join(source, "a"), join(target, "behavior/a"));
  rmSync(join(target, "behavior/deep/b"));
  symlinkSync(join(source, "deep/b"), join(target, "behavior/deep/b"));
  expect(await run()).toEqual({
    files: 0,
    kept: [
      { source: join(source, "a"), reason: "sameFile" },
      { source: join(source, "deep/b"), reason: "copyDiffers" },
    ],
    absent: [],
  });
  expect(existsSync(join(root, "src/a"))).toBe(true);
});

test.each([
  ["link", (from: string, to: string): void => symlinkSync(from, to, "junction")],
  ...(noMounts === undefined
    ? ([["bind mount", (from: string, to: string): void => void bindMount(from, to)]] as const)
    : []),
] as const)("a target that has become a %s to the source is seen through", async (_, makeAlias) => {
  const { source, target, run } = setUp();
  rmSync(join(target, "behavior"), { recursive: true });
  makeAlias(source, join(target, "behavior"));
  expect((await run()).kept.map(({ reason }) => reason)).toEqual(["sameFile", "sameFile"]);
  expect(readFileSync(join(source, "a"), "utf8")).toBe("one");
});

test.each([
  ["is gone", "copyGone", (copy: string): void => rmSync(copy)],
  ["has other bytes", "copyDiffers", (copy: string): void => writeFileSync(copy, "onf")],
  ["is shorter", "copyDiffers", (copy: string): void => writeFileSync(copy, "on")],
  ["is a folder", "copyDiffers", (copy: string): void => (rmSync(copy), mkdirSync(copy))],
] as const)("a source whose published copy %s by now is kept", async (_, reason, change) => {
  const { source, target, run } = setUp();
  change(join(target, "behavior/a"));
  expect(await run()).toEqual({ files: 1, kept: [{ source: join(source, "a"), reason }], absent: [] });
  expect(readFileSync(join(source, "a"), "utf8")).toBe("one");
});

/** A disk on which something happens once a file has been read for the first time. */
function afterReading(path: string, happens: () => void): Disk {
  let descriptor: number | undefined;
  let happened = false;
  return {
    ...nodeDisk,
    openSource: (opened) => {
      const number = nodeDisk.openSource(opened);
      if (opened === path) descriptor = number;
      return number;
    },
    close: (closed) => {
      nodeDisk.close(closed);
      if (closed !== descriptor || happened) return;
      happened = true;
      happens();
    },
  };
}

/** Other bytes of the same length, the time of the content put back. */
function rewriteQuietly(path: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, "x".repeat(statSync(path).size));
  utimesSync(path, atime, mtime);
}

test.each([
  ["written", "changed", rewriteQuietly],
  [
    "replaced",
    "changed",
    (path: string): void => {
      const { atime, mtime } = statSync(path);
      writeFileSync(`${path}.new`, "two");
      utimesSync(`${path}.new`, atime, mtime);
      renameSync(`${path}.new`, path);
    },
  ],
] as const)("a source that is %s while its copy is read is kept", async (_, reason, change) => {
  const { source, target, run } = setUp();
  const path = join(source, "a");
  const disk = afterReading(join(target, "behavior/a"), () => change(path));
  expect(await run(undefined, disk)).toEqual({ files: 1, kept: [{ source: path, reason }], absent: [] });
  expect(readFileSync(path, "utf8")).not.toBe("one");
});

test("a source whose copy is written after it was read, while others are, is kept", async () => {
  const { source, target, run } = setUp();
  const copy = join(target, "behavior/a");
  const disk = afterReading(copy, () => rewriteQuietly(copy));
  expect(await run(undefined, disk)).toEqual({
    files: 1,
    kept: [{ source: join(source, "a"), reason: "copyDiffers" }],
    absent: [],
  });
});

test("a source of which only the rights are changed after it was read is read again and deleted", async () => {
  const { source, target, run } = setUp();
  const disk = afterReading(join(target, "behavior/a"), () => chmodSync(join(source, "a"), 0o640));
  expect(await run(undefined, disk)).toEqual({ files: 2, kept: [], absent: [] });
});

test("a source that is touched at every look is kept", async () => {
  const { source, run } = setUp();
  const path = join(source, "a");
  const restless = {
    ...nodeDisk,
    inspect: (inspected: string) => {
      const entry = nodeDisk.inspect(inspected);
      return inspected === path ? { ...entry, changedNs: entry.changedNs + process.hrtime.bigint() } : entry;
    },
  };
  expect(await run(undefined, restless)).toEqual({ files: 1, kept: [{ source: path, reason: "changed" }], absent: [] });
});

test("two names of one file among the sources are both deleted", async () => {
  const { source, run } = setUp((root) => {
    rmSync(join(root, "src/deep/b"));
    linkSync(join(root, "src/a"), join(root, "src/deep/b"));
    return { behavior: [join(root, "src")] };
  }, "one");
  expect(await run()).toEqual({ files: 2, kept: [], absent: [] });
  expect(existsSync(source)).toBe(false);
});

test("one folder in two modalities, and a folder within it as well, is deleted once and counted right", async () => {
  const { source, run } = setUp((root) => ({
    behavior: [join(root, "src"), join(root, "src/deep/..")],
    "behavior-videos": [join(root, "src")],
  }));
  expect(await run()).toEqual({ files: 2, kept: [], absent: [] });
  expect(existsSync(source)).toBe(false);
});

test.each(["behavior", "fib"])(
  "of a source in two modalities both copies have to be right, that in %s too",
  async (modality) => {
    const { source, target, run } = setUp((root) => ({ behavior: [join(root, "src")], fib: [join(root, "src")] }));
    writeFileSync(join(target, modality, "a"), "no");
    expect(await run()).toEqual({ files: 1, kept: [{ source: join(source, "a"), reason: "copyDiffers" }], absent: [] });
  },
);

test.runIf(noMounts === undefined)("one folder under two names is deleted once", async () => {
  const { root, source, run } = setUp((folder) => ({ behavior: [join(folder, "src")], fib: [join(folder, "twin")] }));
  const unmount = bindMount(source, join(root, "twin"));
  // The second name can't be removed while it is a mount.
  await expect(run()).rejects.toMatchObject({ code: "SOURCE_NOT_DELETED" });
  unmount();
  expect(existsSync(join(source, "a"))).toBe(false);
});

test("a copy on the source's own device, or on another disk of the rig, counts only where that is allowed", async () => {
  const { source, run } = setUp();
  expect(await run({ devices: [] })).toEqual({
    files: 0,
    kept: [
      { source: join(source, "a"), reason: "ownDisk" },
      { source: join(source, "deep/b"), reason: "ownDisk" },
    ],
    absent: [],
  });
  expect((await run()).files).toBe(2);
});

test.runIf(noMounts === undefined)("a copy on another device counts, unless that is one of the rig's own", async () => {
  const { root, target, run } = setUp();
  memoryMount(join(root, "share"));
  writeTree(target, { "behavior/a": "one", "behavior/deep/b": "two" });
  const { dev } = statSync(target, { bigint: true });
  expect((await run({ devices: [dev] })).kept.map(({ reason }) => reason)).toEqual(["ownDisk", "ownDisk"]);
  expect((await run({ devices: [dev + 1n] })).files).toBe(2);
});

test("a source that somebody else removes in the same moment is not counted as deleted here", async () => {
  const { source, run } = setUp();
  const removeFile = (path: string): void => {
    rmSync(path);
    nodeDisk.removeFile(path);
  };
  expect(await run(undefined, { ...nodeDisk, removeFile })).toEqual({ files: 0, kept: [], absent: [] });
  expect(existsSync(source)).toBe(false);
});
