import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeFileSystem, systemClock, type FileSystem } from "@rigline/foundation/platform";
import { createDyingFileSystem } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { cleanSession } from "../../src/clean/clean-session.js";
import type { PlannedClean } from "../../src/clean/plan-clean.js";
import { summarizeSession } from "../../src/session/list-sessions.js";
import { createSessionJournal } from "../../src/session/session-journal.js";
import { makeRig } from "../config/rig-folder.js";
import type { Session } from "../../src/session/session.js";

const FILES = ["behavior/a.csv", "behavior/deep/b.csv", "video/c.mp4"];

const SESSION: Omit<Session, "directory"> = {
  name: "614173_x",
  subject: "614173",
  experimenters: [],
  date: "2026-07-14T09:05:00-07:00",
  zone: "America/Los_Angeles",
  rigName: "4A",
  experiment: "",
  notes: "",
};

/** A session with these files beside a folder that nobody may touch. */
function recorded() {
  const folder = makeRig({});
  const directory = path.join(folder, "data", "614173", "614173_x");
  const outside = path.join(folder, "outside");
  for (const file of FILES) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), file);
  }
  mkdirSync(outside);
  writeFileSync(path.join(outside, "a.csv"), "behavior/a.csv");
  const session: Session = { ...SESSION, directory };
  createSessionJournal(session, { fileSystem: nodeFileSystem, clock: systemClock, pid: 1 }).close();
  const plan = (): PlannedClean => {
    const summary = summarizeSession(nodeFileSystem, directory);
    const there = FILES.filter((file) => nodeFileSystem.exists(path.join(directory, file)));
    const files = there.map((file) => {
      const { size: bytes, mtimeNs: modifiedNs } = statSync(path.join(directory, file), { bigint: true });
      return [file, { path: file, bytes, modifiedNs }] as const;
    });
    const row = { decision: "delete", files: files.length, bytes: 30 } as unknown as PlannedClean["row"];
    return { row, summary, copy: "verified: /central/x", files: new Map(files) };
  };
  const clean = (planned: PlannedClean, fileSystem: FileSystem = nodeFileSystem, onTold = (): void => {}) =>
    cleanSession(
      {
        fileSystem,
        clock: systemClock,
        by: "ada@rig-1",
        signal: new AbortController().signal,
        onDeleted: () => {},
        reader: {
          released: ({ name }, { files, by }) => {
            onTold();
            told.push(`${name} ${files} ${by}`);
          },
        },
      },
      planned,
    );
  const told: string[] = [];
  const journal = (): string => readFileSync(path.join(directory, ".rigline", "journal.jsonl"), "utf8");
  return { directory, outside, plan, clean, journal, told };
}

test("killed at any step it is on record before anything is gone, and the next one goes on to the end", async () => {
  let killed = 0;
  for (let changes = 0; ; changes += 1) {
    const { directory, outside, plan, clean, journal, told } = recorded();
    const dying = createDyingFileSystem(changes);
    await clean(plan(), dying).catch(() => undefined);
    const isAllThere = plan().files.size === FILES.length;
    expect(isAllThere || journal().includes('"type":"cleaning"'), `after ${changes} changes`).toBe(true);
    if (dying.isDead) {
      killed += 1;
      const begun = plan();
      expect(await clean(begun), `after ${changes} changes`).toMatchObject({ decision: "deleted" });
    }
    expect(readdirSync(directory), `after ${changes} changes`).toEqual([".rigline"]);
    expect(summarizeSession(nodeFileSystem, directory).cleaning, `after ${changes} changes`).toMatchObject({
      by: "ada@rig-1",
      files: FILES.length,
      isDone: true,
    });
    expect(readdirSync(outside)).toEqual(["a.csv"]);
    // Before it is on record as done.
    expect(told.at(-1), `after ${changes} changes`).toMatch(/^614173_x \d ada@rig-1$/u);
    if (!dying.isDead) break;
  }
  expect(killed).toBeGreaterThan(FILES.length);
});

test("what nobody can be told of now is not done, and told by the next one", async () => {
  const { plan, clean, told } = recorded();
  const refused = await clean(plan(), nodeFileSystem, () => {
    throw new Error("the queue is away");
  });
  expect(refused).toMatchObject({ decision: "left", files: 3, left: [{ why: expect.stringContaining("is away") }] });
  expect(told).toEqual([]);
  expect(await clean(plan())).toMatchObject({ decision: "deleted" });
  expect(told).toEqual(["614173_x 0 ada@rig-1"]);
});

test("a receipt lies in the place of what was deleted, and none where something stays", async () => {
  const receipt = { name: "HANDED_OFF.json", text: "{}\n" };
  const { directory, plan, clean } = recorded();
  await clean({ ...plan(), receipt });
  expect(readdirSync(directory)).toEqual([".rigline", "HANDED_OFF.json"]);
  const other = recorded();
  const planned = other.plan();
  writeFileSync(path.join(other.directory, "behavior/a.csv"), "more than it was");
  expect(await other.clean({ ...planned, receipt })).toMatchObject({ decision: "left" });
  expect(readdirSync(other.directory)).not.toContain("HANDED_OFF.json");
});

test("what was changed since it was looked at stays, is named, and is gone on with when it was looked at again", async () => {
  const { directory, plan, clean, journal } = recorded();
  const planned = plan();
  writeFileSync(path.join(directory, "behavior/a.csv"), "more than it was");
  writeFileSync(path.join(directory, "behavior/new.csv"), "");
  expect(await clean(planned)).toMatchObject({
    decision: "left",
    files: 2,
    left: [{ path: "behavior/a.csv", why: "changed since it was looked at" }],
  });
  expect(readdirSync(directory).sort()).toEqual([".rigline", "behavior"]);
  expect(readdirSync(path.join(directory, "behavior")).sort()).toEqual(["a.csv", "new.csv"]);
  expect(journal()).not.toContain('"type":"cleaned"');
});

test.skipIf(process.platform === "win32")("a folder that has become a link since is not gone through", async () => {
  const { directory, outside, plan, clean } = recorded();
  const planned = plan();
  renameSync(path.join(directory, "behavior"), path.join(outside, "behavior"));
  symlinkSync(path.join(outside, "behavior"), path.join(directory, "behavior"));
  await clean(planned);
  expect(readdirSync(path.join(outside, "behavior")).sort()).toEqual(["a.csv", "deep"]);
  expect(readdirSync(directory).sort()).toEqual([".rigline", "behavior"]);
});

test.skipIf(process.platform === "win32")("nor one that becomes a link while it is gone through", async () => {
  const { directory, outside, plan, clean } = recorded();
  const behavior = path.join(directory, "behavior");
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    listNames: async (folder) => {
      const names = await nodeFileSystem.listNames(folder);
      if (folder !== behavior) return names;
      renameSync(behavior, path.join(directory, "moved"));
      symlinkSync(path.join(directory, "moved"), behavior);
      return names;
    },
  };
  const { left } = await clean(plan(), fileSystem);
  expect(left.map(({ why }) => why)).toContain(`${behavior} is a link by now`);
  expect(readdirSync(path.join(directory, "moved"))).toContain("a.csv");
  expect(readdirSync(outside)).toEqual(["a.csv"]);
});

test("a file that the system does not give is named, and the others are deleted", async () => {
  const { plan, clean, journal } = recorded();
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    removeFile: (file) => {
      if (file.endsWith("c.mp4")) throw Object.assign(new Error("EBUSY: resource busy"), { code: "EBUSY" });
      nodeFileSystem.removeFile(file);
    },
  };
  expect(await clean(plan(), fileSystem)).toMatchObject({
    decision: "left",
    files: 2,
    left: [{ path: "video/c.mp4", why: "EBUSY: resource busy" }],
  });
  expect(journal()).not.toContain('"type":"cleaned"');
});
