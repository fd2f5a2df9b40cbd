import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { c4IdOf } from "../../src/custody/c4-id.js";
import { readChain } from "../../src/custody/read-chain.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { writeGeneration } from "../../src/publish/write-generation.js";
import { packHashes } from "../../src/publish/write-sums.js";
import { findCopy } from "../../src/verify/find-copy.js";
import { withoutLists } from "../../src/verify/own-lists.js";
import { verifyFolder } from "../../src/verify/verify-folder.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { killedBeforeRecording } from "../support/dying-pool.js";
import { createRig, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { writeTree } from "../support/temporary-folder.js";
import { twoRigs } from "../support/two-rigs.js";

const c4 = (bytes: Uint8Array | string): string => c4IdOf(createHash("sha512").update(bytes).digest());

async function run(rig: Rig, changes: Partial<DaemonParts> = {}, settings = {}) {
  const wanted = settingsFor(rig, { checksums: true, custody: "asc-mhl", ...settings });
  const parts = partsFor(rig, { settings: wanted, ...changes });
  const { troubled } = await runOnce(parts);
  return { troubled, events: parts.events };
}

/** The history in a published session: its one generation, and what its chain says. */
function readHistory(target: string) {
  const folder = join(target, "ascmhl");
  const [name = ""] = readdirSync(folder).filter((file) => file.endsWith(".mhl"));
  const chain = readChain(readFileSync(join(folder, "ascmhl_chain.xml"), "utf8"));
  return { names: readdirSync(folder), name, text: readFileSync(join(folder, name), "utf8"), chain };
}

function verify(folder: string) {
  const ports = { disk: nodeDisk, fileSystem: nodeFileSystem };
  const copy = findCopy(ports, { wanted: folder, inventoryFile: undefined, flagFolder: undefined });
  return withoutLists(
    nodeFileSystem,
    copy,
    verifyFolder(nodeDisk, copy.folder, copy.list, () => {}),
  );
}

const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/<path size[^>]*>([^<]*)</g)].map(([, path = ""]) => path);

test("a session has a generation of ASC MHL with the C4 id of each file, chained, which counts as none of its data", async () => {
  const rig = createRig();
  rig.hand("session");
  const { events } = await run(rig);
  const target = join(rig.destination, "session");
  const { names, name, text, chain } = readHistory(target);
  expect(names).toHaveLength(2);
  expect(name).toMatch(/^0001_session_\d{4}-\d\d-\d\d_\d{6}Z\.mhl$/);
  expect([...chain]).toEqual([[name, c4(text)]]);
  const files = Object.keys(PUBLISHED).filter((path) => !path.endsWith("/"));
  expect(pathsIn(text).toSorted()).toEqual([...files, "checksums.sha256"].toSorted());
  for (const path of [...files, "checksums.sha256"])
    expect(text).toMatch(
      new RegExp(`>${path}</path>\n +<c4 action="original" hashdate="[^"]+">${c4(readFileSync(join(target, path)))}<`),
    );
  expect(events).toContainEqual(expect.objectContaining({ event: "published", files: files.length }));
  const whole = { missing: [], changed: [], unreadable: [], extra: [] };
  expect(verify(target)).toMatchObject(whole);
  // Moved without what stood beside it.
  rmSync(join(rig.destination, ".rigline"), { recursive: true });
  expect(verify(target)).toMatchObject(whole);
  writeFileSync(join(target, "ascmhl", name), text.replace("original", "verified"));
  expect(verify(target)).toMatchObject({ ...whole, extra: [`ascmhl/${name}`, "ascmhl/ascmhl_chain.xml"] });
  rmSync(join(target, "ascmhl/ascmhl_chain.xml"));
  expect(verify(target)).toMatchObject({ ...whole, extra: [`ascmhl/${name}`] });
});

test("nobody asks for one: nothing is read for it, and none is there", async () => {
  const rig = createRig();
  rig.hand("session");
  const inner = createInlinePool(nodeDisk);
  const kinds: string[] = [];
  const pool: typeof inner = { ...inner, run: (order, options) => (kinds.push(order.kind), inner.run(order, options)) };
  await run(rig, { pool }, { custody: undefined });
  expect(kinds).not.toContain("hash");
  expect(existsSync(join(rig.destination, "session/ascmhl"))).toBe(false);
});

test("a copy that is read otherwise for it than it was verified is not published", async () => {
  const rig = createRig();
  rig.hand("session");
  const inner = createInlinePool(nodeDisk);
  const pool: typeof inner = {
    ...inner,
    run: async (order, options) => {
      if (order.kind === "hash") for (const { path } of order.files) writeFileSync(path, "spoilt");
      return inner.run(order, options);
    },
  };
  const { events } = await run(rig, { pool });
  expect(events).toContainEqual(expect.objectContaining({ event: "failed", code: "COPY_DIFFERS" }));
  expect(existsSync(join(rig.destination, "session"))).toBe(false);
  expect((await run(rig)).troubled).toBe(0);
  expect(readHistory(join(rig.destination, "session")).chain.size).toBe(1);
});

test("a session that brings a history keeps it as it is, and so do names that XML can't hold; both are told", async () => {
  const rig = createRig();
  writeTree(rig.data, { "behavior/card/ascmhl/ascmhl_chain.xml": "of the camera\n" });
  rig.hand("session");
  const { events, troubled } = await run(rig);
  const target = join(rig.destination, "session");
  expect([troubled, existsSync(join(target, "ascmhl"))]).toEqual([0, false]);
  expect(readFileSync(join(target, "behavior/card/ascmhl/ascmhl_chain.xml"), "utf8")).toBe("of the camera\n");
  const told = (message: string): unknown =>
    expect.objectContaining({ event: "notice", message: expect.stringContaining(message) as string });
  expect(events).toContainEqual(told("ascmhl_chain.xml names no generation"));
  const unchained = createRig();
  writeTree(unchained.data, { "behavior/AscMHL/notes.txt": "" });
  unchained.hand("session");
  expect((await run(unchained)).events).toContainEqual(told("it brings a folder `ascmhl` that is no history"));
  if (process.platform === "win32") return;
  const other = createRig();
  writeTree(other.data, { "behavior/bell\u0007": "" });
  other.hand("session");
  expect((await run(other)).events).toContainEqual(told("XML can't hold"));
});

/** A folder of the rig's data that has a history of its own, of these files. */
function giveHistory(rig: Rig, folder: string, files: Readonly<Record<string, string>>): string {
  const root = join(rig.data, folder);
  writeTree(root, files);
  const list = Object.entries(files).map(([path, text]) => ({ path, bytes: text.length }));
  const digests = packHashes(Object.values(files).map((text) => createHash("sha512").update(text).digest("hex")));
  const head = { at: "2026-07-14T09:05:00.000Z", hostname: "camera", version: "1.0.0" };
  const generation = { ...head, name: "card", digests, readBack: "cache" } as const;
  writeGeneration(nodeDisk, root, { files: list, folders: [], generation }, [], 0o600);
  return `${folder}/ascmhl/0001_card_2026-07-14_090500Z.mhl`;
}

test("a generation is chained to the history that a session brought, which speaks for its own files", async () => {
  const rig = createRig();
  const own = giveHistory(rig, "behavior/card", { "a.bin": "a", "b.bin": "bb" });
  rig.hand("session");
  expect((await run(rig)).troubled).toBe(0);
  const target = join(rig.destination, "session");
  const { text } = readHistory(target);
  expect(pathsIn(text).filter((path) => path.startsWith("behavior/card"))).toEqual([]);
  expect(text).toContain(
    `<hashlistreference>\n      <path>${own}</path>\n      <c4>${c4(readFileSync(join(target, own)))}</c4>`,
  );
  expect(verify(target)).toMatchObject({ missing: [], changed: [], extra: [] });
});

test.each([
  ["a file that it does not know", "more.bin", "c", "does not know more.bin"],
  ["a file that is not what it says", "a.bin", "x", "a.bin is not what the history that lies above it says"],
])("a session's own history is left alone, and told, with %s", async (_what, path, text, message) => {
  const rig = createRig();
  giveHistory(rig, "behavior/card", { "a.bin": "a", "b.bin": "bb" });
  writeFileSync(join(rig.data, "behavior/card", path), text);
  rig.hand("session");
  const { events, troubled } = await run(rig);
  expect([troubled, existsSync(join(rig.destination, "session/ascmhl"))]).toEqual([0, false]);
  const told = expect.stringContaining(message) as string;
  expect(events).toContainEqual(expect.objectContaining({ event: "notice", message: told }));
});

test("where several computers hand off one session there is none, and that is told", async () => {
  const { destination, first } = twoRigs();
  first.give();
  const parts = first.parts({ settings: settingsFor(first, { hostname: first.host, custody: "asc-mhl" }) });
  await runOnce(parts);
  const message = expect.stringContaining("several computers hand it off") as string;
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "notice", message }));
  expect(existsSync(join(destination, "session/ascmhl"))).toBe(false);
});

test.each(["asc-mhl", undefined])(
  "what was published and not recorded counts with its history, wanted now or not: %s",
  async (custody) => {
    const rig = createRig();
    rig.hand("session");
    await run(rig, killedBeforeRecording("published"));
    const { text } = readHistory(join(rig.destination, "session"));
    const { troubled } = await run(rig, {}, { custody });
    expect([troubled, readHistory(join(rig.destination, "session")).text]).toEqual([0, text]);
  },
);

test("a copy that somebody touches before it is published is read again, and the history is written anew", async () => {
  const rig = createRig();
  rig.hand("session");
  let touched = false;
  const disk: Disk = {
    ...nodeDisk,
    syncFolder: (path) => {
      nodeDisk.syncFolder(path);
      if (touched || !path.endsWith("ascmhl")) return;
      touched = true;
      writeFileSync(join(path, "../session.json"), PUBLISHED["session.json"]);
    },
  };
  expect((await run(rig, { disk, pool: createInlinePool(disk) })).troubled).toBe(0);
  expect(touched).toBe(true);
  const { names, name, text, chain } = readHistory(join(rig.destination, "session"));
  expect([names.length, [...chain]]).toEqual([2, [[name, c4(text)]]]);
});
