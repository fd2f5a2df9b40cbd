import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "@rigline/foundation/journal";
import { foldJobState, jobJournalPath, toJobRecords } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { type KindOfRig, lendKinds } from "../support/destination-kinds.js";
import { dyingParts } from "../support/dying-pool.js";
import { partsFor, runOnce, type TestParts } from "../support/rig.js";
import { seededBytes } from "../support/seeded-random.js";
import { readTree, writeTree } from "../support/temporary-folder.js";

/** Of kinds that take a dozen processes or twice the time, too, what the others have shown in the same way. */
const IN_FULL = process.env["RIGLINE_DESTINATIONS"] === "all";

const KINDS = lendKinds(IN_FULL);

/** Names that are hard for one store or another, and nothing at all. */
const TREE = {
  "tree/üñ í+&#%.csv": "ü",
  "tree/a b/it's (1) [2] {3}.txt": "quoted",
  "tree/a b/c/日本語": "names",
  "tree/empty": "",
};
/** Two parts of S3, the second one short. */
const LARGE = { "tree/large.bin": seededBytes(7, 16 * 1024 * 1024 + 12_345) };

function fill(rig: KindOfRig, files: Readonly<Record<string, string | Uint8Array>> = TREE) {
  writeTree(rig.root, files);
  const modalities = { behavior: [join(rig.root, "tree")] };
  const expected = (): Record<string, string> => ({
    ...Object.fromEntries(
      Object.entries(readTree(join(rig.root, "tree"))).flatMap(([path, text]) =>
        // Of a folder that is left empty a store knows nothing.
        path.endsWith("/") ? [] : [[`behavior/${path}`, text]],
      ),
    ),
    "session.json": readFileSync(join(rig.data, "session.json"), "latin1"),
  });
  return { modalities, expected };
}

async function run(rig: KindOfRig, changes: Partial<TestParts> = {}) {
  const parts = partsFor(rig, { settings: rig.settings, ...changes });
  const end = await runOnce(parts);
  const troubles = parts.events.flatMap((event) => ("code" in event ? [event.code] : []));
  return { end, troubles, events: parts.events };
}

function stateOf(rig: KindOfRig) {
  return foldJobState(toJobRecords(readJournal(jobJournalPath(rig.flag, "manifest_session.yml")).records));
}

// Why one can't be tried is printed, so that nobody takes it for tried.
describe.each(KINDS)("to $name", { timeout: 600_000 }, (kind) => {
  const isAbsent = kind.lacks !== undefined;
  const isBrief = isAbsent || (kind.isSlow === true && !IN_FULL);
  if (isBrief && !isAbsent)
    console.warn(
      `skipped: most of what ${kind.name} is held to, which takes its time; RIGLINE_DESTINATIONS=all tries it`,
    );

  test.skipIf(isAbsent)("the whole tree arrives, proven as it is said", async () => {
    const rig = kind.rig();
    const { modalities, expected } = fill(rig, isBrief ? TREE : { ...TREE, ...LARGE });
    rig.give({ modalities });
    const { troubles } = await run(rig);
    expect(troubles).toEqual([]);
    expect(rig.published()).toEqual(expected());
    expect(rig.outside()).toEqual([]);
    const { published, step } = stateOf(rig);
    expect([step, published?.proof ?? "bytes"]).toEqual(["complete", kind.proof]);
  });

  test.skipIf(isAbsent)("a byte that changes before it is published is noticed and sent again", async () => {
    const rig = kind.rig();
    const { modalities, expected } = fill(rig);
    rig.give({ modalities });
    const { pool } = dyingParts(undefined);
    await run(rig, { pool: { ...pool, run: unpublished(pool) } });
    expect(rig.published()).toBeUndefined();
    rig.damage("behavior/a b/c/日本語");
    const { end } = await run(rig);
    if (end.troubled > 0) await run(rig);
    expect(rig.published()).toEqual(expected());
  });

  test.skipIf(isBrief)("what somebody else has there is left as it is, and nothing is merged with it", async () => {
    const rig = kind.rig();
    rig.give({ modalities: fill(rig).modalities });
    rig.occupy();
    const before = rig.published();
    const { troubles } = await run(rig);
    expect(troubles).toEqual([expect.stringMatching(/^(?:DESTINATION_CONFLICT|STORE_CLAIMED)$/)]);
    expect(rig.published()).toEqual(before);
    expect(stateOf(rig).step).toBe("parked");
  });

  test.skipIf(isBrief)(
    "what is published there already is accepted if it is the same, and refused if not",
    async () => {
      const rig = kind.rig();
      const { modalities, expected } = fill(rig);
      rig.give({ modalities });
      await run(rig);
      const first = expected();
      // The same manifest once more, as a new job.
      rig.give({ modalities });
      expect((await run(rig)).troubles).toEqual([]);
      expect(stateOf(rig)).toMatchObject({ step: "complete", published: { files: 5 } });
      writeFileSync(join(rig.root, "tree/empty"), "other");
      rig.give({ modalities });
      expect((await run(rig)).troubles).toEqual(["DESTINATION_CONFLICT"]);
      expect(rig.published()).toEqual(first);
    },
  );

  test.skipIf(isBrief)(
    "a source that changes while it is sent is not published as it was, nor in two halves",
    async () => {
      const rig = kind.rig();
      const { modalities, expected } = fill(rig);
      rig.give({ modalities });
      const changed = dyingParts(undefined, (order) => {
        if (order.kind !== "bringFiles" && order.kind !== "copy") return;
        writeFileSync(join(rig.root, "tree/empty"), "written late");
        rmSync(join(rig.root, "tree/a b/c/日本語"), { force: true });
      });
      const { troubles } = await run(rig, changed);
      expect(troubles).toEqual(["SOURCE_CHANGED"]);
      expect(rig.published()).toBeUndefined();
      expect((await run(rig)).troubles).toEqual([]);
      expect(rig.published()).toEqual(expected());
    },
  );
});

/** A pool that refuses to publish. */
function unpublished(pool: TestParts["pool"]): TestParts["pool"]["run"] {
  return (order, options) => {
    if (order.kind === "publish" || order.kind === "publishStore") return Promise.reject(new Error("not now"));
    return pool.run(order, options);
  };
}
