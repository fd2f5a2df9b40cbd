import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { type Dirent, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeDisk } from "../../packages/foundation/src/disk/index.js";
import { nodeFileSystem } from "../../packages/foundation/src/platform/index.js";
import { appendGeneration } from "../../packages/watchdog-service/src/custody/append-generation.js";
import {
  findNested,
  type NestedHistories,
  readNested,
} from "../../packages/watchdog-service/src/custody/nested-histories.js";
import { CustodyReading } from "../../packages/watchdog-service/src/verify/custody-reading.js";
import { writeBag } from "../../packages/watchdog-service/src/bag/write-bag.js";
import { writeGeneration } from "../../packages/watchdog-service/src/publish/write-generation.js";
import { packHashes, writeSums } from "../../packages/watchdog-service/src/publish/write-sums.js";
import { makeWorkFolder, removeWorkFolder } from "../e2e/rig.js";
import { INSTALL_TIMEOUT, PROGRAMS, pythonOf } from "./peers.js";

/** RIGLINE_TREES=1000 for so many. */
const TREES = Number(process.env["RIGLINE_TREES"] ?? 5);
const SEED = Number(process.env["RIGLINE_TREES_SEED"] ?? 1);

const parent = makeWorkFolder("archives");
let python: string | undefined;
let withAscmhl: string | undefined;
beforeAll(async () => {
  [python, withAscmhl] = await Promise.all([pythonOf("bagit 1.9.0"), pythonOf("ascmhl 1.2")]);
}, INSTALL_TIMEOUT);
afterAll(() => removeWorkFolder(parent));

/** Mulberry32. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

// Without a percent sign, which RFC 8493 has encoded and bagit 1.9.0 does not decode.
const LETTERS = [
  "a",
  "B",
  "0",
  "é",
  "日",
  "😀",
  " ",
  "-",
  "_",
  ".",
  "'",
  '"',
  "*",
  "#",
  "\\",
  "\n",
  "\r",
  "&",
  "=",
  ",",
];

function nameOf(random: (below: number) => number): string {
  const name = Array.from({ length: 1 + random(8) }, () => LETTERS[random(LETTERS.length)]).join("");
  // Nor a blank or a line's end as the last letter, which that cuts off.
  return `${name}${/\s$|^\.*$/.test(name) ? "x" : ""}`;
}

/** A tree of files with odd names; returns their hashes by path. */
function growTree(root: string, seed: number): ReadonlyMap<string, string> {
  const random = createRandom(seed);
  const folders = ["", ...Array.from({ length: random(4) }, () => nameOf(random))];
  const files = new Map<string, string>();
  for (let count = random(12); count >= 0; count -= 1) {
    const folder = folders[random(folders.length)] ?? "";
    // A name of a folder is none of a file.
    const path = count === 0 ? "plain" : `${folder === "" ? "" : `d${folder}/`}f${nameOf(random)}`;
    // It decodes the first two of each in a path, and no more.
    if (["\n", "\r"].some((end) => path.split(end).length > 3)) continue;
    const bytes = Buffer.alloc(random(10) === 0 ? 0 : random(5000), random(256));
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
    files.set(path, createHash("sha256").update(bytes).digest("hex"));
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const SHA256SUM = "sha256sum";
const hasTool = spawnSync(SHA256SUM, ["--version"]).status === 0;

test.skipIf(!hasTool || process.platform === "win32")(
  "sha256sum -c takes the list of each tree (needs GNU's sha256sum)",
  () => {
    for (let seed = SEED; seed < SEED + TREES; seed += 1) {
      const root = join(parent, `sums-${seed}`);
      const files = growTree(root, seed);
      const list = { hashes: packHashes([...files.values()]), readBack: "cache" } as const;
      writeSums(nodeDisk, join(root, "checksums.sha256"), [...files.keys()], list);
      const args = ["-c", "--strict", "--quiet", "checksums.sha256"];
      expect(spawnSync(SHA256SUM, args, { cwd: root, encoding: "utf8" }), `seed ${seed}`).toMatchObject({
        status: 0,
        stdout: "",
      });
      rmSync(root, { recursive: true });
    }
  },
);

test("bagit 1.9.0 takes the bag of each tree, and none of which a file was changed", ({ skip }) => {
  if (python === undefined || process.platform === "win32") return skip("bagit can't be had here");
  const bags: string[] = [];
  for (let seed = SEED; seed < SEED + TREES; seed += 1) {
    const root = join(parent, `tree-${seed}`);
    const known = growTree(root, seed);
    const bag = join(parent, `bag-${seed}`);
    writeBag(nodeDisk, { folder: root, known }, bag, { date: "2026-07-14", agent: "rigline-watchdog" });
    rmSync(root, { recursive: true });
    bags.push(bag);
  }
  const program = join(PROGRAMS, "validate_bags.py");
  const told = execFileSync(python, [program], { input: bags.join("\0"), encoding: "utf8" });
  expect(JSON.parse(told)).toEqual(bags.map(() => null));
  const [first = ""] = bags;
  const [line = ""] = readFileSync(join(first, "manifest-sha256.txt"), "utf8").split("\n");
  const path = line.slice(66).replaceAll("%0A", "\n").replaceAll("%0D", "\r");
  writeFileSync(join(first, path), "another");
  expect(JSON.parse(execFileSync(python, [program], { input: first, encoding: "utf8" }))).toEqual([expect.any(String)]);
});

function pathsIn(root: string, which: (entry: Dirent) => boolean): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(which)
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Gives a tree its history. */
function growHistory(root: string, known: ReadonlyMap<string, string>, nested?: NestedHistories): void {
  const files = [...known.keys()].map((path) => ({ path, bytes: statSync(join(root, path)).size }));
  const folders = pathsIn(root, (entry) => entry.isDirectory());
  const digests = files.map(({ path }) =>
    createHash("sha512")
      .update(readFileSync(join(root, path)))
      .digest("hex"),
  );
  const head = { at: "2026-07-14T09:05:00.000Z", hostname: "rig <&> 1", version: "1.0.0" };
  const generation = {
    ...head,
    name: basename(root),
    digests: packHashes(digests),
    readBack: "cache",
    nested,
  } as const;
  writeGeneration(nodeDisk, root, { files, folders, generation }, [], 0o600);
}

/** Gives folders the history of whoever recorded into them: by ascmhl itself, as a camera's program would. */
function growOwnHistories(python: string, folders: readonly string[]): void {
  const program = [
    "import sys",
    "from ascmhl.commands import create",
    "for folder in sys.stdin.read().split(chr(0)): create.main([folder, '-h', 'xxh64'], standalone_mode=False)",
  ];
  execFileSync(python, ["-c", program.join("\n")], { input: folders.join("\0") });
}

test(
  "ascmhl 1.2 takes a generation that is chained to histories that the session brought, and those of later readings",
  {
    timeout: 30_000 + TREES * 500,
  },
  ({ skip }) => {
    if (withAscmhl === undefined || process.platform === "win32") return skip("ascmhl can't be had here");
    const ports = { disk: nodeDisk, fileSystem: nodeFileSystem };
    const trees = Array.from({ length: TREES }, (_none, index) => join(parent, `chained-${SEED + index}`));
    const cards = trees.flatMap((root, index) => {
      growTree(root, SEED + index);
      return ["behavior/card", "ecephys"].map((card) => {
        growTree(join(root, card), SEED + index + 1);
        // Behind a line feed in a name it writes blanks into its own history.
        for (const path of pathsIn(join(root, card), ({ name }) => name.includes("\n")))
          rmSync(join(root, card, path), { recursive: true, force: true });
        mkdirSync(join(root, card, "empty"));
        return join(root, card);
      });
    });
    growOwnHistories(withAscmhl, cards);
    for (const root of trees) {
      const paths = pathsIn(root, (entry) => entry.isFile());
      const roots = findNested(paths);
      expect(roots).toEqual(["behavior/card", "ecephys"]);
      growHistory(root, new Map(paths.map((path) => [path, ""])), readNested(nodeFileSystem, root, roots ?? [], paths));
      // All of it is read again, and then a part.
      const reading = new CustodyReading(ports, root, "server");
      expect(reading.append()).toMatchObject({ said: { failed: 0, original: 0 } });
      const [first = ""] = paths.filter((path) => !path.includes("/"));
      const digest = createHash("sha512")
        .update(readFileSync(join(root, first)))
        .digest("hex");
      const read = [{ path: first, bytes: statSync(join(root, first)).size, digest }];
      const head = { at: "2026-10-14T09:05:00.000Z", hostname: "rig", version: "1.0.0" };
      const added = appendGeneration(ports, { folder: root, read, head, readBack: "cache" });
      expect(added).toMatchObject({ said: { verified: 1, failed: 0, original: 0 } });
    }
    const program = join(PROGRAMS, "check_histories.py");
    const told = JSON.parse(
      execFileSync(withAscmhl, [program, "unlike"], { input: trees.join("\0"), encoding: "utf8" }),
    ) as unknown[];
    expect(told).toEqual(trees.map(() => null));
  },
);

test("ascmhl 1.2 takes the generation of each tree, has the same hashes of its folders, and none of which a file was changed", ({
  skip,
}) => {
  if (withAscmhl === undefined || process.platform === "win32") return skip("ascmhl can't be had here");
  const trees: string[] = [];
  for (let seed = SEED; seed < SEED + TREES; seed += 1) {
    const root = join(parent, `history-${seed}`);
    const known = growTree(root, seed);
    mkdirSync(join(root, "empty folder"));
    growHistory(root, known);
    trees.push(root);
  }
  const spoilt = join(parent, "history-spoilt");
  growHistory(spoilt, growTree(spoilt, SEED));
  writeFileSync(join(spoilt, "plain"), "another");
  const program = join(PROGRAMS, "check_histories.py");
  const input = [...trees, spoilt].join("\0");
  const told = JSON.parse(execFileSync(withAscmhl, [program], { input, encoding: "utf8" })) as unknown[];
  expect(told.pop()).toMatch(/^verify: ERROR: hash mismatch\s+for\s+plain /);
  expect(told).toEqual(trees.map(() => null));
});
