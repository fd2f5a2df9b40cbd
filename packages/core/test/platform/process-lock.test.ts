import { expect, test } from "vitest";
import { acquireProcessLock, readLockHolder } from "../../src/platform/index.js";

test("a held lock is refused and names its holder, a released one is free", async () => {
  const name = `test ${process.pid}`;
  const holder = { pid: process.pid, what: "session 1_2026", since: "2026-07-14T16:05:00Z" };
  const lock = await acquireProcessLock(name, holder);
  expect(await readLockHolder(name)).toEqual(holder);
  await expect(acquireProcessLock(name, holder)).rejects.toMatchObject({ code: "LOCK_HELD" });
  await lock.release();
  expect(await readLockHolder(name)).toBeUndefined();
});
