import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startDaemon } from "../support/daemon-process.js";
import { makePipe } from "../support/make-pipe.js";
import { createRig, partsFor, PUBLISHED, runOnce, type Rig } from "../support/rig.js";
import { listDestination, readPublished } from "../support/temporary-folder.js";
import { signalTo, workersOf } from "../support/worker-processes.js";

const STOP_MS = 10_000;

function hangArchiveOf(rig: Rig, name: string): void {
  makePipe(join(rig.complete, `manifest_${name}.yml`));
}

describe.skipIf(process.platform === "win32")(
  "while a share does not answer (not on Windows: a named pipe stands for it)",
  () => {
    test("other jobs are done, and a stop is a clean one within its time; later all of it is done", async () => {
      const rig = createRig();
      rig.hand("orphan");
      expect((await runOnce(partsFor(rig))).troubled).toBe(0);
      // As a crash between the archiving and its record leaves it.
      const journal = join(rig.flag, ".rigline/jobs/manifest_orphan.yml.jsonl");
      writeFileSync(journal, readFileSync(journal, "utf8").replace(/.*"archived".*\n$/, ""));
      rmSync(join(rig.complete, "manifest_orphan.yml"));
      for (const name of ["orphan", "a_hangs"]) hangArchiveOf(rig, name);

      const daemon = startDaemon("-c", rig.config);
      rig.hand("a_hangs");
      await daemon.event("submitted");
      for (const name of ["b", "c", "d"]) rig.hand(name);
      await daemon.waitFor((events) => events.filter(({ event }) => event === "archived").length === 3);
      expect(readPublished(join(rig.destination, "d"))).toEqual(PUBLISHED);
      const workers = workersOf(daemon.child.pid ?? 0);
      const told = performance.now();
      daemon.child.kill("SIGTERM");
      const exit = await daemon.exit;
      expect([exit.code, exit.signal]).toEqual([0, null]);
      expect(performance.now() - told).toBeLessThan(STOP_MS);
      expect(workers.filter((worker) => existsSync(`/proc/${worker}`))).toEqual([]);

      for (const name of ["orphan", "a_hangs"]) rmSync(join(rig.complete, `manifest_${name}.yml`));
      expect((await runOnce(partsFor(rig))).troubled).toBe(0);
      expect(readdirSync(rig.complete)).toEqual(["a_hangs", "b", "c", "d"].map((name) => `manifest_${name}.yml`));
      expect(listDestination(rig.destination)).toEqual(["a_hangs", "b", "c", "d", "orphan"]);
    });
  },
);

test.skipIf(process.platform !== "linux")(
  "workers that are stopped in mid-copy are left behind at a stop (needs /proc)",
  async () => {
    const rig = createRig();
    writeFileSync(join(rig.data, "behavior/large.bin"), Buffer.alloc(200_000_000));
    rig.hand("session");
    const daemon = startDaemon("-c", rig.config);
    await daemon.event("planned");
    const workers = workersOf(daemon.child.pid ?? 0);
    expect(workers.length).toBeGreaterThan(0);
    signalTo(workers, "SIGSTOP");
    const told = performance.now();
    daemon.child.kill("SIGTERM");
    const exit = await daemon.exit;
    expect([exit.code, exit.signal]).toEqual([0, null]);
    expect(performance.now() - told).toBeLessThan(STOP_MS);
    expect(workers.filter((worker) => existsSync(`/proc/${worker}`))).toEqual([]);
  },
);

test.skipIf(process.platform !== "linux")(
  "workers end with a daemon that is killed, and write nothing after it (needs /proc)",
  async () => {
    const rig = createRig();
    writeFileSync(join(rig.data, "behavior/large.bin"), Buffer.alloc(200_000_000));
    rig.hand("session");
    const daemon = startDaemon("-c", rig.config);
    await daemon.event("planned");
    const workers = workersOf(daemon.child.pid ?? 0);
    daemon.child.kill("SIGKILL");
    await daemon.exit;
    await expect.poll(() => workers.filter((worker) => existsSync(`/proc/${worker}`))).toEqual([]);
    expect(existsSync(join(rig.destination, "session"))).toBe(false);
  },
);

test.skipIf(process.platform !== "linux")(
  "a second wish to stop ends a daemon at once, workers and all (needs /proc)",
  async () => {
    const rig = createRig();
    writeFileSync(join(rig.data, "behavior/large.bin"), Buffer.alloc(200_000_000));
    rig.hand("session");
    const daemon = startDaemon("-c", rig.config);
    await daemon.event("planned");
    const workers = workersOf(daemon.child.pid ?? 0);
    signalTo(workers, "SIGSTOP");
    // Two of one kind that come at once would be one.
    daemon.child.kill("SIGTERM");
    daemon.child.kill("SIGINT");
    const exit = await daemon.exit;
    signalTo(
      workers.filter((worker) => existsSync(`/proc/${worker}`)),
      "SIGKILL",
    );
    expect(exit.signal, exit.stderr).toBe("SIGKILL");
    expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  },
);

test("a daemon whose output nobody reads any more goes on", async () => {
  const rig = createRig();
  const daemon = startDaemon("-c", rig.config);
  await daemon.event("started");
  daemon.child.stdout?.destroy();
  daemon.child.stderr?.destroy();
  for (const name of ["a", "b"]) {
    rig.hand(name);
    await expect.poll(() => existsSync(join(rig.complete, `manifest_${name}.yml`))).toBe(true);
  }
  expect(readPublished(join(rig.destination, "b"))).toEqual(PUBLISHED);
  expect(daemon.child.exitCode).toBeNull();
});
