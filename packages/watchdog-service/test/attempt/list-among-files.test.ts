import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { findCopy } from "../../src/verify/find-copy.js";
import { withoutLists } from "../../src/verify/own-lists.js";
import { verifyFolder } from "../../src/verify/verify-folder.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { killedBeforeRecording } from "../support/dying-pool.js";
import { createRig, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { listDestination, readTree, writeTree } from "../support/temporary-folder.js";
import { twoRigs, WHOLE } from "../support/two-rigs.js";

const LIST = "checksums.sha256";
const hasTool = spawnSync("sha256sum", ["--version"]).status === 0;

/** A list of these files as GNU's tool would make it, of names that need no escape. */
function listOf(files: Readonly<Record<string, string>>): string {
  const names = Object.keys(files).filter((path) => !path.endsWith("/"));
  const sum = (text: string): string => createHash("sha256").update(text).digest("hex");
  return names
    .sort()
    .map((path) => `${sum(files[path] ?? "")}  ./${path}\n`)
    .join("");
}

async function run(rig: Rig, changes: Partial<DaemonParts> = {}, settings = {}) {
  const parts = partsFor(rig, { settings: settingsFor(rig, { checksums: true, ...settings }), ...changes });
  const { troubled } = await runOnce(parts);
  return { troubled, events: parts.events };
}

function verify(folder: string) {
  const ports = { disk: nodeDisk, fileSystem: nodeFileSystem };
  const copy = findCopy(ports, { wanted: folder, inventoryFile: undefined, flagFolder: undefined });
  const found = withoutLists(
    nodeFileSystem,
    copy,
    verifyFolder(nodeDisk, copy.folder, copy.list, () => {}),
  );
  return { kind: copy.list.kind, ...found };
}

const WHOLE_COPY = { missing: [], changed: [], unreadable: [], extra: [] };

test("each published session has a list of its files, which counts as none of them", async () => {
  const rig = createRig();
  rig.hand("session");
  const { events } = await run(rig);
  const target = join(rig.destination, "session");
  expect(readTree(target)).toEqual({ ...PUBLISHED, [LIST]: listOf(PUBLISHED) });
  expect(events).toContainEqual(expect.objectContaining({ event: "published", files: 3 }));
  expect(verify(target)).toMatchObject({ kind: "inventory", ...WHOLE_COPY });
  // Years later, and moved without what stood beside it.
  rmSync(join(rig.destination, ".rigline"), { recursive: true });
  expect(verify(target)).toMatchObject({ kind: "sums", ...WHOLE_COPY });
});

test("a list that says something else than what was handed off is a file that nobody did", async () => {
  const rig = createRig();
  rig.hand("session");
  await run(rig);
  const target = join(rig.destination, "session");
  for (const text of [listOf({ "session.json": "{}" }), "notes"]) {
    writeFileSync(join(target, LIST), text);
    expect(verify(target)).toMatchObject({ ...WHOLE_COPY, extra: [LIST] });
  }
});

test.skipIf(!hasTool || process.platform === "win32")(
  "the list is what sha256sum -c takes, whatever the names are, and may be read by who may read the folders that it names (needs GNU's sha256sum)",
  async () => {
    const rig = createRig();
    const names = ["a\\b", "line\nend", "cr\rhere", " leading", "*star", "é 日 😀.bin", "#hash", "-dash"];
    writeTree(rig.data, Object.fromEntries(names.map((name) => [`behavior/${name}`, name])));
    nodeFileSystem.makeFolder(join(rig.data, "behavior/secret"));
    spawnSync("chmod", ["700", join(rig.data, "behavior/secret")]);
    rig.hand("session");
    await run(rig);
    const target = join(rig.destination, "session");
    const check = () => spawnSync("sha256sum", ["-c", "--strict", LIST], { cwd: target, encoding: "utf8" });
    expect(check().stdout.match(/: OK$/gm)).toHaveLength(names.length + 3);
    expect(statSync(join(target, LIST)).mode & 0o077).toBe(0);
    writeFileSync(join(target, "behavior/*star"), "other");
    expect(check().stdout).toContain("./behavior/*star: FAILED");
  },
);

test("one that the session brings with it is kept; without files, or where nobody wants it, there is none", async () => {
  const rig = createRig();
  writeTree(rig.data, { "Checksums.SHA256": "of the writer\n", "empty/": "" });
  rig.hand("own", { schemas: [join(rig.data, "Checksums.SHA256")] });
  rig.hand("nothing", { modalities: { behavior: [join(rig.data, "empty")] }, schemas: [] });
  expect((await run(rig)).troubled).toBe(0);
  expect(readTree(join(rig.destination, "own"))["Checksums.SHA256"]).toBe("of the writer\n");
  expect(existsSync(join(rig.destination, "nothing", LIST))).toBe(false);
  rig.hand("unwanted");
  await run(rig, {}, { checksums: false });
  expect(readTree(join(rig.destination, "unwanted"))).toEqual(PUBLISHED);
});

async function publishWithoutRecord(rig: Rig): Promise<void> {
  await run(rig, killedBeforeRecording("published"));
}

test.each([true, false])(
  "what was published and not recorded counts with its list, wanted now or not: %s",
  async (checksums) => {
    const rig = createRig();
    rig.hand("session");
    await publishWithoutRecord(rig);
    rmSync(rig.data, { recursive: true });
    const { troubled, events } = await run(rig, {}, { checksums });
    expect([troubled, events.map(({ event }) => event)]).toEqual([0, ["published", "submitted", "archived"]]);
  },
);

test("the same data with another list are other data; without one, by another program, they are left without", async () => {
  const rig = createRig();
  rig.hand("session");
  await publishWithoutRecord(rig);
  writeFileSync(join(rig.destination, "session", LIST), listOf({ "session.json": "{}" }));
  const { events } = await run(rig);
  const why = expect.stringContaining(`${LIST} is there and lists something else`) as string;
  expect(events).toContainEqual(expect.objectContaining({ code: "DESTINATION_CONFLICT", reason: why }));
  const other = createRig();
  other.hand("session");
  writeTree(join(other.destination, "session"), PUBLISHED);
  expect((await run(other)).troubled).toBe(0);
  expect(readTree(join(other.destination, "session"))).toEqual(PUBLISHED);
});

test("what an attempt left of a list is written anew, and one that was spoilt on its way is never published", async () => {
  const rig = createRig();
  rig.hand("session");
  const lists = new Set<number>();
  let spoilt = 0;
  const disk: Disk = {
    ...nodeDisk,
    createNew: (path, mode) => {
      const descriptor = nodeDisk.createNew(path, mode);
      if (path.endsWith(LIST)) lists.add(descriptor);
      return descriptor;
    },
    write: (descriptor, bytes, position) => {
      if (lists.has(descriptor) && spoilt === 0) {
        spoilt = 1;
        return nodeDisk.write(descriptor, Buffer.from(bytes).fill(0x30, 0, 1), position);
      }
      return nodeDisk.write(descriptor, bytes, position);
    },
    close: (descriptor) => {
      lists.delete(descriptor);
      nodeDisk.close(descriptor);
    },
    // Somebody touches a copy right before it is published: it is looked at twice.
    syncFolder: (path) => {
      nodeDisk.syncFolder(path);
      if (spoilt !== 1 || !path.endsWith("behavior") || !path.includes(".partial")) return;
      spoilt = 2;
      writeFileSync(join(dirname(path), "session.json"), PUBLISHED["session.json"]);
    },
  };
  const { events } = await run(rig, { disk, pool: createInlinePool(disk) });
  expect(events).toContainEqual(expect.objectContaining({ event: "failed", code: "COPY_DIFFERS" }));
  expect((await run(rig, { disk, pool: createInlinePool(disk) })).troubled).toBe(0);
  expect(spoilt).toBe(2);
  expect(readTree(join(rig.destination, "session"))).toEqual({ ...PUBLISHED, [LIST]: listOf(PUBLISHED) });
});

test("where several computers publish into one folder each lists its own, also when it was killed before that", async () => {
  const { destination, first, second } = twoRigs();
  const target = join(destination, "session");
  for (const rig of [first, second]) {
    rig.give();
    await runOnce(rig.parts({ settings: settingsFor(rig, { hostname: rig.host, checksums: true }) }));
  }
  for (const rig of [first, second]) await runOnce(rig.parts());
  const mine = ([path]: readonly [string, string]): boolean => path.startsWith("behavior");
  const lists = {
    "checksums.behavior.sha256": listOf(Object.fromEntries(Object.entries(WHOLE).filter(mine))),
    "checksums.ecephys.sha256": listOf(Object.fromEntries(Object.entries(WHOLE).filter((file) => !mine(file)))),
  };
  expect(readTree(target)).toEqual({ ...WHOLE, ...lists });
  expect(listDestination(destination)).toEqual(["session"]);
  expect(verify(target)).toMatchObject({ kind: "inventory", ...WHOLE_COPY });
  rmSync(join(destination, ".rigline"), { recursive: true });
  expect(verify(target)).toMatchObject({ kind: "sums", ...WHOLE_COPY });
});

test.each(["nothing", "the same list", "another one"])(
  "a part that was published and not listed, and %s stands there: is listed, and nothing of another is replaced",
  async (there) => {
    const { destination, first } = twoRigs();
    const settings = settingsFor(first, { hostname: first.host, checksums: true });
    first.give();
    const inner = createInlinePool(nodeDisk);
    const pool: typeof inner = {
      ...inner,
      run: (order, options) =>
        order.kind === "publishList" ? Promise.reject(new Error("killed")) : inner.run(order, options),
    };
    await runOnce(first.parts({ settings, pool }));
    const target = join(destination, "session");
    const file = join(target, "checksums.behavior.sha256");
    expect(existsSync(target) && !existsSync(file)).toBe(true);
    const wanted = listOf(readTree(target));
    if (there !== "nothing") {
      mkdirSync(target, { recursive: true });
      writeFileSync(file, there === "another one" ? "notes" : wanted);
    }
    const parts = first.parts({ settings });
    expect(await runOnce(parts)).toMatchObject({ troubled: 0 });
    expect(readTree(target)["checksums.behavior.sha256"]).toBe(there === "another one" ? "notes" : wanted);
    const message = expect.stringContaining("lists something else: it was left as it is") as string;
    const told = parts.events.filter(({ event }) => event === "notice");
    expect(told).toEqual(there === "another one" ? [expect.objectContaining({ message })] : []);
  },
);
