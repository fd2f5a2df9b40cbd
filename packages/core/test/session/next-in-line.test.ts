import { randomBytes } from "node:crypto";
import { systemLocks } from "@rigline/foundation/lock";
import { systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { announceLeaving, hearOfNext, type RigInLine, waitForRig } from "../../src/session/next-in-line.js";
import { acquireSessionLock } from "../../src/session/session-lock.js";

const { signal } = new AbortController();

function rigInLine(more: Partial<RigInLine> = {}): RigInLine {
  const rigName = `next ${randomBytes(6).toString("hex")}`;
  return { rigName, locks: systemLocks, clock: systemClock, pid: process.pid, ...more };
}

function take({ rigName, locks, pid }: RigInLine) {
  return acquireSessionLock(locks, { rigName, session: "614173_x", pid, now: new Date("2026-07-14T16:05:00Z") });
}

test("a session that is over is waited for by one, which it hears of; nobody waits for a free rig or for an experiment", async () => {
  const rig = rigInLine();
  const waitedFor: string[] = [];
  const wait = () => waitForRig(rig, { signal, onWaiting: ({ what }) => void waitedFor.push(what) });
  await wait();
  const lock = await take(rig);
  await wait();
  expect(waitedFor).toEqual([]);

  const leaving = await announceLeaving(rig, "614173_x");
  const next = wait();
  expect(await hearOfNext(rig, signal)).toMatchObject({ pid: process.pid, what: "the next session" });
  expect(waitedFor).toEqual(["session 614173_x"]);
  await expect(wait()).rejects.toMatchObject({
    code: "SESSION_RUNNING",
    exitCode: 6,
    message: expect.stringMatching(/held by session 614173_x .*and another launcher waits for it already/) as string,
  });
  await lock.release();
  await leaving?.release();
  await next;
  // Who waits no longer stands in nobody's way.
  expect(await systemLocks.holder(`rigline-next:${rig.rigName}`)).toBeUndefined();
});

test("the waiting ends when somebody wants it to, and after a quarter of an hour: then the rig is as taken as any", async () => {
  let minutes = 0;
  const sleep = () => Promise.resolve(void (minutes += 1));
  const rig = rigInLine({ clock: { now: () => new Date(), monotonic: () => minutes * 60_000, sleep } });
  const lock = await take(rig);
  const leaving = await announceLeaving(rig, "614173_x");
  await waitForRig(rig, { signal: AbortSignal.abort(), onWaiting: () => undefined });
  expect(minutes).toBe(0);
  await waitForRig(rig, { signal, onWaiting: () => undefined });
  expect(minutes).toBe(15);
  // Said by another launcher than the one that holds the rig, it says nothing of that one's session.
  await leaving?.release();
  const foreign = await announceLeaving({ ...rig, pid: process.pid + 1 }, "another");
  await waitForRig(rig, { signal, onWaiting: () => expect.fail("nobody leaves") });
  expect(await announceLeaving(rig, "614173_x")).toBeUndefined();
  expect(await hearOfNext(rig, AbortSignal.abort())).toBeUndefined();
  await Promise.all([lock.release(), foreign?.release()]);
});
