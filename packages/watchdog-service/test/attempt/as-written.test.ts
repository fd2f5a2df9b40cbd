import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import type { FollowedSessions } from "../../src/follow/followed-copy.js";
import { askOfJob, findListed } from "../../src/jobs/ask-of-job.js";
import { renderReportCsv } from "../../src/report/render-csv.js";
import { reportHandOff } from "../../src/report/hand-off-report.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { misreading } from "../support/misreading-disk.js";
import { createRig, partsFor, runOnce, settingsFor, type TestParts } from "../support/rig.js";

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

const EVENTS = sha("time,event\n1,start\n");
const LOG = sha("begin\nend\n");
const LIST = "behavior/checksums.sha256";
const GOOD = `${EVENTS}  events.csv\n${LOG}  logs/launcher.log\n`;
const OTHER = `${sha("other")}  events.csv\n${LOG}  logs/launcher.log\n`;

interface Choices {
  readonly verifySource?: boolean;
  readonly disk?: Disk;
  readonly followed?: FollowedSessions;
}

/** A session that brings a file of this content with it, by its path beside the data. */
function setUp(path: string, text: string) {
  const rig = createRig();
  const bring = (content: string): void => writeFileSync(join(rig.data, path), content);
  bring(text);
  rig.hand("session");
  const source = nodeDisk.realPath(join(rig.data, "behavior/events.csv"));
  const run = async ({ verifySource = true, disk: below = nodeDisk, followed }: Choices = {}) => {
    let reads = 0;
    const count = (opened: string): void => void (reads += Number(opened === source));
    const disk: Disk = {
      ...below,
      openSource: (opened) => (count(opened), below.openSource(opened)),
      openPastCache: (opened) => (count(opened), below.openPastCache(opened)),
    };
    const pool = createInlinePool(disk);
    const settings = settingsFor(rig, { verifySource });
    const parts = partsFor(rig, { disk, pool, settings, ...(followed === undefined ? {} : { followed }) });
    const { troubled } = await runOnce(parts);
    return { troubled, events: parts.events, reads, ...reportOf(parts) };
  };
  return { rig, bring, source, published: join(rig.destination, "session"), run };
}

function reportOf(parts: TestParts) {
  const report = reportHandOff(parts, findListed(parts, "session"), []);
  return {
    checked: Object.fromEntries(report.files.map(({ path, sourceRead }) => [path, sourceRead])),
    csv: [...renderReportCsv(report)].join(""),
    gate: report.gates.find(({ gate }) => gate === "source verified"),
  };
}

const TWICE = expect.stringMatching(/^(device|cache)$/) as string;

test("what the writer's list has is compared with it and read once; report, CSV and gate say so", async () => {
  const { run } = setUp(LIST, GOOD);
  const { troubled, reads, checked, csv, gate } = await run();
  expect([troubled, reads]).toEqual([0, 1]);
  expect(checked).toEqual({
    "behavior/checksums.sha256": TWICE,
    "behavior/events.csv": "writer",
    "behavior/logs/launcher.log": "writer",
    "session.json": TWICE,
  });
  expect(csv).toMatch(/behavior\/events\.csv,19,sha256,[^\r]*,writer,read back/);
  expect(gate?.evidence).toMatch(/^2 files as the program that wrote them says, each other source read twice/);
});

test("a file that is not what its writer says parks the job, and nothing is published; the list corrected, it goes on", async () => {
  const { rig, bring, source, published, run } = setUp(LIST, OTHER);
  const { troubled, events } = await run();
  expect(troubled).toBe(1);
  const parked = events.find(({ event }) => event === "parked");
  expect(parked).toMatchObject({ code: "SOURCE_NOT_AS_WRITTEN" });
  for (const named of [source, nodeDisk.realPath(join(rig.data, LIST)), EVENTS, sha("other")])
    expect(parked).toMatchObject({ reason: expect.stringContaining(named) as string });
  expect(events.map(({ event }) => event)).not.toContain("notice");
  expect(existsSync(published)).toBe(false);

  bring(GOOD);
  askOfJob(partsFor(rig), "session", { do: "redrive", now: false }, "ada@rig-1");
  expect(await run()).toMatchObject({ troubled: 0, checked: { "behavior/events.csv": "writer" } });
});

test("one that was read wrongly is no file that differs: it is read again, and published", async () => {
  const { source, run } = setUp(LIST, GOOD);
  const disk = misreading(source);
  const first = await run({ disk });
  expect(first.events).toContainEqual(expect.objectContaining({ event: "failed", code: "SOURCE_READ_DIFFERS" }));
  expect(await run({ disk })).toMatchObject({ troubled: 0, checked: { "behavior/events.csv": "writer" } });
});

test("a list that names what is not there is told once, and its files are read twice", async () => {
  const { source, run } = setUp(LIST, `${GOOD}${LOG}  gone.log\n`);
  const tellings = (events: TestParts["events"]): number =>
    events.filter((told) => told.event === "notice" && told.message.includes("gone.log")).length;
  const disk = misreading(source);
  const first = await run({ disk });
  const second = await run({ disk });
  expect(tellings(first.events) + tellings(second.events)).toBe(1);
  expect(second).toMatchObject({ troubled: 0, checked: { "behavior/events.csv": TWICE } });
});

test("a copy that stands under its name already is not taken for published where its source is not as written", async () => {
  const { run, bring, rig, published } = setUp(LIST, OTHER);
  await run({ verifySource: false });
  expect(existsSync(published)).toBe(true);
  rig.hand("again", { name: "session" });
  bring(OTHER);
  const { events } = await run();
  expect(events).toContainEqual(expect.objectContaining({ event: "parked", code: "SOURCE_NOT_AS_WRITTEN" }));
});

test("where nobody asks for it a list is data like all other", async () => {
  const { run, published } = setUp(LIST, OTHER);
  const { troubled, reads, checked, gate } = await run({ verifySource: false });
  expect([troubled, reads, existsSync(published)]).toEqual([0, 1, true]);
  expect(checked["behavior/events.csv"]).toBeUndefined();
  expect(gate?.state).toBe("not verified");
});

test.each([
  [EVENTS, { troubled: 0, checked: { "behavior/events.csv": "writer", "session.json": TWICE } }],
  [sha("other"), { troubled: 1 }],
])("a followed session's list of what is complete counts: %s", async (sha256, outcome) => {
  const line = { event: "complete", path: "behavior/events.csv", bytes: 19, sha256 };
  const { rig, run } = setUp("list.jsonl", `${JSON.stringify(line)}\n`);
  const copy = { directory: rig.data, folder: join(rig.root, "none"), list: "list.jsonl" };
  const followed: FollowedSessions = {
    takeOver: () => Promise.resolve({ ...copy, files: new Map(), until: undefined, timesKept: true }),
    finish: () => Promise.resolve(),
    pending: 0,
    destinations: [],
    somethingCame: () => false,
  };
  expect(await run({ followed })).toMatchObject(outcome);
});
