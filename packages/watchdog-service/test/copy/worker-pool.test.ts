import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
// Threads run the built sources.
import { createWorkerPool } from "../../dist/copy/worker-pool.js";
import { taskFor } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

function pool(size = 2, stallMs = 30_000) {
  const created = createWorkerPool({ size, stallMs });
  onTestFinished(() => created.close());
  return created;
}

const unaborted = { signal: new AbortController().signal };

test("copies in threads, more orders than threads", async () => {
  const root = quickFolder();
  writeTree(
    root,
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`source/f${index}`, seededBytes(index, 5000)])),
  );
  writeTree(root, { "staging/": "" });
  const workers = pool();
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      workers.run({ kind: "copy", algorithm: "sha256", tasks: [taskFor(root, `f${index}`)] }, unaborted),
    ),
  );
  for (const [index, { verified, failure }] of outcomes.entries()) {
    expect(failure).toBeUndefined();
    expect(verified[0]?.hash).toBe(createHash("sha256").update(seededBytes(index, 5000)).digest("hex"));
    expect(readFileSync(join(root, `staging/f${index}`)).equals(seededBytes(index, 5000))).toBe(true);
  }
});

test("a failure crosses the thread with its code, place and reason; the thread goes on", async () => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const task = taskFor(root, "a");
  writeFileSync(task.source, "changed");
  const workers = pool(1);
  const { failure } = await workers.run({ kind: "copy", algorithm: "sha256", tasks: [task] }, unaborted);
  expect(failure).toMatchObject({
    code: "SOURCE_CHANGED",
    where: { file: task.source },
    why: "it had 1 bytes and has 7",
  });
  const again = await workers.run({ kind: "hash", algorithm: "sha256", paths: [task.source] }, unaborted);
  expect(again).toMatchObject([{ bytes: 7 }]);
  await expect(
    workers.run({ kind: "hash", algorithm: "sha256", paths: [join(root, "none")] }, unaborted),
  ).rejects.toMatchObject({
    code: "SOURCE_READ_FAILED",
  });
});

test("an abort stops a thread in the middle of a file, which is removed", async () => {
  const root = quickFolder();
  writeTree(root, { "source/large": Buffer.alloc(200_000_000), "staging/": "" });
  const controller = new AbortController();
  const workers = pool(1);
  const { verified, failure } = await workers.run(
    { kind: "copy", algorithm: "sha256", tasks: [taskFor(root, "large")] },
    { signal: controller.signal, onBytes: () => controller.abort() },
  );
  expect([verified, failure]).toMatchObject([[], { code: "COPY_STOPPED" }]);
  expect(existsSync(join(root, "staging/large"))).toBe(false);
});

test("a thread that says nothing for too long is given up, and so is the next: nothing hangs", async () => {
  const root = quickFolder();
  writeTree(root, { large: Buffer.alloc(7_000_000) });
  const order = { kind: "hash", algorithm: "sha256", paths: [join(root, "large")] } as const;
  // A thread needs longer than this to begin.
  const impatient = pool(1, 1);
  for (let round = 0; round < 3; round += 1)
    await expect(impatient.run(order, unaborted)).rejects.toMatchObject({ code: "COPY_STALLED" });
  expect(await pool(1).run(order, unaborted)).toMatchObject([{ bytes: 7_000_000 }]);
});
