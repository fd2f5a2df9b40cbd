import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { showLocalTime } from "@rigline/foundation/time";
import { acquireSessionLock, readSessionHolder } from "../../src/session/session-lock.js";
import { systemLocks } from "@rigline/foundation/lock";

const now = new Date("2026-07-14T16:05:00Z");

test("one session at a time per rig, and the holder is named", async () => {
  const rigName = `4A ${randomBytes(6).toString("hex")}`;
  expect(await readSessionHolder(systemLocks, rigName)).toBeUndefined();
  const lock = await acquireSessionLock(systemLocks, {
    pid: process.pid,
    rigName,
    session: "614173_2026-07-14T090500-0700",
    now,
  });
  await expect(
    acquireSessionLock(systemLocks, { pid: process.pid, rigName, session: "other", now }),
  ).rejects.toMatchObject({
    code: "SESSION_RUNNING",
    exitCode: 6,
    message: `rig ${rigName} is taken: it is held by session 614173_2026-07-14T090500-0700 (pid ${process.pid}, since ${showLocalTime("2026-07-14T16:05:00.000Z")})`,
  });
  const otherRig = await acquireSessionLock(systemLocks, {
    pid: process.pid,
    rigName: `${rigName}2`,
    session: "other",
    now,
  });
  expect(await readSessionHolder(systemLocks, rigName)).toMatchObject({
    what: "session 614173_2026-07-14T090500-0700",
  });
  await Promise.all([lock.release(), otherRig.release()]);
  expect(await readSessionHolder(systemLocks, rigName)).toBeUndefined();
});
