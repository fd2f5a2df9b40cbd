import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { publishedInventoryPath, verificationsPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { writeBag } from "../../src/bag/write-bag.js";
import { findCopy } from "../../src/verify/find-copy.js";
import { readVerifications } from "../../src/verify/verification-record.js";
import { verifyFolder } from "../../src/verify/verify-folder.js";
import { runCommandLine } from "../support/daemon-process.js";
import { runMain } from "../support/run-main.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

const FILES = { "behavior/events.csv": "start\n", "session.json": "{}" } as const;

function makeCopy(files: Readonly<Record<string, string>> = FILES) {
  const parent = temporaryFolder();
  const folder = join(parent, "614173_x");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { parent, folder };
}

function sum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function listOf(files: Readonly<Record<string, string>>, before = ""): string {
  return Object.entries(files)
    .map(([path, text]) => `${sum(text)}  ${before}${path}\n`)
    .join("");
}

function find(folder: string, inventoryFile?: string) {
  return findCopy(
    { disk: nodeDisk, fileSystem: nodeFileSystem },
    { wanted: folder, inventoryFile, flagFolder: undefined },
  );
}

function verify(folder: string, inventoryFile?: string) {
  return verifyFolder(nodeDisk, folder, find(folder, inventoryFile).list, () => undefined);
}

test("without an inventory a list of sums is found beside the folder or in it, and an inventory goes before it", () => {
  const { parent, folder } = makeCopy();
  const kindOf = () => [find(folder).list.kind, find(folder).listFile];
  const inside = join(folder, "SHA256SUMS");
  writeFileSync(inside, listOf(FILES));
  expect(kindOf()).toEqual(["sums", inside]);
  const beside = join(parent, "614173_x.sha256");
  writeFileSync(beside, listOf(FILES));
  expect(kindOf()).toEqual(["sums", beside]);
  // Rigline's own, whose JSON is lost, names all.
  const own = publishedInventoryPath(folder, "sha256");
  mkdirSync(join(own, ".."), { recursive: true });
  writeFileSync(own, listOf(FILES));
  expect(kindOf()).toEqual(["inventory", own]);
  const head = { format: "rigline-inventory-1", manifest: "m", digest: "d", name: "614173_x", destination: folder };
  const json = publishedInventoryPath(folder, "json");
  const made = { madeBy: "rigline", at: "2026-07-14T16:05:00.000Z", algorithm: null, count: 0, bytes: 0, files: [] };
  writeFileSync(json, JSON.stringify({ ...head, ...made }));
  expect(kindOf()).toEqual(["inventory", json]);
});

test.each(["", "614173_x/", "./", "./614173_x/"])(
  "one that was made with %j before its names is of this folder",
  (before) => {
    const { parent, folder } = makeCopy();
    const list = join(parent, "list.txt");
    writeFileSync(list, listOf(FILES, before));
    expect(verify(folder, list)).toMatchObject({ missing: [], changed: [], unreadable: [], extra: [] });
    writeFileSync(list, listOf(FILES, `${folder}/`));
    expect(verify(folder, list)).toMatchObject({ missing: [], extra: [] });
  },
);

test("nothing outside of the folder is read by a list, and one that is none is refused with its line", () => {
  const { parent, folder } = makeCopy();
  writeFileSync(join(parent, "secret.txt"), "secret");
  const list = join(parent, "list.txt");
  for (const [text, line, why] of [
    [listOf({ ...FILES, "../secret.txt": "secret" }), 3, `../secret.txt is not in ${folder}`],
    [listOf({ [join(parent, "secret.txt")]: "secret" }), 1, "is not in"],
    [listOf({ ".": "" }), 1, "is not in"],
    ["md5 of nothing\n", 1, "is no line of sha256sum"],
  ] as const) {
    writeFileSync(list, text);
    expect(thrownBy(() => find(folder, list))).toMatchObject({
      code: "INVENTORY_UNREADABLE",
      why: expect.stringContaining(why) as string,
      where: { file: list, line },
    });
  }
  writeFileSync(list, '{"files": []}');
  expect(thrownBy(() => find(folder, list))).toMatchObject({ why: "it is JSON, and no inventory of Rigline's" });
  rmSync(list);
  expect(thrownBy(() => find(folder, list))).toMatchObject({
    code: "INVENTORY_UNREADABLE",
    why: expect.stringContaining("ENOENT") as string,
  });
});

const isThere = spawnSync("sha256sum", ["--version"]).status === 0;
if (!isThere) console.log("skipped: the list is not made by sha256sum itself, which is not installed");

test("the command goes by a list that sha256sum has made, says so, and what is not in it", async () => {
  const odd = process.platform === "win32" ? {} : { "behavior/a\\b\nc.csv": "odd" };
  const { parent, folder } = makeCopy({ ...FILES, ...odd });
  const list = join(parent, "614173_x.sha256");
  const paths = [...Object.keys(FILES), ...Object.keys(odd)];
  const made = isThere ? spawnSync("sha256sum", ["-b", ...paths], { cwd: folder }).stdout : undefined;
  writeFileSync(list, made ?? listOf({ ...FILES, ...odd }));
  writeFileSync(join(folder, "later.nwb"), "1");
  const partial = await runCommandLine("verify", folder);
  expect(partial).toMatchObject({ code: EXIT_CODES.success, stderr: "" });
  expect(partial.stdout).toContain(`${folder}: whole as far as its list goes; 1 of its files is not in the list`);
  expect(partial.stdout).toContain(`\n  list       ${list}, a list of sha256sum\n  not listed later.nwb\n`);
  writeFileSync(join(folder, "session.json"), "[]");
  const later = Array.from({ length: 24 }, (_, index) => `later-${10 + index}.nwb`);
  for (const name of later) writeFileSync(join(folder, name), "1");
  const many = await runMain("verify", folder);
  expect(many.stdout).toMatch(
    / {2}not listed later-28\.nwb\n {2}not listed later-29\.nwb\n {2}not listed 5 more; --json names all\n$/,
  );
  expect(many.stdout).toContain("  changed    session.json: has another sha256\n");
  const damaged = await runMain("verify", folder, "--inventory", list, "--json");
  expect(damaged.code).toBe(EXIT_CODES.handOff);
  expect(JSON.parse(damaged.stdout)).toMatchObject({
    result: "damaged",
    list: "sums",
    inventory: list,
    changed: [{ path: "session.json", why: "has another sha256" }],
    extra: [...later, "later.nwb"],
    name: null,
    recorded: null,
  });
});

test("that it was read is kept beside the data where notes are kept there; where it can't be, that is told", async () => {
  const { parent, folder } = makeCopy();
  writeFileSync(join(folder, "SHA256SUMS"), listOf(FILES));
  const read = async (): Promise<Record<string, unknown>> =>
    JSON.parse((await runMain("verify", folder, "--json")).stdout) as Record<string, unknown>;
  expect(await read()).toMatchObject({ result: "whole", record: null });
  mkdirSync(join(parent, ".rigline"));
  const { record } = await read();
  expect(record).toBe(verificationsPath(folder));
  const [line] = readVerifications(nodeFileSystem, folder);
  expect(line).toMatchObject({
    by: expect.stringContaining("@") as string,
    files: 2,
    found: { missing: 0, changed: 0 },
  });
  expect((await runMain("verify", folder)).stdout).toContain(`  record     ${verificationsPath(folder)}`);
  rmSync(join(parent, ".rigline"), { recursive: true });
  mkdirSync(join(parent, ".rigline"));
  writeFileSync(join(parent, ".rigline/verified"), "in the way");
  const told = await runMain("verify", folder);
  expect([told.code, told.stdout]).toEqual([0, expect.stringContaining("record     none beside the data: ")]);
});

test.skipIf(process.platform === "win32")(
  "a bag is held against its own lists, its tags too, whatever its names (Windows has no such names)",
  async () => {
    const odd = { "behavior/100%0A\n \\ b ": "odd", "checksums.sha256": "the session's own\n" };
    const { parent, folder } = makeCopy({ ...FILES, ...odd });
    const bag = join(parent, "bag");
    writeBag(nodeDisk, { folder, known: new Map() }, bag, { date: "2026-07-14", agent: "rigline-watchdog" });
    const whole = await runMain("verify", bag);
    expect([whole.code, whole.stdout]).toEqual([
      0,
      expect.stringMatching(/bag: whole\n {2}compared {3}7 files.*\n {2}list .*tagmanifest-sha256\.txt, of a bag\n$/),
    ]);
    // As bagit of Python has it: what it need not encode stays as it is.
    writeFileSync(join(bag, "data/100%25"), "raw");
    appendFileSync(join(bag, "manifest-sha256.txt"), `${sum("raw")}  data/100%25\n`);
    writeFileSync(join(bag, "more.txt"), "");
    rmSync(join(bag, "data/session.json"));
    expect(verify(bag)).toMatchObject({
      missing: ["data/session.json"],
      changed: [{ path: "manifest-sha256.txt" }],
      extra: ["more.txt", "tagmanifest-sha256.txt"],
    });
    writeFileSync(join(bag, "manifest-sha256.txt"), "no list\n");
    expect(thrownBy(() => find(bag))).toMatchObject({ code: "INVENTORY_UNREADABLE", where: { line: 1 } });
  },
);

test("a file that is named is no folder", () => {
  const { folder } = makeCopy();
  expect(thrownBy(() => find(join(folder, "session.json")))).toMatchObject({
    code: "VERIFY_NO_FOLDER",
    message: `${join(folder, "session.json")} is a file, and no published folder`,
  });
});
