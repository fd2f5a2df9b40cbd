import { rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { identityOf, type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { killedBeforeRecording } from "../support/dying-pool.js";
import { createRig, partsFor, PUBLISHED, runOnce, type Rig, type TestParts } from "../support/rig.js";
import { readTree, writeTree } from "../support/temporary-folder.js";

const told = ({ events }: TestParts): readonly string[] => events.map(({ event }) => event);

async function publishWithoutRecord(rig: Rig): Promise<void> {
  await runOnce(partsFor(rig, killedBeforeRecording("published")));
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
}

/** Notes which files of what is published are flushed; `code`: the first flush fails with it. */
function flushing(rig: Rig, code?: string): { readonly disk: Disk; readonly flushed: Set<string> } {
  const flushed = new Set<string>();
  let failed = code === undefined;
  const disk: Disk = {
    ...nodeDisk,
    flushFile: (path) => {
      const inside = relative(join(rig.destination, "session"), path).replaceAll("\\", "/");
      if (inside.startsWith("..")) return nodeDisk.flushFile(path);
      if (!failed) {
        failed = true;
        throw Object.assign(new Error(`${code}: injected`), { code });
      }
      flushed.add(inside);
      return nodeDisk.flushFile(path);
    },
  };
  return { disk, flushed };
}

test("what an attempt has published and not recorded counts when it is flushed, though its sources be gone", async () => {
  const rig = createRig();
  rig.hand("session");
  await publishWithoutRecord(rig);
  rmSync(rig.data, { recursive: true });
  const failing = partsFor(rig, { disk: flushing(rig, "EIO").disk });
  expect((await runOnce(failing)).troubled).toBe(1);
  expect(told(failing)).not.toContain("published");
  const { disk, flushed } = flushing(rig);
  const parts = partsFor(rig, { disk });
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(told(parts)).toEqual(["published", "submitted", "archived"]);
  expect([...flushed].toSorted()).toEqual(Object.keys(PUBLISHED).filter((path) => !path.endsWith("/")));
});

test.each(["its record was lost", "somebody else has published it"])(
  "a file that a cut of the server took while what stood there was flushed is missed: %s",
  async (how) => {
    const rig = createRig();
    rig.hand("session");
    const target = join(rig.destination, "session");
    if (how === "its record was lost") await publishWithoutRecord(rig);
    else writeTree(target, PUBLISHED);
    let cut = false;
    const disk: Disk = {
      ...nodeDisk,
      flushFile: (path) => {
        const flushed = nodeDisk.flushFile(path);
        if (!cut && path.startsWith(target)) rmSync(join(target, "session.json"));
        cut ||= path.startsWith(target);
        return flushed;
      },
    };
    const parts = partsFor(rig, { disk });
    expect((await runOnce(parts)).troubled).toBe(1);
    expect([cut, told(parts).includes("published")]).toEqual([true, false]);
  },
);

test("other data than the ledger's under the name is nothing that an attempt has published", async () => {
  const rig = createRig();
  rig.hand("session");
  await publishWithoutRecord(rig);
  writeFileSync(join(rig.destination, "session/session.json"), '{"subject_id": "614174"}\n');
  const parts = partsFor(rig);
  expect((await runOnce(parts)).troubled).toBe(1);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "parked", code: "DESTINATION_CONFLICT" }));
});

test("the source's own data at the destination are no publication of a source that has changed meanwhile", async () => {
  const rig = createRig();
  rig.hand("session");
  writeTree(join(rig.destination, "session"), PUBLISHED);
  const source = join(rig.data, "session.json");
  const inner = createInlinePool(nodeDisk);
  const pool: WorkPool = {
    ...inner,
    run: (order, options) => {
      // What is at the destination is compared by now, and nothing is recorded.
      if (order.kind === "planDigest") rewrite(source, '{"subject_id": "614174"}\n');
      return inner.run(order, options);
    },
  };
  const parts = partsFor(rig, { pool });
  expect((await runOnce(parts)).troubled).toBe(1);
  expect(told(parts)).not.toContain("published");
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "failed", code: "SOURCE_CHANGED" }));
});

test("a source that changed since it was planned is no conflict with what stands there, and may be what stands there", async () => {
  const rig = createRig();
  rig.hand("session");
  const later = '{"subject_id": "614174", "notes": ""}\n';
  writeTree(join(rig.destination, "session"), { ...PUBLISHED, "session.json": later });
  const inner = createInlinePool(nodeDisk);
  let isChanged = false;
  const pool: WorkPool = {
    ...inner,
    run: (order, options) => {
      if (order.kind === "compareTree" && !isChanged) {
        writeFileSync(join(rig.data, "session.json"), later);
        isChanged = true;
      }
      return inner.run(order, options);
    },
  };
  const parts = partsFor(rig, { pool });
  await runOnce(parts);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "failed", code: "SOURCE_CHANGED" }));
  expect(told(parts)).not.toContain("parked");
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
});

/** The system's clock for files moves on every few milliseconds only. */
function rewrite(path: string, text: string): void {
  const before = identityOf(nodeDisk.inspect(path));
  do writeFileSync(path, text);
  while (identityOf(nodeDisk.inspect(path)) === before);
}
