import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { runDaemon, somethingCame } from "../../src/daemon/run-daemon.js";
import { serveFolder, type ServeSteps } from "../../src/daemon/serve-folder.js";
import { createRig, partsFor, type Rig } from "../support/rig.js";

/** A lock in memory, and a daemon that is done when it finds nothing to do; `onMoment` is called between its steps. */
function stepsOf(rig: Rig, lock: { holders: number }, onMoment: () => Promise<void> | void): ServeSteps {
  const acquireUnlessHeld = async () => {
    await onMoment();
    if (lock.holders > 0) return undefined;
    lock.holders += 1;
    let held = true;
    const release = async (): Promise<void> => {
      await onMoment();
      if (held) lock.holders -= 1;
      held = false;
      await onMoment();
    };
    return { release };
  };
  return {
    acquireUnlessHeld,
    acquire: async () => {
      const taken = await acquireUnlessHeld();
      if (taken === undefined) throw new Error("LOCK_HELD");
      return taken;
    },
    serve: async () => {
      const disk: Disk = {
        ...nodeDisk,
        list: (folder) => {
          // Right before and right after a look: what is put there meanwhile is seen or not.
          if (folder === rig.flag) void onMoment();
          const names = nodeDisk.list(folder);
          if (folder === rig.flag) void onMoment();
          return names;
        },
      };
      const signal = new AbortController().signal;
      const end = await runDaemon(partsFor(rig, { disk }), { once: false, idleMs: 0, signal });
      await onMoment();
      return end;
    },
    somethingCame: (left) => {
      void onMoment();
      const came = somethingCame(partsFor(rig), left);
      void onMoment();
      return came;
    },
  };
}

/** A launcher that publishes at one moment of the daemon's run and asks for the lock at another. Returns what it was told. */
async function race(publishAt: number, askAt: number) {
  const rig = createRig();
  const lock = { holders: 0 };
  let moment = 0;
  let told: "held" | "free" | undefined;
  const ended = serveFolder(
    stepsOf(rig, lock, () => {
      if (moment === publishAt) rig.hand("session");
      if (moment === askAt) told = lock.holders > 0 ? "held" : "free";
      moment += 1;
    }),
  );
  await ended;
  const done = existsSync(join(rig.complete, "manifest_session.yml"));
  return { rig, lock, told, done, moments: moment };
}

test("who publishes and then finds the lock held is served, in every order of steps", async () => {
  // With nothing to do all the way; a run that has something to do has more moments, and they are like these.
  const { moments } = await race(-1, -1);
  expect(moments).toBeGreaterThanOrEqual(8);
  const outcomes: Record<string, number> = {};
  for (let publishAt = 0; publishAt < moments; publishAt += 1)
    for (let askAt = publishAt; askAt < moments; askAt += 1) {
      const { told, done, rig, lock } = await race(publishAt, askAt);
      const at = `published at ${publishAt}, asked at ${askAt} of ${moments}`;
      expect(told, at).toBeDefined();
      // Told that nobody watches, it would have started a daemon itself.
      if (told === "held") expect(done, at).toBe(true);
      expect(lock.holders, at).toBe(0);
      expect(readdirSync(rig.flag).includes("manifest_session.yml"), at).toBe(!done);
      const outcome = `${String(told)}, ${done ? "done" : "left"}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  expect(Object.keys(outcomes).toSorted()).toEqual(["free, done", "free, left", "held, done"]);
});

test("one that comes back to the folder and finds another daemon there leaves the work to it", async () => {
  const rig = createRig();
  const lock = { holders: 0 };
  let served = 0;
  const steps = stepsOf(rig, lock, () => {});
  const end = await serveFolder({
    ...steps,
    serve: () => ((served += 1), steps.serve()),
    somethingCame: () => ((lock.holders += 1), true),
  });
  expect([end.reason, served, lock.holders]).toEqual(["idle", 1, 1]);
});

test("a lock is freed whatever breaks", async () => {
  const lock = { holders: 0 };
  const steps = stepsOf(createRig(), lock, () => {});
  await expect(serveFolder({ ...steps, serve: () => Promise.reject(new Error("broken")) })).rejects.toThrow("broken");
  expect(lock.holders).toBe(0);
});

test("a folder that is away as the daemon ends brings nothing that it would have to stay for", () => {
  const rig = createRig();
  const left = new Map<string, string>();
  rig.hand("session");
  expect(somethingCame(partsFor(rig), left)).toBe(true);
  renameSync(rig.flag, `${rig.flag} away`);
  expect(somethingCame(partsFor(rig), left)).toBe(false);
});
