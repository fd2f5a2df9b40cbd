import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { beforeEach, expect, test } from "vitest";
import { fetchCopy } from "../../src/fetch/fetch-copy.js";
import { findCopy } from "../../src/verify/find-copy.js";
import { createRig, partsFor, PUBLISHED, type Rig, runOnce } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import { readDestination } from "../support/temporary-folder.js";

/** What a list of files names of it: folders that are empty are in no list. */
const { "behavior/empty/": _empty, ...FILES } = PUBLISHED;

let rig: Rig;
let published: string;
let to: string;
beforeEach(async () => {
  rig = createRig();
  published = join(rig.destination, "one");
  to = join(rig.root, "fetched");
  mkdirSync(to);
  rig.hand("one");
  await runOnce(partsFor(rig));
});

const run = (...words: readonly string[]) => runMain("fetch", ...words, "--to", to);
const there = (): Readonly<Record<string, string>> => readDestination(join(to, "one"));

test("an earlier session is fetched whole, by its folder or its name, with its times; again, it is there already", async () => {
  const dry = await run(published, "--dry-run");
  expect([dry.code, dry.stdout, nodeFileSystem.list(to)]).toEqual([
    0,
    expect.stringContaining("one: 3 files to be fetched\n") as string,
    [],
  ]);
  const { code, stdout } = await run(published);
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/one: 3 files fetched\n[^]*every byte, by sha256/) as string,
  ]);
  expect(there()).toEqual(FILES);
  expect(nodeFileSystem.list(to).map(({ name }) => name)).toEqual(["one"]);
  const path = "behavior/events.csv";
  // Node sets times by the microsecond, as a fraction.
  expect(statSync(join(to, "one", path)).mtimeMs).toBeCloseTo(statSync(join(published, path)).mtimeMs, 2);
  const again = await run("one", "-c", rig.config, "--json");
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([
    0,
    { folder: published, to: join(to, "one"), isWhole: true, fetched: [], kept: Object.keys(FILES).sort(), files: 3 },
  ]);
});

test("what stands in the way is left there, and a fetch that was cut short goes on", async () => {
  mkdirSync(join(to, "one", "behavior"), { recursive: true });
  writeFileSync(join(to, "one", "session.json"), "somebody's own");
  writeFileSync(join(to, "one", "behavior", "events.csv"), FILES["behavior/events.csv"]);
  const { code, stdout } = await run(published);
  expect(code).toBe(EXIT_CODES.refused);
  expect(stdout).toMatch(/1 file fetched, 1 there already, 1 NOT FETCHED[^]*in the way session\.json/);
  expect(there()).toEqual({ ...FILES, "session.json": "somebody's own" });
});

test("what is missing or changed at the destination is told, and nothing wrong is left at the rig", async () => {
  const events = join(published, "behavior/events.csv");
  writeFileSync(events, readFileSync(events, "utf8").replace("start", "stArt"));
  renameSync(join(published, "session.json"), join(published, "other.json"));
  const { code, stdout } = await run(published);
  expect(code).toBe(EXIT_CODES.handOff);
  expect(stdout).toMatch(
    /1 MISSING[^]*1 CHANGED[^]*missing +session\.json[^]*changed +behavior\/events\.csv: has another sha256/,
  );
  expect(Object.keys(there())).toEqual(["behavior/logs/launcher.log"]);
  expect(nodeFileSystem.list(to)).toHaveLength(1);
  rmSync(events);
  symlinkSync(join(rig.data, "behavior/events.csv"), events);
  expect((await run(published)).stdout).toContain("changed    behavior/events.csv: a link, or a folder, stands there");
});

test("a list that calls the session otherwise leads to nothing beside it, and no link is followed, here or there", async () => {
  const own = join(rig.root, "own");
  mkdirSync(own);
  writeFileSync(join(own, "thesis.txt"), "mine");
  const list = join(rig.root, "list.json");
  const inventory = readFileSync(join(rig.destination, ".rigline/inventories/one.json"), "utf8");
  writeFileSync(list, inventory.replace('"name": "one"', '"name": "/../../own"'));
  mkdirSync(join(to, "one"));
  // A folder of the session that leads to another disk of the rig.
  symlinkSync(own, join(to, "one/behavior"), "junction");
  const linked = await run(published, "--inventory", list);
  expect([linked.code, linked.stdout]).toEqual([6, expect.stringContaining("1 file fetched, 2 NOT FETCHED") as string]);
  expect(nodeFileSystem.list(own).map(({ name }) => name)).toEqual(["thesis.txt"]);
  rmSync(join(to, "one"), { recursive: true });
  symlinkSync(published, join(to, "one"), "junction");
  expect((await run(published)).stderr).toContain("is where the copy is");
  rmSync(join(to, "one"));
  renameSync(join(published, "behavior"), join(rig.root, "moved"));
  symlinkSync(join(rig.root, "moved"), join(published, "behavior"), "junction");
  const away = await run(published);
  expect([away.code, away.stdout]).toEqual([9, expect.stringContaining("2 CHANGED at the destination") as string]);
  expect(Object.keys(there())).toEqual(["session.json"]);
});

function fetchWith(
  disk: Disk,
  change: (files: { path: string }[]) => void = () => undefined,
  fileSystem: FileSystem = nodeFileSystem,
) {
  const parts = { disk, fileSystem };
  const { folder, list } = findCopy(parts, { wanted: published, inventoryFile: undefined, flagFolder: undefined });
  change(list.files as { path: string }[]);
  return fetchCopy(parts, { folder, list, target: join(to, "one"), isDry: false, onFetched: () => undefined });
}

test("a disk without room, a place that is none, and a list that leads elsewhere write nothing", async () => {
  expect(() => fetchWith({ ...nodeDisk, freeSpace: () => 10 })).toThrow(/10 B free, and 54 B are to be fetched/);
  expect(() => fetchWith(nodeDisk, ([file]) => void (file!.path = "../../elsewhere.csv"))).toThrow(/not in the folder/);
  // The session's own folder, that is there already: meant is the one above it.
  const own = join(to, basename(published));
  mkdirSync(own);
  const inItself = await runMain("fetch", published, "--to", own);
  expect([inItself.code, readdirSync(own), inItself.stderr]).toEqual([
    EXIT_CODES.usage,
    [],
    expect.stringMatching(/is called as the session itself[^]*--to "?\S*fetched"?\./) as string,
  ]);
  rmdirSync(own);
  const nowhere = await runMain("fetch", published, "--to", join(to, "nowhere"));
  expect([nowhere.code, nowhere.stderr]).toEqual([
    EXIT_CODES.usage,
    expect.stringContaining("FETCH_NO_PLACE") as string,
  ]);
  expect((await runMain("fetch", published, "--to", rig.destination)).stderr).toContain("is where the copy is");
  expect(nodeFileSystem.list(to)).toEqual([]);
});

test("where no folder can be made it is told with what to do", () => {
  const makeFolder = (): never => {
    throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
  };
  const shut = { ...nodeFileSystem, makeFolder, makeNewFolder: makeFolder };
  expect(() => fetchWith(nodeDisk, undefined, shut)).toThrow(
    expect.objectContaining({ code: "STORAGE_WRITE_FAILED", todo: expect.stringContaining("read-only") as string }),
  );
});

test("what comes in the way while it is fetched is left there", () => {
  const link: FileSystem["link"] = (from, name) => {
    if (name.endsWith("session.json")) writeFileSync(name, "somebody's own");
    nodeFileSystem.link(from, name);
  };
  const { fetched, inTheWay } = fetchWith(nodeDisk, undefined, { ...nodeFileSystem, link });
  expect([fetched.length, inTheWay, there()["session.json"]]).toEqual([2, ["session.json"], "somebody's own"]);
});

test("one that can't be read or written is told, and the others are fetched", () => {
  const refuse = (): never => {
    throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
  };
  const openSource: Disk["openSource"] = (path) =>
    path.startsWith(published) && path.endsWith("launcher.log") ? refuse() : nodeDisk.openSource(path);
  const { fetched, failed } = fetchWith({ ...nodeDisk, openSource });
  expect(failed.map(({ path }) => path)).toContain("behavior/logs/launcher.log");
  const second = fetchWith(nodeDisk);
  expect([...fetched, ...second.fetched].sort()).toEqual(Object.keys(FILES).sort());
});
