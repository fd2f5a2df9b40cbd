import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "@rigline/foundation/platform";
import { describe, expect, onTestFinished, test } from "vitest";
// Workers run the built sources.
import { WorkerProcess } from "../../src/work/worker-process.js";
import { createWorkerPool } from "../../src/work/worker-pool.js";
import type { WorkOrder } from "../../src/work/work-order.js";
import { taskFor } from "../support/copy-tasks.js";
import { makePipe } from "../support/make-pipe.js";
import { signalTo, workersOf } from "../support/worker-processes.js";
import { seededBytes } from "../support/seeded-random.js";
import { foundDestination, NO_QUEUE } from "../support/rig.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const PATIENT = { dataMs: 30_000, namesMs: 30_000, silentMs: 1000, graceMs: 1000 };
const unaborted = { signal: new AbortController().signal };

function pool(size = 2, patience = PATIENT) {
  const created = createWorkerPool({ size, patience, clock: systemClock, startWorker: () => new WorkerProcess() });
  onTestFinished(() => created.close());
  return created;
}

test("copies in processes, more orders than processes", async () => {
  const root = quickFolder();
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`source/f${index}`, seededBytes(index, 5000)]),
  );
  writeTree(root, { ...files, "staging/": "" });
  const workers = pool();
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      workers.run(
        { kind: "copy", algorithm: "sha256", readBack: "cache", tasks: [taskFor(root, `f${index}`)] },
        { signal: new AbortController().signal },
      ),
    ),
  );
  for (const [index, { verified, failure }] of outcomes.entries()) {
    expect(failure).toBeUndefined();
    expect(verified[0]?.hash).toBe(createHash("sha256").update(seededBytes(index, 5000)).digest("hex"));
    expect(readFileSync(join(root, `staging/f${index}`)).equals(seededBytes(index, 5000))).toBe(true);
  }
});

test("one gets ready before there is work, and does it", async () => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  let started = 0;
  const startWorker = (): WorkerProcess => ((started += 1), new WorkerProcess());
  const workers = createWorkerPool({ size: 2, patience: PATIENT, clock: systemClock, startWorker });
  onTestFinished(() => workers.close());
  workers.prepare();
  workers.prepare();
  expect(started).toBe(1);
  const order = {
    kind: "hash",
    algorithm: "sha256",
    files: [{ path: taskFor(root, "a").source, side: "source" }],
  } as const;
  expect(await workers.run(order, unaborted)).toMatchObject([{ bytes: 1 }]);
  expect(started).toBe(1);
});

test("a failure comes back with its code, place, reason and advice; the worker goes on", async () => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const task = taskFor(root, "a");
  writeFileSync(task.source, "changed");
  const workers = pool(1);
  const { failure } = await workers.run(
    { kind: "copy", algorithm: "sha256", readBack: "cache", tasks: [task] },
    unaborted,
  );
  expect(failure).toMatchObject({
    code: "SOURCE_CHANGED",
    where: { file: task.source },
    why: "it had 1 bytes and has 7",
  });
  const again = await workers.run(
    { kind: "hash", algorithm: "sha256", files: [{ path: task.source, side: "source" }] },
    unaborted,
  );
  expect(again).toMatchObject([{ bytes: 7 }]);
  const request = { name: "../x", destination: root, modalities: {}, schemas: [] };
  await expect(workers.run({ kind: "plan", request, queue: NO_QUEUE }, unaborted)).rejects.toMatchObject({
    name: "RiglineError",
    code: "NAME_NOT_ALLOWED",
    exit: "handOff",
    why: expect.stringContaining("Windows") as string,
    todo: expect.stringContaining("plain name") as string,
  });
  await expect(workers.run({ kind: "findSources", request: { modalities: { x: ["\0"] } } }, unaborted)).rejects.toThrow(
    /null bytes/,
  );
});

test("a large order and a large answer come through whole", async () => {
  const root = quickFolder();
  mkdirSync(join(root, "source"));
  for (let index = 0; index < 3000; index += 1) writeFileSync(join(root, `source/${"n".repeat(100)}${index}`), "");
  const request = { name: "s", destination: join(root, "out"), modalities: { b: [join(root, "source")] }, schemas: [] };
  const workers = pool(1);
  const plan = await workers.run({ kind: "plan", request, queue: NO_QUEUE }, unaborted);
  expect(plan.files).toHaveLength(3000);
  await workers.run(
    { kind: "prepareStaging", staging: join(root, "staging"), wanted: plan, at: foundDestination(root) },
    unaborted,
  );
  const compared = await workers.run({ kind: "compareTree", root: join(root, "staging"), expected: plan }, unaborted);
  expect(compared).toMatchObject({ there: true, difference: expect.stringContaining("is not there") as string });
});

test("an abort ends a worker in the middle of a large file at once, and another takes its place", async () => {
  const root = quickFolder();
  writeTree(root, { "source/large": Buffer.alloc(200_000_000), "source/small": "x", "staging/": "" });
  const controller = new AbortController();
  const workers = pool(1);
  let aborted = 0;
  const order = { kind: "copy", algorithm: "sha256", readBack: "cache", tasks: [taskFor(root, "large")] } as const;
  const running = workers.run(order, {
    signal: controller.signal,
    onBytes: () => {
      aborted ||= performance.now();
      controller.abort();
    },
  });
  await expect(running).rejects.toMatchObject({ code: "COPY_STOPPED" });
  expect(performance.now() - aborted).toBeLessThan(5000);
  await expect(workers.run(order, { signal: controller.signal })).rejects.toThrow("aborted");
  const next = { kind: "copy", algorithm: "sha256", readBack: "cache", tasks: [taskFor(root, "small")] } as const;
  expect((await workers.run(next, unaborted)).failure).toBeUndefined();
});

test("an abort lets a batch of small files finish", async () => {
  const root = quickFolder();
  const names = Array.from({ length: 20 }, (_, index) => `f${index}`);
  writeTree(root, Object.fromEntries(names.map((name) => [`source/${name}`, seededBytes(1, 100_000)])));
  writeTree(root, { "staging/": "" });
  const controller = new AbortController();
  const tasks = names.map((name) => taskFor(root, name));
  // A worker that is still being started when the abort comes has its grace for that too.
  const workers = pool(1, { ...PATIENT, graceMs: 20_000 });
  const running = workers.run(
    { kind: "copy", algorithm: "sha256", readBack: "cache", tasks },
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort(), 1);
  const outcome = await running.catch((error: unknown) => error);
  // Aborted before it was begun, when the machine is that busy.
  if (outcome instanceof Error) expect(outcome.name).toBe("AbortError");
  else expect(outcome).toMatchObject({ failure: undefined, verified: { length: 20 } });
});

test.runIf(process.platform === "linux")(
  "a worker that is killed fails its order, not the daemon (found by its command in /proc)",
  async () => {
    const root = quickFolder();
    writeTree(root, { large: Buffer.alloc(100_000_000) });
    const workers = pool(1);
    const large = { path: join(root, "large"), side: "source" } as const;
    const order = { kind: "hash", algorithm: "sha256", files: Array.from({ length: 50 }, () => large) } as const;
    const running = workers.run(order, { ...unaborted, onBytes: () => signalTo(workersOf(process.pid), "SIGKILL") });
    await expect(running).rejects.toMatchObject({
      code: "COPY_FAILED",
      why: expect.stringContaining("large") as string,
    });
    expect(await workers.run({ ...order, files: [large] }, unaborted)).toHaveLength(1);
  },
);

describe.skipIf(process.platform === "win32")(
  "a system call that does not return (not on Windows: a named pipe stands for it)",
  () => {
    /** An order that waits for a pipe's other end, as one would for a dead share. */
    const hangingIn = (root: string): WorkOrder => {
      writeTree(root, { "flag/": "" });
      makePipe(join(root, "complete/manifest_x.yml"));
      const [manifest, completeFolder] = [join(root, "flag/manifest_x.yml"), join(root, "complete")];
      return { kind: "archive", manifest, digest: "", completeFolder };
    };
    const quick = (root: string) =>
      ({ kind: "hash", algorithm: "sha256", files: [{ path: join(root, "x"), side: "source" }] }) as const;

    test("fails its order at the deadline, and its process is gone", async () => {
      const root = quickFolder();
      writeTree(root, { x: "x" });
      const workers = pool(1, { ...PATIENT, namesMs: 300 });
      await expect(workers.run(hangingIn(root), unaborted)).rejects.toMatchObject({
        code: "COPY_STALLED",
        why: expect.stringContaining(join(root, "complete")) as string,
      });
      expect(workersOf(process.pid)).toEqual([]);
      expect(await workers.run(quick(root), unaborted)).toMatchObject([{ bytes: 1 }]);
    });

    test("holds up no other order", async () => {
      const root = quickFolder();
      writeTree(root, { x: "x" });
      const workers = pool(1);
      const controller = new AbortController();
      const hanging = workers.run(hangingIn(root), { signal: controller.signal });
      expect(await workers.run(quick(root), unaborted)).toMatchObject([{ bytes: 1 }]);
      controller.abort();
      await expect(hanging).rejects.toMatchObject({ code: "COPY_STOPPED" });
    });

    test("is left behind within seconds when told to stop", async () => {
      const workers = pool(1);
      const controller = new AbortController();
      const hanging = workers.run(hangingIn(quickFolder()), { signal: controller.signal });
      const told = performance.now();
      setTimeout(() => controller.abort(), 50);
      await expect(hanging).rejects.toMatchObject({ code: "COPY_STOPPED" });
      expect(performance.now() - told).toBeLessThan(5000);
    });
  },
);

test("a closed pool leaves no process behind", async () => {
  const root = quickFolder();
  writeTree(root, { x: "x" });
  const workers = pool(2);
  await workers.run(
    { kind: "hash", algorithm: "sha256", files: [{ path: join(root, "x"), side: "source" }] },
    unaborted,
  );
  const [worker = 0] = workersOf(process.pid);
  expect(existsSync(`/proc/${worker}`) || process.platform !== "linux").toBe(true);
  await workers.close();
  expect(workersOf(process.pid)).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "a worker whose daemon is another than it was started by touches nothing (Windows ends it with its daemon)",
  async () => {
    const root = quickFolder();
    writeTree(root, { "gone/a": "1" });
    const program = fileURLToPath(new URL("../../dist/work/worker-main.js", import.meta.url));
    const worker = fork(program, [String(process.pid + 1)], { serialization: "advanced", execArgv: [] });
    const exit = once(worker, "exit");
    worker.send({ id: 1, order: { kind: "removeTree", path: join(root, "gone") } });
    expect(await exit).toEqual([1, null]);
    expect(existsSync(join(root, "gone/a"))).toBe(true);
  },
);
