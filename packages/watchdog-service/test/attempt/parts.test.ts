import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { findCopy } from "../../src/verify/find-copy.js";
import { verifyFolder } from "../../src/verify/verify-folder.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { runOnce } from "../support/rig.js";
import { readTree, writeTree } from "../support/temporary-folder.js";
import { ENDPOINT, PARTS, twoRigs, WHOLE } from "../support/two-rigs.js";

const ports = { disk: nodeDisk, fileSystem: nodeFileSystem };

type Body = {
  upload_jobs: [{ modalities: { abbreviation: string }[]; tasks: { modality_transformation_settings: object } }];
};

test("two computers add their modalities to one folder, and the first of the parts submits all of it, once", async () => {
  const { destination, service, first, second } = twoRigs();
  first.give({ deleteSource: true });
  second.give({ deleteSource: true });
  const early = first.parts();
  expect(await runOnce(early)).toMatchObject({ troubled: 0 });
  expect(early.events).toContainEqual({ event: "awaiting", job: "session", missing: ["ecephys"], submits: "rig-a" });
  expect(service.posts).toEqual([]);
  expect(first.job()).toMatchObject({ step: "published", awaiting: { missing: ["ecephys"], submits: "rig-a" } });
  expect(readTree(join(first.root, "own"))).not.toEqual({});

  const late = second.parts();
  await runOnce(late);
  expect(late.events).toContainEqual({ event: "awaiting", job: "session", missing: [], submits: "rig-a" });
  expect(service.posts).toEqual([]);
  expect(readTree(join(destination, "session"))).toEqual(WHOLE);
  // What has arrived is not deleted before the service has the job of all.
  expect(readTree(join(second.root, "own"))).not.toEqual({});

  await runOnce(first.parts());
  expect(service.posts).toHaveLength(1);
  const { upload_jobs: jobs } = JSON.parse(service.posts[0]?.body ?? "") as Body;
  expect(jobs[0].modalities.map(({ abbreviation }) => abbreviation)).toEqual(PARTS);
  expect(Object.keys(jobs[0].tasks.modality_transformation_settings).sort()).toEqual(PARTS);
  await runOnce(second.parts());
  expect(service.posts).toHaveLength(1);
  expect(second.job()).toMatchObject({
    step: "complete",
    submission: { endpoint: ENDPOINT, status: 200, by: "rig-a" },
  });
  expect(first.job()).toMatchObject({ step: "complete", submission: { endpoint: ENDPOINT, status: 200 } });
  for (const rig of [first, second]) expect(readdirSync(rig.root)).not.toContain("own");
  expect(readTree(join(destination, "session"))).toEqual(WHOLE);
  expect(readdirSync(destination).sort()).toEqual([".rigline", "session"]);
  const { list } = findCopy(ports, {
    wanted: join(destination, "session"),
    inventoryFile: undefined,
    flagFolder: undefined,
  });
  expect(list.files.map(({ path }) => path).sort()).toEqual(Object.keys(WHOLE).filter((path) => !path.endsWith("/")));
  expect(verifyFolder(nodeDisk, join(destination, "session"), list, () => {})).toMatchObject({
    missing: [],
    changed: [],
    extra: [],
  });
});

test("what the other computer has made is left alone: a metadata file of one name, and a modality of other content", async () => {
  const { first, second } = twoRigs();
  first.give();
  await runOnce(first.parts());
  const clash = second.give({ schemas: [join(first.root, "behavior.json")] });
  writeTree(second.root, { "behavior.json": "{}" });
  // The same file is taken; another one of its name is not.
  expect((await runOnce(second.parts())).troubled).toBe(0);
  rmSync(clash);
  second.hand("session", {
    destination: join(first.root, "../share/data"),
    modalities: { behavior: [join(second.root, "own")] },
    schemas: [],
    notes: { rigline_parts: PARTS },
  });
  const parts = second.parts();
  await runOnce(parts);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "parked", code: "DESTINATION_CONFLICT" }));
});

test("a part of the same data from two computers is one part, and one of them submits", async () => {
  const { service, first, second } = twoRigs();
  const same = {
    modalities: { behavior: [join(first.root, "own")] },
    schemas: [],
    notes: { rigline_parts: ["behavior"] },
  };
  first.give(same);
  second.give(same);
  await runOnce(first.parts());
  await runOnce(second.parts());
  expect([first.job()?.step, second.job()?.step, service.posts.length]).toEqual(["complete", "complete", 1]);
});

test("lists of parts that differ park whoever comes later, before it copies; corrected, it goes on", async () => {
  const { service, first, second } = twoRigs();
  first.give();
  await runOnce(first.parts());
  second.give({ notes: { rigline_parts: ["behavior", "ecephys", "fib"] } });
  const parts = second.parts();
  await runOnce(parts);
  expect(parts.events).toContainEqual(
    expect.objectContaining({ event: "parked", code: "PARTS_DIFFER", reason: expect.stringContaining("rig-a") }),
  );
  second.give();
  await runOnce(second.parts());
  await runOnce(first.parts());
  await runOnce(second.parts());
  expect([first.job()?.step, second.job()?.step, service.posts.length]).toEqual(["complete", "complete", 1]);
});

test("a corrected list of whoever came first counts from then on", async () => {
  const { service, first, second } = twoRigs();
  first.give({ notes: { rigline_parts: ["behavior", "ecephys", "fib"] } });
  await runOnce(first.parts());
  first.give();
  await runOnce(first.parts());
  second.give();
  for (const rig of [second, first, second]) await runOnce(rig.parts());
  expect([first.job()?.step, second.job()?.step, service.posts.length]).toEqual(["complete", "complete", 1]);
});

test("a folder that no part has begun is not added to", async () => {
  const { destination, first } = twoRigs();
  writeTree(destination, { "session/notes.txt": "somebody's" });
  first.give();
  const parts = first.parts();
  await runOnce(parts);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "parked", code: "DESTINATION_CONFLICT" }));
  expect(readTree(destination)).toEqual({ "session/notes.txt": "somebody's" });
});

test("a part that does not come is trouble after a day, and comes all the same", async () => {
  const { service, first, second } = twoRigs();
  let ahead = 0;
  const clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
  first.give();
  expect((await runOnce(first.parts({ clock }))).troubled).toBe(0);
  ahead = 25 * 3_600_000;
  const late = first.parts({ clock });
  expect((await runOnce(late)).troubled).toBe(1);
  expect(late.events).toContainEqual(expect.objectContaining({ event: "failed", code: "PART_LATE" }));
  expect(first.job()).toMatchObject({ failure: { code: "PART_LATE" } });
  second.give();
  await runOnce(second.parts());
  expect((await runOnce(first.parts({ clock }))).troubled).toBe(0);
  expect([first.job()?.step, service.posts.length]).toEqual(["complete", 1]);
});

test("a part that has arrived and is gone again keeps the session from being submitted", async () => {
  const { destination, service, first, second } = twoRigs();
  for (const rig of [first, second]) {
    rig.give();
    await runOnce(rig.parts());
  }
  rmSync(join(destination, "session/ecephys"), { recursive: true });
  const parts = first.parts();
  await runOnce(parts);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "failed", code: "PART_GONE" }));
  expect(service.posts).toEqual([]);
});

/** The records that each look at the destination asks to be written; the first `failing` archive orders fail. */
function recordsAsked(rig: ReturnType<typeof twoRigs>["first"], failing = 0) {
  const pool = createInlinePool(nodeDisk, ports);
  const asked: string[][] = [];
  let failures = 0;
  const run: WorkPool["run"] = (order, options) => {
    if (order.kind === "keepRecords") asked.push(order.records.map(({ name }) => name));
    if (order.kind === "archive" && (failures += 1) <= failing) return Promise.reject(new Error("not now"));
    return pool.run(order, options);
  };
  return { parts: rig.parts({ pool: { ...pool, run } }), asked };
}

test("who waits for others only looks, and writes its record again where somebody took it away", async () => {
  const { destination, first } = twoRigs();
  first.give();
  const [begins, looks, mends] = [recordsAsked(first), recordsAsked(first), recordsAsked(first)];
  await runOnce(begins.parts);
  expect(begins.asked).toEqual([["parts.json"], ["part-behavior.json"]]);
  await runOnce(looks.parts);
  expect(looks.asked).toEqual([[]]);
  rmSync(join(destination, ".rigline/parts/session/part-behavior.json"));
  await runOnce(mends.parts);
  expect(mends.asked).toEqual([[], ["part-behavior.json"]]);
  expect(readdirSync(join(destination, ".rigline/parts/session"))).toContain("part-behavior.json");
});

test("a submission is announced once, however often the manifest can't be archived", async () => {
  const { first, second, service } = twoRigs();
  for (const rig of [second, first]) rig.give();
  await runOnce(second.parts());
  const { parts, asked } = recordsAsked(first, 2);
  for (let time = 0; time < 3; time += 1) await runOnce(parts);
  expect(first.job()?.step).toBe("complete");
  expect(asked.filter((names) => names.includes("submission.json"))).toHaveLength(1);
  expect(service.posts).toHaveLength(1);
});

test("no secret of an address is told to the other computers", async () => {
  const { destination, first } = twoRigs();
  first.give({ endpoint: "http://user:hunter2@service/submit?token=hidden", notes: { rigline_parts: ["behavior"] } });
  await runOnce(first.parts());
  const folder = join(destination, ".rigline/parts/session");
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  expect(texts).toHaveLength(3);
  expect(texts.join("")).not.toMatch(/hunter2|hidden/);
});

test.each(["parts", "part", "submission"])(
  "a record that arrives damaged (%s) gets no name, and is written anew",
  async (kind) => {
    const { destination, service, first, second } = twoRigs();
    first.give();
    second.give();
    let damaged = 0;
    const fileSystem = {
      ...nodeFileSystem,
      writeNew: (path: string, bytes: Uint8Array) => {
        const text = Buffer.from(bytes).toString();
        const isHit = damaged === 0 && text.includes(`"rigline-${kind}-1"`);
        damaged += Number(isHit);
        // Another computer by its name: who believed it would wait for that for ever.
        nodeFileSystem.writeNew(path, isHit ? Buffer.from(text.replace("rig-a", "rig-c")) : bytes);
      },
    };
    const pool = createInlinePool(nodeDisk, { fileSystem });
    const failures: unknown[] = [];
    for (let round = 0; round < 4; round += 1) {
      const parts = first.parts({ pool });
      await runOnce(parts);
      failures.push(...parts.events.flatMap((event) => (event.event === "failed" ? [event.code] : [])));
      await runOnce(second.parts());
    }
    expect({ damaged, failures }).toEqual({ damaged: 1, failures: ["COPY_DIFFERS"] });
    expect([first.job()?.step, second.job()?.step, service.posts.length]).toEqual(["complete", "complete", 1]);
    const records = join(destination, ".rigline/parts/session");
    for (const name of readdirSync(records)) expect(readFileSync(join(records, name), "utf8")).not.toContain("rig-c");
  },
);
