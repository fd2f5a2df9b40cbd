import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { runPluginSession } from "@rigline/core/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { parseWatchConfig } from "@rigline/manifest";
import { followFile, readFollowRequests, readRecordingSigns, writeFollowProgress } from "@rigline/manifest/follow";
import { expect, test } from "vitest";
import plugin from "../../src/index.js";
import { DaemonControl } from "../../src/daemon/daemon-control.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { checkFollow } from "../../src/preflight/check-follow.js";
import { announceRecording } from "../../src/recording/announce-recording.js";
import { hideRecording, showRecording } from "../../src/recording/show-recording.js";
import { rig } from "../support/changer-rig.js";
import { handOffQuietly } from "../support/hand-off.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { SESSION_FILES } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const FOLLOW = { whole_when: "renamed", first: ["*.json"] };

/** A session that is being recorded. */
async function recording(changes: PartChanges = {}) {
  const bench = rig({ ...changes, options: { follow: FOLLOW, ...changes.options } });
  const { parts, session, places } = bench;
  const announce = () => announceRecording(parts, new DaemonControl(parts), session, new AbortController().signal);
  await announce();
  const requests = () => readFollowRequests(nodeFileSystem, places.flagFolder);
  return { ...bench, announce, requests };
}

test("a session asks to be copied while it runs, and its manifest says when it ended, by its own disk's clock", async () => {
  const folder = temporaryFolder();
  const flags = join(folder, "flags");
  const seen: unknown[] = [];
  mkdirSync(flags);
  await using result = await runPluginSession(plugin, {
    options: {
      destination: join(folder, "central"),
      allow_local_destination: true,
      project_name: "Example project",
      flag_dir: flags,
      service: "none",
      transfer_endpoint: null,
      exclude: ["*.tmp"],
      follow: FOLLOW,
    },
    during: ({ directory }) => {
      seen.push(...readFollowRequests(nodeFileSystem, flags));
      expect(readRecordingSigns(nodeFileSystem, flags)).toMatchObject([
        { directory, launcher: expect.any(Number) as number },
      ]);
      writeTree(directory, SESSION_FILES);
    },
  });

  const { session } = result;
  expect(seen).toEqual([
    {
      session: session?.name,
      directory: session?.directory,
      destination: join(folder, "central", session?.subject ?? ""),
      since: expect.any(String) as string,
      contract: {
        wholeWhen: "renamed",
        suffix: ".inprogress",
        quietSeconds: 30,
        list: "transfer_manifest.jsonl",
        first: ["*.json"],
      },
      include: [],
      exclude: ["*.tmp"],
      keepDays: 7,
      launcher: expect.any(Number) as number,
    },
  ]);
  expect(readRecordingSigns(nodeFileSystem, flags)).toEqual([]);
  const ended = statSync(join(session?.directory ?? "", ".rigline", "ended"), { bigint: true }).mtimeNs;
  expect(readFollowRequests(nodeFileSystem, flags)).toMatchObject([{ endedNs: ended.toString() }]);
  expect(existsSync(join(flags, `manifest_${session?.name}.yaml`))).toBe(true);
  const watched = parseWatchConfig(readFileSync(join(flags, ".rigline", "watch_config.yml"), "utf8"));
  expect(watched.config.rigline.follow).toBe(true);
});

test("how far it is copied is read of a session that runs, and of none that nobody asked to be copied", async () => {
  const { parts, session, places, change } = await recording();
  const read = () => new JobReader(parts).follow(session);
  const nothing = { at: null, files: 0, bytes: 0, waiting: 0, held: null };
  expect(read()).toEqual(nothing);
  const progress = { at: "2026-07-14T09:41:10Z", files: 2, bytes: 3000, waiting: 1, held: null };
  writeFollowProgress(nodeFileSystem, followFile(places.flagFolder, session.directory, "progress"), progress);
  expect(read()).toEqual(progress);
  await change({ do: "discard", reason: "a test" });
  expect(read()).toBeUndefined();
  expect(new JobReader(makeParts(temporaryFolder())).follow(session)).toBeUndefined();
});

test("without the option nothing of it is written", async () => {
  const { requests, places } = await recording({ options: { follow: undefined } });
  expect(requests()).toEqual([]);
  expect(existsSync(places.flagFolder)).toBe(false);
});

test.each([
  ["discard", "discarded by ada@rig-1 at "],
  ["cancel", "cancelled by ada@rig-1 at "],
] as const)("what was copied goes when the session is to be handed off no more: %s", async (deed, why) => {
  const { requests, change } = await recording();
  await change({ do: deed, reason: "a test" });
  expect(requests()[0]?.dropped).toContain(why);
});

test("what was copied of a session stays while that is held, and while it is called otherwise", async () => {
  const { requests, change } = await recording();
  await change({ do: "hold" });
  await change({ do: "relabel", subject: "700001" });
  expect(requests()).toMatchObject([{ session: expect.any(String) as string }]);
  expect(requests()[0]?.dropped).toBeUndefined();
});

test("what was copied goes when the session is declined", async () => {
  const { requests, parts, session } = await recording({ options: { confirm: true } });
  parts.ui.confirm = () => Promise.resolve(false);
  expect(await handOffQuietly(parts, session)).toMatchObject({ state: "declined" });
  expect(requests()[0]?.dropped).toBe("declined: the answer to transfer was no");
});

test("while it runs a session says so where a queue is, with `follow` or without; a simulated one is none", () => {
  const folder = temporaryFolder();
  const parts = makeParts(folder);
  const control = new DaemonControl(parts);
  const { session } = rig();
  const signs = () => readRecordingSigns(nodeFileSystem, control.places.flagFolder);
  showRecording(parts, control, session);
  expect(existsSync(control.places.flagFolder)).toBe(false);
  control.prepare();
  showRecording(parts, control, { ...session, simulated: true });
  expect(signs()).toEqual([]);
  showRecording(parts, control, session);
  const { name, directory, rigName } = session;
  const { hostname, pid } = parts.machine;
  expect(signs()).toEqual([{ rig: rigName, host: hostname, session: name, directory, launcher: pid }]);
  hideRecording(parts, control, session);
  expect(signs()).toEqual([]);

  const refuse = (): never => {
    throw new Error("the disk is full");
  };
  const silent = { ...parts, fileSystem: { ...parts.fileSystem, rename: refuse, remove: refuse } };
  showRecording(silent, control, session);
  expect(signs()).toEqual([]);
  hideRecording(silent, control, session);
});

/** A disk on which nothing of what is followed can be said any more. */
const SILENT: FileSystem = {
  ...nodeFileSystem,
  rename: (from, to) => {
    if (/[\\/]follow[\\/]/u.test(to) || to.endsWith("ended")) throw new Error("the disk is full");
    nodeFileSystem.rename(from, to);
  },
};

test("what can't be said of what is followed keeps no session from its hand-off, or from being discarded", async () => {
  const { requests, hand, change, parts } = await recording();
  await change({ do: "discard" }, SILENT);
  expect(requests()[0]?.dropped).toBeUndefined();
  expect(parts.logged.at(-1)).toContain("what was copied of the session while it ran stays for 7 days: ");

  const other = await recording();
  expect(await other.hand(SILENT)).toMatchObject({ state: "pending" });
  expect(other.parts.logged.at(-1)).toContain("it could not be noted when the session ended: ");
  expect(await hand()).toMatchObject({ state: "declined" });
});

test("where it can't be asked for, the session goes on and is copied afterwards", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "flags"), "in the way");
  const parts = makeParts(folder, { options: { follow: {} } });
  const { session } = rig();
  await announceRecording(parts, new DaemonControl(parts), session, new AbortController().signal);
  expect(parts.logged).toEqual([expect.stringContaining("the session is not copied while it runs, but afterwards: ")]);
  rmSync(join(folder, "flags"));
});

test("the preflight tells whether sessions will be copied while they run", () => {
  const folder = temporaryFolder();
  const parts = makeParts(folder, { options: { follow: {} } });
  const places = { follows: true, configFile: "/rig/watch_config.yml" };
  expect(checkFollow(makeParts(folder), places)).toEqual([]);
  expect(checkFollow(parts, places)).toMatchObject([{ level: "ok" }]);
  expect(checkFollow(parts, { ...places, follows: false })).toMatchObject([
    { level: "warning", todo: expect.stringContaining("follow: true") as string },
  ]);
  const external = makeParts(folder, { options: { follow: {}, service: "external" } });
  expect(checkFollow(external, places)).toMatchObject([{ level: "warning" }]);
});
