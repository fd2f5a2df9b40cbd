import { readdirSync } from "node:fs";
import { constants, getPriority } from "node:os";
import { PassThrough } from "node:stream";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import type { Bandwidth } from "../../src/bandwidth/bandwidth-limiter.js";
import { answerPace, createPace } from "../../src/bandwidth/pace-line.js";
import { pacedDisk } from "../../src/bandwidth/paced-disk.js";
import { copyBatch } from "../../src/copy/copy-batch.js";
import { WorkerProcess } from "../../src/work/worker-process.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { readTree, quickFolder, writeTree } from "../support/temporary-folder.js";

/** A limit that lets go when the test says so. */
function heldBandwidth(more = 1) {
  const asked: number[] = [];
  const waiting: { readonly go: () => void; readonly onWaiting: () => void }[] = [];
  const hear = new Set<() => void>();
  const bandwidth: Bandwidth = {
    spend: (bytes, onWaiting) =>
      new Promise((resolve) => {
        asked.push(bytes);
        waiting.push({ go: () => resolve(more), onWaiting });
        for (const heard of hear) heard();
      }),
  };
  /** The next who asks. */
  const next = async (): Promise<{ readonly go: () => void; readonly onWaiting: () => void }> => {
    for (;;) {
      const one = waiting.shift();
      if (one !== undefined) return one;
      await new Promise<void>((resolve) => hear.add(resolve));
    }
  };
  return { bandwidth, asked, next };
}

test("a worker waits in the middle of a file for its daemon, which hears that it lives", async () => {
  const root = quickFolder();
  writeTree(root, { "source/file": "x".repeat(2_500_000), "staging/": "" });
  const { bandwidth, asked, next } = heldBandwidth();
  const worker = new WorkerProcess(bandwidth);
  try {
    let signs = 0;
    let isDone = false;
    const order = { kind: "copy", algorithm: "sha256", readBack: "cache", tasks: [taskFor(root, "file")] } as const;
    const copied = worker.run(order, () => (signs += 1));
    const done = copied.finally(() => (isDone = true));
    for (let held = 1; held <= 3; held += 1) {
      const { go, onWaiting } = await next();
      const before = signs;
      onWaiting();
      expect([isDone, signs]).toEqual([false, before + 1]);
      expect(readTree(join(root, "staging"))["file"]).toHaveLength(Math.min(2_500_000, held * 1024 * 1024));
      go();
    }
    expect(await done).toMatchObject({ verified: [{ path: "file", readBack: "cache" }], failure: undefined });
    expect(asked.reduce((all, one) => all + one, 0)).toBe(2_500_000);
  } finally {
    worker.kill();
    await worker.ended;
  }
});

/** On Linux each has a priority of its own. */
function threadsOf(pid: number): readonly number[] {
  return process.platform === "linux" ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
}

test("a worker has the lowest priority, in all its threads, while whoever it asks says that others go first", async () => {
  const root = quickFolder();
  writeTree(root, { "source/file": "x".repeat(2_500_000), "staging/": "" });
  let yields = false;
  const seen: (readonly number[])[] = [];
  const bandwidth: Bandwidth = {
    get yields() {
      return yields;
    },
    spend: () => {
      seen.push([...new Set(threadsOf(worker.pid ?? 0).map((thread) => getPriority(thread)))]);
      yields = true;
      return Promise.resolve(1);
    },
  };
  const worker = new WorkerProcess(bandwidth);
  try {
    const order = { kind: "copy", algorithm: "sha256", readBack: "cache", tasks: [taskFor(root, "file")] } as const;
    await worker.run(order, () => {});
    const { PRIORITY_LOW: low } = constants.priority;
    expect(seen).toEqual([[getPriority()], [low], [low]]);
  } finally {
    worker.kill();
    await worker.ended;
  }
});

test.each([
  ["cache", 5],
  ["device", 10],
] as const)("read back from the %s, %i bytes are on the way; the source's are on none", (readBack, bytes) => {
  const root = quickFolder();
  writeTree(root, { "source/file": "12345", "staging/": "" });
  let spent = 0;
  const base = { ...nodeDisk, openPastCache: (path: string) => nodeDisk.openSource(path) };
  const disk = pacedDisk(base, (more) => (spent += more));
  expect(copyBatch(disk, "sha256", [taskFor(root, "file")], unheard, { readBack }).verified).toHaveLength(1);
  expect(spent).toBe(bytes);
});

test("numbers that come in pieces are put together, and two at once are two", async () => {
  const { bandwidth, asked, next } = heldBandwidth(7);
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  answerPace(bandwidth, { stdin, stdout }, () => {});
  const written: Uint8Array[] = [];
  createPace({ write: (bytes) => void written.push(bytes), read: () => 0 })(123);
  const number = Buffer.from(written[0] ?? []);
  stdout.write(number.subarray(0, 3));
  stdout.write(Buffer.concat([number.subarray(3), number]));
  (await next()).go();
  (await next()).go();
  expect(asked).toEqual([123, 123]);
  const answers: Buffer[] = [];
  for await (const chunk of stdin) {
    answers.push(chunk as Buffer);
    if (Buffer.concat(answers).length === 16) break;
  }
  expect(Buffer.concat(answers).readDoubleBE(8)).toBe(7);
});

test("who may spend much asks seldom; whose daemon is gone waits for nobody", () => {
  const asked: number[] = [];
  const line = (answer: number) => ({
    write: (bytes: Uint8Array) => void asked.push(Buffer.from(bytes).readDoubleBE(0)),
    read: (into: Uint8Array) => {
      Buffer.from(into.buffer).writeDoubleBE(answer, 0);
      return into.length;
    },
  });
  const pace = createPace(line(100));
  for (let spent = 0; spent < 10; spent += 1) pace(30);
  expect(asked).toEqual([30, 120, 120]);
  const gone = createPace({
    write: () => {
      throw Object.assign(new Error("EPIPE: broken pipe, write"), { code: "EPIPE" });
    },
    read: () => 0,
  });
  expect(() => gone(5)).not.toThrow();
});
