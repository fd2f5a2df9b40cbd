import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { writeBag } from "../../src/bag/write-bag.js";
import { runMain } from "../support/run-main.js";
import { listDestination, quickFolder, readTree, writeTree } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

const FILES = { "behavior/events.csv": "start\n", "behavior/a/b.bin": "", "session.json": "{}" } as const;
const INFO = { date: "2026-07-14", agent: "rigline-watchdog 1" };

const sum = (text: string): string => createHash("sha256").update(text).digest("hex");

function setUp() {
  const parent = quickFolder();
  const folder = join(parent, "614173_x");
  writeTree(folder, { ...FILES, "behavior/empty/": "" });
  const known = new Map(Object.entries(FILES).map(([path, text]) => [path, sum(text)]));
  return { parent, folder, known, target: join(parent, "bag") };
}

test("a bag has the files below data, a manifest of them, and tags that say what it is", () => {
  const { folder, known, target } = setUp();
  utimesSync(join(folder, "session.json"), 1_700_000_000, 1_700_000_000);
  expect(writeBag(nodeDisk, { folder, known }, target, INFO)).toEqual({ files: 3, bytes: 8, checked: 3 });
  const { "manifest-sha256.txt": manifest = "", "bag-info.txt": info, ...rest } = readTree(target);
  expect(manifest.split("\n")).toEqual([
    `${sum("")}  data/behavior/a/b.bin`,
    `${sum("start\n")}  data/behavior/events.csv`,
    `${sum("{}")}  data/session.json`,
    "",
  ]);
  expect(info).toBe(
    "Bag-Software-Agent: rigline-watchdog 1\nBagging-Date: 2026-07-14\nExternal-Identifier: 614173_x\nPayload-Oxum: 8.3\n",
  );
  expect(rest).toMatchObject({
    "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "data/behavior/events.csv": "start\n",
  });
  expect(rest["tagmanifest-sha256.txt"]).toContain(`${sum(manifest)}  manifest-sha256.txt\n`);
  expect(nodeDisk.inspect(join(target, "data/session.json")).modifiedNs).toBe(1_700_000_000_000_000_000n);
});

describe("nothing is left of a bag", () => {
  test.each([
    [
      "whose folder is not what was handed off",
      "BAG_SOURCE_DIFFERS",
      (folder: string) => writeFileSync(join(folder, "session.json"), "[]"),
    ],
    [
      "of a folder that is not all there any more",
      "BAG_SOURCE_DIFFERS",
      (folder: string) => rmSync(join(folder, "behavior"), { recursive: true }),
    ],
    [
      "of a folder with a link in it",
      "BAG_NOT_OF_FILES",
      (folder: string) => symlinkSync(folder, join(folder, "link"), "junction"),
    ],
  ])("%s: %s", (_what, code, change) => {
    const { parent, folder, known, target } = setUp();
    change(folder);
    expect(thrownBy(() => writeBag(nodeDisk, { folder, known }, target, INFO))).toMatchObject({ code });
    expect(listDestination(parent)).toEqual(["614173_x"]);
  });

  test("for which there is no room", () => {
    const { parent, folder, known, target } = setUp();
    const full: Disk = {
      ...nodeDisk,
      write: () => {
        throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      },
    };
    expect(thrownBy(() => writeBag(full, { folder, known }, target, INFO))).toMatchObject({ code: "DESTINATION_FULL" });
    expect(listDestination(parent)).toEqual(["614173_x"]);
  });

  test("where nothing may be written, and what grew till then is removed by the next attempt", () => {
    const { parent, folder, known, target } = setUp();
    const refuse = (code: string) => () => {
      throw Object.assign(new Error(code), { code });
    };
    const told = (disk: Partial<Disk>) =>
      thrownBy(() => writeBag({ ...nodeDisk, ...disk }, { folder, known }, target, INFO));
    expect(told({ makeFolder: refuse("EROFS") })).toMatchObject({
      code: "STORAGE_WRITE_FAILED",
      todo: expect.stringContaining("read-only") as string,
    });
    expect(told({ rename: refuse("EIO"), removeFile: refuse("EIO") })).toMatchObject({ code: "STORAGE_WRITE_FAILED" });
    writeBag(nodeDisk, { folder, known }, target, INFO);
    expect(listDestination(parent)).toEqual(["614173_x", "bag"]);
  });
});

test("what stands there is never written over, and what an earlier attempt left is begun anew", () => {
  const { folder, known, target } = setUp();
  writeTree(join(dirname(target), ".rigline-bag.partial"), { "data/half": "x" });
  writeBag(nodeDisk, { folder, known }, target, INFO);
  expect(existsSync(join(target, "data/half"))).toBe(false);
  expect(thrownBy(() => writeBag(nodeDisk, { folder, known }, target, INFO))).toMatchObject({
    code: "BAG_TARGET_TAKEN",
  });
});

test("the command holds each file against the list that is found, and says so where there is none", async () => {
  const { parent, folder, target } = setUp();
  const none = await runMain("export", "--bag", folder, target);
  expect([none.code, none.stdout]).toEqual([0, expect.stringContaining("there is no list of what was handed off")]);
  const list = Object.entries(FILES).map(([path, text]) => `${sum(text)}  ./${path}\n`);
  writeFileSync(join(folder, "checksums.sha256"), list.join(""));
  const json = await runMain("export", "--bag", folder, join(parent, "second"), "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ files: 4, checked: 3, list: join(folder, "checksums.sha256") });
  writeFileSync(join(folder, "session.json"), "[]");
  expect(await runMain("export", "--bag", folder, join(parent, "third"))).toMatchObject({ code: 9 });
  expect(readFileSync(join(target, "data/session.json"), "utf8")).toBe("{}");
  expect(await runMain("export", folder, join(parent, "third"))).toMatchObject({ code: 2 });
  // By another name of the folder, too.
  symlinkSync(folder, join(parent, "link"), "junction");
  const inside = await runMain("export", "--bag", folder, join(parent, "link/bag"));
  expect([inside.code, inside.stderr]).toEqual([2, expect.stringContaining("BAG_IN_ITS_SOURCE")]);
  expect(existsSync(join(folder, "bag"))).toBe(false);
  expect(await runMain("export", "--bag", folder, join(parent, "no/where"))).not.toMatchObject({ code: 0 });
});
