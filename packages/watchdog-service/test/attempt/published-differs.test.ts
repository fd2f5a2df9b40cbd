import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { renderEvent } from "../../src/cli/render-event.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { misreading } from "../support/misreading-disk.js";
import { acceptingService, createRig, partsFor, runOnce, settingsFor } from "../support/rig.js";

/** A session whose source is to be deleted. `onPost`: what happens when all of it is published. */
function setUp(onPost: () => void = () => {}) {
  const rig = createRig();
  rig.hand("session", { deleteSource: true, endpoint: "http://service/submit" });
  const http = acceptingService();
  const post = http.post.bind(http);
  http.post = (...args) => (onPost(), post(...args));
  const published = join(rig.destination, "session/behavior/events.csv");
  const source = join(rig.data, "behavior/events.csv");
  const run = async (disk: Disk = nodeDisk, settings = {}) => {
    const parts = partsFor(rig, { http, disk, pool: createInlinePool(disk), settings: settingsFor(rig, settings) });
    const { troubled } = await runOnce(parts);
    return { troubled, events: parts.events };
  };
  return { rig, published, source, run };
}

test("a published copy that was spoilt before its source is deleted is an alarm; repaired, the job goes on", async () => {
  const { rig, published, source, run } = setUp(() => writeFileSync(published, "TIME,event\n1,start\n"));
  const { troubled, events } = await run();
  expect(troubled).toBe(1);
  const parked = events.find(({ event }) => event === "parked");
  expect(parked).toMatchObject({ code: "PUBLISHED_DIFFERS", reason: expect.stringContaining(source) as string });
  expect(parked === undefined ? undefined : renderEvent(parked).level).toBe("error");
  expect(events.map(({ event }) => event)).not.toContain("sourceDeleted");
  expect(existsSync(source)).toBe(true);

  writeFileSync(published, readFileSync(source));
  askOfJob(partsFor(rig), "session", { do: "redrive", now: false }, "ada@rig-1");
  const again = await run();
  expect(again).toMatchObject({ troubled: 0 });
  expect([existsSync(source), existsSync(published)]).toEqual([false, true]);
});

test("a source that was read wrongly when it was copied is an alarm when it is to be deleted", async () => {
  const { source, published, run } = setUp();
  const { events } = await run(misreading(source));
  expect(readFileSync(published)).not.toEqual(readFileSync(source));
  expect(events).toContainEqual(expect.objectContaining({ event: "parked", code: "PUBLISHED_DIFFERS" }));
  expect(existsSync(source)).toBe(true);
});

test("where sources are read twice it is never published so, and what was published says how it was read", async () => {
  const { source, published, run } = setUp(() => expect(readFileSync(published)).toEqual(readFileSync(source)));
  const disk = misreading(source);
  const first = await run(disk, { verifySource: true });
  expect(first.events).toContainEqual(expect.objectContaining({ event: "failed", code: "SOURCE_READ_DIFFERS" }));
  const { troubled, events } = await run(disk, { verifySource: true });
  expect(troubled).toBe(0);
  const sourceRead = expect.stringMatching(/^(device|cache)$/) as string;
  expect(events).toContainEqual(expect.objectContaining({ event: "published", sourceRead }));
});

test("a copy that somebody finds changed is told as an error, one that can't be read as a warning", () => {
  const found = { missing: 0, changed: 0, unreadable: 0, extra: 0 };
  const levelOf = (news: object): string =>
    renderEvent({ event: "verified", job: "session", by: "ada@rig", ...found, ...news }).level;
  expect([levelOf({ changed: 1 }), levelOf({ missing: 1 }), levelOf({ unreadable: 1 }), levelOf({})]).toEqual([
    "error",
    "error",
    "warning",
    "info",
  ]);
});
