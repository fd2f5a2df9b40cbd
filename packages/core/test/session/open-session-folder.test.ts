import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addOrigin, openSessionFolder, readOrigin, toAindSession } from "../../src/session/open-session-folder.js";
import { planSession, type SessionParts } from "../../src/session/plan-session.js";
import { aindSessionFilePath, sessionFilePath } from "../../src/session/session-places.js";
import type { Session } from "../../src/session/session.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { buildProgram } from "../fixtures/build-program.js";
import { startProgram } from "../fixtures/start-program.js";
import { nodeFileSystem } from "@rigline/foundation/platform";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "rigline-data-"));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function create(parts: Partial<SessionParts> = {}): Session {
  const clock = createFakeClock();
  return planSession({ subject: "614173", experimenters: ["jane.doe"], dataDir, rigName: "4A", clock, ...parts });
}

test("a session is named by its subject and its wall time", () => {
  expect(create({ experiment: "AindVrForaging", notes: "first day" })).toEqual({
    name: "614173_2026-07-14T090500-0700",
    subject: "614173",
    experimenters: ["jane.doe"],
    date: "2026-07-14T09:05:00-07:00",
    zone: "America/Los_Angeles",
    rigName: "4A",
    experiment: "AindVrForaging",
    notes: "first day",
    directory: join(dataDir, "614173", "614173_2026-07-14T090500-0700"),
  });
  expect(create({ clock: createFakeClock({ zone: "UTC" }) }).name).toBe("614173_2026-07-14T160500Z");
});

test("the folder says what the session is, to us and to aind-behavior-services", () => {
  const session = openSessionFolder(nodeFileSystem, create());
  expect(JSON.parse(readFileSync(sessionFilePath(session.directory), "utf8"))).toEqual(session);
  expect(JSON.parse(readFileSync(aindSessionFilePath(session.directory), "utf8"))).toMatchObject({
    session_name: session.name,
    date: session.date,
  });
});

test.each(["session_offset", "session_utc", "session_naive_tz_los_angeles"])(
  "what aind-behavior-services reads has the keys and values that it writes itself: %s",
  (name) => {
    /** Written by aind-behavior-services 0.13.9. */
    const golden = JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8")) as Record<
      string,
      unknown
    >;
    const session = { ...create(), name: golden["session_name"], subject: golden["subject"], date: golden["date"] };
    const parts = {
      experiment: golden["experiment"],
      experimenters: golden["experimenter"],
      notes: golden["notes"] ?? "",
    };
    const ours = toAindSession({ ...session, ...parts } as Session);
    expect(Object.keys(ours)).toEqual(Object.keys(golden));
    // Which repository a session is run from, a plugin says.
    const { commit_hash: _hash, allow_dirty_repo: _dirty, skip_hardware_validation: _skip, ...rest } = golden;
    expect(ours).toMatchObject(rest);
  },
);

test("where its code came from is added by whoever knows, and stays when the session is renamed", () => {
  const session = openSessionFolder(nodeFileSystem, create());
  const read = (): unknown => JSON.parse(readFileSync(aindSessionFilePath(session.directory), "utf8"));
  expect(read()).toMatchObject({ commit_hash: null, allow_dirty_repo: false, skip_hardware_validation: false });
  addOrigin(nodeFileSystem, session, { commitHash: "1a2b3c4d" });
  addOrigin(nodeFileSystem, session, { allowsDirtyRepository: true });
  expect(read()).toMatchObject({ session_name: session.name, commit_hash: "1a2b3c4d", allow_dirty_repo: true });
  expect(readOrigin(nodeFileSystem, session)).toEqual({
    commitHash: "1a2b3c4d",
    allowsDirtyRepository: true,
    skipsHardwareValidation: false,
  });
  writeFileSync(aindSessionFilePath(session.directory), "{");
  expect(readOrigin(nodeFileSystem, session)).toEqual({});
});

describe("when the name is taken", () => {
  test("the date moves on by a second, and nothing of the other session is touched", () => {
    const first = openSessionFolder(nodeFileSystem, create());
    writeFileSync(join(first.directory, "data.bin"), "precious");
    const second = openSessionFolder(nodeFileSystem, create());
    const third = openSessionFolder(nodeFileSystem, create());
    expect([second.name, third.name]).toEqual(["614173_2026-07-14T090501-0700", "614173_2026-07-14T090502-0700"]);
    expect(second).toMatchObject({
      date: "2026-07-14T09:05:01-07:00",
      directory: join(dataDir, "614173", second.name),
    });
    expect(readFileSync(join(first.directory, "data.bin"), "utf8")).toBe("precious");
    expect(existsSync(join(second.directory, "data.bin"))).toBe(false);
  });

  test("by a file it is as taken as by a folder", () => {
    const session = create();
    mkdirSync(join(dataDir, "614173"));
    writeFileSync(session.directory, "a file");
    expect(openSessionFolder(nodeFileSystem, session).name).toBe("614173_2026-07-14T090501-0700");
    expect(readFileSync(session.directory, "utf8")).toBe("a file");
  });

  test("at the end of summer time the name stays free of the other hour's", () => {
    const clock = createFakeClock({ now: "2026-11-01T08:59:59Z" });
    openSessionFolder(nodeFileSystem, create({ clock }));
    expect(openSessionFolder(nodeFileSystem, create({ clock })).name).toBe("614173_2026-11-01T010000-0800");
  });

  test("for a whole minute, that is no accident", () => {
    const first = create();
    for (let second = 0; second <= 60; second += 1) openSessionFolder(nodeFileSystem, first);
    expect(() => openSessionFolder(nodeFileSystem, first)).toThrow(
      expect.objectContaining({ code: "SESSION_FOLDER_FAILED" }),
    );
  });

  test("40 sessions that 4 processes open at once get 40 folders", async () => {
    const program = await buildProgram("open-folder-program", join(dataDir, "program"));
    const programs = Array.from({ length: 4 }, () => startProgram(program, [dataDir, "10"]));
    const lines = await Promise.all(programs.map((each) => each.readLine()));
    await Promise.all(programs.map(({ ended }) => ended));
    const names = lines.flatMap((line) => JSON.parse(line) as string[]);
    expect(new Set(names).size).toBe(40);
  });
});

test("a data folder below a file is named", () => {
  writeFileSync(join(dataDir, "file"), "");
  const session = create({ dataDir: join(dataDir, "file") });
  expect(() => openSessionFolder(nodeFileSystem, session)).toThrow(
    expect.objectContaining({
      code: "SESSION_FOLDER_FAILED",
      exitCode: 10,
      where: { file: session.directory },
      todo: `Move ${join(dataDir, "file")} away, which is a file where a folder is needed, or name another folder.`,
    }),
  );
});
