import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { lockError, type LockHolder, type ProcessLocks } from "@rigline/foundation/lock";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock, createMemoryLog, type FakeClock } from "@rigline/foundation/testing";
import { writeFollowRequest } from "@rigline/manifest/follow";
import { stopDaemon, watchdogLockName } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";
import type { DaemonPorts } from "../../src/daemon/daemon-ports.js";
import { serveDaemon } from "../../src/daemon/serve-daemon.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { performOrder } from "../../src/work/perform-order.js";
import type { Worker } from "../../src/work/worker.js";
import { acceptingService, createRig, PUBLISHED, settingsFor, type Rig } from "../support/rig.js";
import { followRequest } from "../support/followed-rig.js";
import { readDestination, writeTree } from "../support/temporary-folder.js";

const ME: LockHolder = { pid: 7, what: "another", since: "" };

/** The locks of a machine that is this object. */
function createLocks(): ProcessLocks {
  const held = new Map<string, LockHolder>();
  return {
    acquire: (name, holder) => {
      if (held.has(name)) return Promise.reject(lockError("LOCK_HELD", { what: `${name} is held` }));
      held.set(name, holder);
      return Promise.resolve({ release: () => Promise.resolve(void held.delete(name)) });
    },
    holder: (name) => Promise.resolve(held.get(name)),
  };
}

/** A worker in this thread, and no process. */
function createInlineWorker(ports: Pick<DaemonPorts, "disk" | "fileSystem" | "clock">): Worker {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let usable = true;
  return {
    get usable() {
      return usable;
    },
    ended,
    run: (order, onBytes) => performOrder({ ...ports, sleep: (ms) => ports.clock.sleep(ms), onBytes }, order),
    kill: () => {
      usable = false;
      end();
    },
  };
}

/** A daemon with nothing of the system below it but a disk; all that came of it, once it has ended. */
async function serve(
  rig: Rig,
  changes: {
    settings?: Partial<DaemonSettings>;
    ports?: Partial<DaemonPorts & { clock: FakeClock }>;
    idleMs?: number;
    /** So much at once the clock moves on. */
    stepMs?: number;
  } = {},
) {
  const clock = changes.ports?.clock ?? createFakeClock({ now: new Date() });
  const events: DaemonEvent[] = [];
  const log = createMemoryLog();
  let begun = 0;
  let left = 0;
  const base = {
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    http: acceptingService(),
    locks: createLocks(),
    watchFolder: () => ({ start: () => {}, stop: () => {} }),
    readMounts: () => [],
    readSecret: () => "",
    getJson: () => Promise.reject(new Error("nobody tells")),
    random: () => 0,
    pid: 4711,
    report: (event: DaemonEvent) => void events.push(event),
    log,
    ...changes.ports,
    clock,
  };
  const asked: unknown[] = [];
  const startWorker: DaemonPorts["startWorker"] = (bandwidth, yields) => {
    const worker = createInlineWorker(base);
    asked.push([bandwidth !== undefined, yields === true]);
    begun += 1;
    void worker.ended.then(() => (left += 1));
    return worker;
  };
  const options = { once: false, idleMs: changes.idleMs ?? 1000, signal: new AbortController().signal };
  const settings = settingsFor(rig, changes.settings);
  const over = new AbortController();
  const served = serveDaemon(settings, { ...base, startWorker }, options).finally(() => over.abort());
  served.catch(() => undefined);
  while (!over.signal.aborted) await clock.advance(changes.stepMs ?? 100);
  const told = events.map(({ event }) => event);
  return { ...base, end: await served, events: told, log, workers: { begun, left, asked } };
}

describe("a daemon over ports that are not the system's", () => {
  test("tells the catalogue of its config of what it has handed off, with the token that stands where it says", async () => {
    const rig = createRig();
    rig.hand("session");
    const asked: string[] = [];
    const request: DaemonPorts["request"] = (url, { method, headers }) => {
      asked.push(`${method} ${url} ${headers["authorization"]}`);
      return Promise.resolve({ status: 200, headers: {}, body: "[]" });
    };
    const scicat = {
      url: "http://scicat.test/api/v3",
      token: { env: "TOKEN" },
      owner_group: "aind",
      access_groups: [],
      owner: "Ada Lovelace",
      contact_email: "lab@example.org",
    };
    const ports = { request, readSecret: ({ env = "" }) => `the ${env}` };
    const { events } = await serve(rig, { settings: { catalogue: { scicat } }, ports });
    expect(asked[0]).toBe("POST http://scicat.test/api/v3/datasets Bearer the TOKEN");
    expect(events.slice(-3)).toEqual(["archived", "catalogued", "stopped"]);
  });

  test("hands off, tells its start and its end, and leaves neither a lock nor a worker", async () => {
    const rig = createRig();
    rig.hand("session");
    let holder: LockHolder | undefined;
    const locks = createLocks();
    const name = watchdogLockName(rig.flag);
    const disk: Disk = {
      ...nodeDisk,
      list: (folder) => {
        void locks.holder(name).then((found) => (holder ??= found));
        return nodeDisk.list(folder);
      },
    };
    const settings = { notices: ["a key that none has"], withoutEffect: ["robocopy_args"] };
    const { end, events, log, workers, clock } = await serve(rig, { settings, ports: { locks, disk } });
    expect(end).toMatchObject({ reason: "idle", troubled: 0 });
    expect([events[0], events.at(-2), events.at(-1)]).toEqual(["started", "archived", "stopped"]);
    expect(readDestination(rig.destination)).toEqual(
      Object.fromEntries(Object.entries(PUBLISHED).map(([path, content]) => [`session/${path}`, content])),
    );
    expect(log.lines).toEqual([
      "warning rigline: a key that none has",
      "debug rigline: without effect here: robocopy_args",
    ]);
    expect(holder).toMatchObject({ pid: 4711, what: `rigline-watchdog of ${rig.flag}` });
    expect(Math.abs(Date.parse(holder?.since ?? "") - clock.now().getTime())).toBeLessThan(60_000);
    expect(await locks.holder(name)).toBeUndefined();
    expect(workers.begun).toBeGreaterThan(0);
    expect(workers.left).toBe(workers.begun);
  });

  test("copies a session while it runs and does not end before it; all its workers yield to that, and else none does", async () => {
    const rig = createRig();
    rig.hand("earlier");
    const session = join(rig.root, "running");
    writeTree(session, { "behavior/trial.csv": "trial" });
    const request = followRequest({ data: session, destination: rig.destination });
    writeFollowRequest(nodeFileSystem, rig.flag, request);
    const growing = (): string | undefined =>
      readdirSync(rig.destination, { recursive: true })
        .map(String)
        .find((path) => path.endsWith("trial.csv"));
    const ports = { isProcessThere: () => existsSync(rig.destination) && growing() === undefined };

    const { end, events, workers } = await serve(rig, {
      settings: { follow: true, rescanMs: 5000 },
      ports,
      stepMs: 2000,
    });

    expect(end.reason).toBe("idle");
    expect(events).toContain("following");
    expect(growing()).toMatch(/^\.rigline-.*\.partial[\\/]behavior[\\/]trial\.csv$/u);
    expect(workers.asked.length).toBeGreaterThan(1);
    expect(workers.asked).toEqual(workers.asked.map(() => [true, true]));
    const plain = createRig();
    plain.hand("earlier");
    expect((await serve(plain)).workers.asked[0]).toEqual([false, false]);
  });

  test("is refused where another holds the lock, and touches nothing", async () => {
    const rig = createRig();
    rig.hand("session");
    const locks = createLocks();
    await locks.acquire(watchdogLockName(rig.flag), ME);
    await expect(serve(rig, { ports: { locks } })).rejects.toMatchObject({ code: "LOCK_HELD" });
    expect(await locks.holder(watchdogLockName(rig.flag))).toEqual(ME);
    expect([readdirSync(rig.flag), existsSync(rig.destination)]).toEqual([["manifest_session.yml"], false]);
  });

  test("copies under a name that no rig of another name uses", async () => {
    const rig = createRig();
    const grewIn = async (hostname: string): Promise<string> => {
      for (const folder of [rig.destination, rig.complete, join(rig.flag, ".rigline")])
        rmSync(folder, { recursive: true, force: true });
      rig.hand("session");
      const staging = new Set<string>();
      const makeFolder: Disk["makeFolder"] = (path, mode) => {
        if (path.endsWith(".partial")) staging.add(basename(path));
        nodeDisk.makeFolder(path, mode);
      };
      await serve(rig, { settings: { hostname }, ports: { disk: { ...nodeDisk, makeFolder } } });
      return [...staging].join();
    };
    const names = [await grewIn("rig-1"), await grewIn("rig-2"), await grewIn("rig-1")];
    expect(names.every((name) => /^\.rigline-session-[\da-f]{8}\.partial$/u.test(name))).toBe(true);
    expect([names[0] === names[2], names[0] === names[1]]).toEqual([true, false]);
  });

  test("looks when it is told that something came, long before its rescan", async () => {
    const rig = createRig();
    const clock = createFakeClock({ now: new Date() });
    let hint = (): void => {};
    let archivedAt = Infinity;
    const ports: Partial<DaemonPorts & { clock: FakeClock }> = {
      clock,
      watchFolder: (folder, onHint) => {
        expect(folder).toBe(rig.flag);
        return { start: () => (hint = onHint), stop: () => {} };
      },
      report: ({ event }) => {
        if (event === "archived") archivedAt = clock.monotonic();
        if (event !== "started") return;
        clock.after(10_000, () => {
          rig.hand("session");
          hint();
        });
      },
    };
    await serve(rig, { settings: { rescanMs: 3_600_000 }, ports, idleMs: 600_000 });
    expect([archivedAt >= 10_000, archivedAt < 15_000]).toEqual([true, true]);
  });

  describe("asked to end", () => {
    /** A service that is asked by the first job, and answers when `answer` is called; then another manifest is there. */
    async function serveAsked(now: boolean) {
      const rig = createRig();
      rig.hand("first", { endpoint: "http://service/submit" });
      const locks = createLocks();
      const clock = createFakeClock({ now: new Date() });
      const asked = { ended: false };
      const http: DaemonPorts["http"] = {
        post: (_url, { signal }) =>
          new Promise((resolve, reject) => {
            signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
            const parts = { fileSystem: nodeFileSystem, locks, clock };
            void stopDaemon(parts, rig.flag, { now, waitMs: 60_000 }).then(({ ended }) => (asked.ended = ended));
            clock.after(10, () => rig.hand("second"));
            clock.after(5_000, () => resolve({ status: 200, headers: {}, body: '{"message":"Submitted"}' }));
          }),
      };
      const served = await serve(rig, { ports: { locks, clock, http }, idleMs: 600_000 });
      await clock.advance(1_000);
      return { ...served, rig, asked };
    }

    test("begins nothing any more, and ends when what is under way is done", async () => {
      const { end, events, rig, asked } = await serveAsked(false);
      expect([end.reason, asked.ended]).toEqual(["request", true]);
      expect(events.filter((event) => event === "archived")).toEqual(["archived"]);
      expect(events.filter((event) => event === "planned")).toEqual(["planned"]);
      expect(readdirSync(rig.complete)).toEqual(["manifest_first.yml"]);
      expect(existsSync(join(rig.flag, "manifest_second.yml"))).toBe(true);
      expect(existsSync(join(rig.flag, ".rigline/stop.json"))).toBe(false);
    });

    test("at once, breaks off what is under way, and another daemon does it all", async () => {
      const { end, events, rig } = await serveAsked(true);
      expect([end.reason, events.includes("archived")]).toEqual(["request", false]);
      const again = await serve(rig);
      expect(again.end.reason).toBe("idle");
      expect(readdirSync(rig.complete).sort()).toEqual(["manifest_first.yml", "manifest_second.yml"]);
    });

    test("takes no notice of what was asked of a daemon before it", async () => {
      const rig = createRig();
      rig.hand("session");
      mkdirSync(join(rig.flag, ".rigline"), { recursive: true });
      const file = join(rig.flag, ".rigline/stop.json");
      const earlier = '{"pid":4711,"since":"2026-01-01T00:00:00.000Z","now":true}';
      for (const text of ['{"pid":4711,"now":true}', earlier, '{"pid":5,"now":true}', "{"]) {
        writeFileSync(file, text);
        const { end } = await serve(rig);
        expect(end.reason).toBe("idle");
      }
      expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
    });
  });
});
