import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import type { Ledger } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import type { VerifiedFile } from "../../src/copy/copy-task.js";
import { copyTree, type CopiedTree } from "../../src/copy/copy-tree.js";
import { inBatches, inShares } from "../../src/copy/in-batches.js";
import type { CopyPlan } from "../../src/plan/copy-plan.js";
import { planCopy } from "../../src/plan/plan-copy.js";
import { prepareStaging } from "../../src/publish/prepare-staging.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { OrderOf } from "../../src/work/work-order.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { foundDestination, NO_QUEUE } from "../support/rig.js";
import { quickFolder, readTree, writeTree } from "../support/temporary-folder.js";

const MB = 1_000_000;

describe("batches", () => {
  const sizes = (batches: { readonly bytes: number }[][]): number[][] =>
    batches.map((batch) => batch.map((file) => file.bytes));
  const files = (...bytes: number[]): { bytes: number }[] => bytes.map((size) => ({ bytes: size }));

  test("small files go together, a large one alone", () => {
    expect(sizes(inBatches(files(1, 2, 50 * MB, 3, 4)))).toEqual([[1, 2], [50 * MB], [3, 4]]);
    expect(sizes(inBatches(files(9 * MB, 9 * MB, 5 * MB)))).toEqual([[9 * MB], [9 * MB, 5 * MB]]);
    expect(inBatches([])).toEqual([]);
  });

  test("no more than 1,024 files", () => {
    expect(inBatches(files(...Array<number>(2056).fill(0))).map((batch) => batch.length)).toEqual([1024, 1024, 8]);
  });

  test.each([
    ["few are for one", Array<number>(120).fill(20_000), [120]],
    ["of a few hundred each worker has as many", Array<number>(750).fill(20_000), [375, 375]],
    ["of many an order has no more than ever", Array<number>(5000).fill(20_000), [838, 838, 838, 838, 838, 810]],
    ["by bytes too, where they are longer", Array<number>(15).fill(MB), [8, 7]],
    ["large ones do not count", [200 * MB, ...Array<number>(300).fill(20_000), 300 * MB], [1, 150, 150, 1]],
  ])("for two workers: %s", (_what, bytes, wanted) => {
    expect(inShares(files(...bytes), 2).map((batch) => batch.length)).toEqual(wanted);
  });
});

function setUp(count: number) {
  const root = quickFolder();
  mkdirSync(join(root, "source"));
  for (let index = 0; index < count; index += 1) writeFileSync(join(root, `source/f${index}`), `content ${index}`);
  const request = {
    name: "s",
    destination: join(root, "out"),
    modalities: { behavior: [join(root, "source")] },
    schemas: [],
  };
  const plan = planCopy(nodeDisk, request, NO_QUEUE);
  const staging = join(root, "staging");
  prepareStaging(nodeDisk, staging, plan, foundDestination(dirname(staging)));
  const verified: VerifiedFile[] = [];
  const copy = (
    pool: WorkPool,
    ledger: Ledger = new Map(),
    signal = new AbortController().signal,
  ): Promise<CopiedTree> =>
    copyTree(pool, plan, staging, {
      algorithm: "sha256",
      readBack: "cache",
      signal,
      ledger,
      onVerified: (files) => void verified.push(...files),
      onBytes: () => {},
    });
  return { root, plan, staging, verified, copy };
}

test("copies every file, each told once", async () => {
  const { root, staging, verified, copy } = setUp(300);
  await copy(createInlinePool(nodeDisk));
  expect(readTree(join(staging, "behavior"))).toEqual(readTree(join(root, "source")));
  expect(new Set(verified.map((file) => file.path)).size).toBe(300);
  expect(verified).toHaveLength(300);
});

test("copies again only what the ledger does not know, or whose source has another time", async () => {
  const { plan, verified, copy } = setUp(10);
  await copy(createInlinePool(nodeDisk));
  const ledger = new Map(verified.map((file) => [file.path, file]));
  ledger.delete("behavior/f3");
  ledger.set("behavior/f5", { ...(ledger.get("behavior/f5") as VerifiedFile), modified: "1" });
  verified.length = 0;
  await copy(createInlinePool(nodeDisk), ledger);
  expect(
    verified
      .filter((file) => file.copied)
      .map((file) => file.path)
      .toSorted(),
  ).toEqual(["behavior/f3", "behavior/f5"]);
  expect(verified).toHaveLength(plan.files.length);
});

test("the first failure stops the rest, and what was verified before is told", async () => {
  const { root, verified, copy } = setUp(300);
  writeFileSync(join(root, "source/f150"), "changed since");
  await expect(copy(createInlinePool(nodeDisk))).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
  expect(verified.length).toBeGreaterThan(0);
  expect(verified.length).toBeLessThan(300);
});

test("a stop is told as one, whatever else failed", async () => {
  const { copy } = setUp(300);
  const controller = new AbortController();
  const pool = createInlinePool(nodeDisk);
  const stopping: WorkPool = {
    ...pool,
    run: (order, options) => {
      controller.abort("stop");
      return pool.run(order, options);
    },
  };
  await expect(copy(stopping, new Map(), controller.signal)).rejects.toMatchObject({ code: "COPY_STOPPED" });
});

test("staging is cleared of what the plan does not name, and keeps what it does", () => {
  const { plan, staging } = setUp(2);
  writeTree(staging, { "behavior/f0": "kept", "behavior/stray": "x", "old/deep/stray": "x", top: "x" });
  prepareStaging(nodeDisk, staging, plan, foundDestination(dirname(staging)));
  expect(readTree(staging)).toEqual({ "behavior/f0": "kept" });
});

test.each([
  [1, [1]],
  [3, [2, 2, 2]],
])("says of each of %i large files how many workers copy at once", async (files, expected) => {
  const root = quickFolder();
  const large = Array.from({ length: files }, (_, index) => ({
    source: join(root, `film-${index}`),
    path: `film-${index}`,
    bytes: 50 * MB,
    modified: "0",
    identity: 0,
  }));
  const seen: unknown[] = [];
  const pool = {
    ...createInlinePool(nodeDisk),
    size: 2,
    run: (order: OrderOf<"copy">) => {
      seen.push(order.atOnce);
      return Promise.resolve({ verified: [], timesKept: true, failure: undefined });
    },
  } as unknown as WorkPool;
  await copyTree(pool, { files: large } as unknown as CopyPlan, root, {
    algorithm: "sha256",
    readBack: "cache",
    signal: new AbortController().signal,
    ledger: new Map(),
    onVerified: () => {},
    onBytes: () => {},
  });
  expect(seen).toEqual(expected);
});
