import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "@rigline/foundation/journal";
import { foldJobState, InventorySchema, jobJournalPath, toJobRecords } from "@rigline/manifest";
import { beforeEach, describe, expect, test } from "vitest";
import { type KindOfRig, lendS3Server, s3Kind } from "../support/destination-kinds.js";
import { dyingParts } from "../support/dying-pool.js";
import { partsFor, runOnce, type TestParts } from "../support/rig.js";
import type { S3Fault, S3Server } from "../support/s3-server.js";
import { seededBytes } from "../support/seeded-random.js";
import { PUBLISHED } from "../support/rig.js";
import { writeTree } from "../support/temporary-folder.js";

let server: S3Server;
// Few a page, so that each list has several.
lendS3Server((lent) => (server = lent), ["lab"], 2);
beforeEach(() => {
  server.fault = () => undefined;
  server.requests.length = 0;
  server.isConditional = true;
});

const S3 = s3Kind(() => server, true);
const S3_WITHOUT = s3Kind(() => server, false);

const { "behavior/empty/": _, ...FILES } = PUBLISHED;

async function run(rig: KindOfRig, changes: Partial<TestParts> = {}) {
  const parts = partsFor(rig, { settings: rig.settings, ...changes });
  const end = await runOnce(parts);
  const told = parts.events.flatMap((event) => ("code" in event ? [event] : []));
  return { end, told, codes: told.map(({ code }) => code) };
}

function stateOf(rig: KindOfRig) {
  return foldJobState(toJobRecords(readJournal(jobJournalPath(rig.flag, "manifest_session.yml")).records));
}

/** A session of one file of two parts. */
function giveLarge(rig: KindOfRig): Buffer {
  const bytes = Buffer.from(seededBytes(11, 16 * 1024 * 1024 + 777));
  writeTree(rig.root, { "large/movie.bin": bytes });
  rig.give({ modalities: { behavior: [join(rig.root, "large")] }, schemas: [] });
  return bytes;
}

describe("what is asked of the store", () => {
  test("is its own prefix alone, with the sha256 of all that is put, and last of all the inventory that publishes it", async () => {
    const rig = S3.rig();
    rig.give();
    expect((await run(rig)).codes).toEqual([]);
    const written = ["PutObject", "CompleteMultipartUpload"];
    const puts = server.requests.filter(({ operation }) => written.includes(operation)).map(({ key }) => key);
    expect(puts.at(0)).toMatch(/^lab\/stage\/k\d+\/session\/\.rigline\/claim\.json$/);
    expect(puts.at(-1)).toMatch(/^lab\/stage\/k\d+\/session\/\.rigline\/whole\.json$/);
    expect(server.requests.every(({ key }) => key === "lab/" || /^lab\/stage\/k\d+\/session\//.test(key))).toBe(true);
    const whole = JSON.parse(server.objects.get(puts.at(-1) ?? "")?.body.toString() ?? "") as unknown;
    expect(InventorySchema.parse(whole)).toMatchObject({
      proof: "server-hash",
      strength: "hashed by the store",
      algorithm: "sha256",
      count: 3,
      files: [{ path: "behavior/events.csv" }, { path: "behavior/logs/launcher.log" }, { path: "session.json" }],
    });
    expect(rig.published()).toEqual(FILES);
  });

  test("is given a file of several pieces as it is, which is read piece by piece and sent at once", async () => {
    const rig = S3.rig();
    const bytes = Buffer.from(seededBytes(12, 2 * 1024 * 1024 + 777));
    writeTree(rig.root, { "large/movie.bin": bytes });
    rig.give({ modalities: { behavior: [join(rig.root, "large")] }, schemas: [] });
    expect((await run(rig)).codes).toEqual([]);
    expect(Buffer.from(rig.published()?.["behavior/movie.bin"] ?? "", "latin1").equals(bytes)).toBe(true);
  });

  test("where a large file broke off, is the parts that are missing and no more", async () => {
    const rig = S3.rig();
    const bytes = giveLarge(rig);
    server.fault = ({ operation, key }) => (operation === "CompleteMultipartUpload" && key !== "" ? "lose" : undefined);
    expect((await run(rig)).codes).toEqual(["STORE_AWAY"]);
    const [begun] = [...server.uploads.values()];
    begun?.parts.delete(2);
    server.fault = () => undefined;
    server.requests.length = 0;
    expect((await run(rig)).codes).toEqual([]);
    const sent = server.requests.filter(
      ({ operation, key }) => operation === "UploadPart" && key.endsWith("movie.bin"),
    );
    expect(sent).toHaveLength(1);
    expect(server.uploads.size).toBe(0);
    expect(Buffer.from(rig.published()?.["behavior/movie.bin"] ?? "", "latin1").equals(bytes)).toBe(true);
    expect(stateOf(rig).published).toMatchObject({ proof: "server-hash" });
  });
});

describe("a store that misbehaves", () => {
  const FAULTS: readonly S3Fault[] = [
    "lose answer",
    "cut",
    { status: 503, code: "SlowDown" },
    { status: 500, code: "InternalError" },
  ];
  /** What becomes of the requests from one on: it is lost before or behind its effect, and so is all after it. */
  test.each([
    ["is not heard any more", (): S3Fault => "lose"],
    ["answers by half, not at all, or with no", (number: number): S3Fault => FAULTS[number % FAULTS.length] ?? "lose"],
  ])(
    "and %s from any of its requests on, publishes nothing wrong, and all in the end",
    async (_, faultOf) => {
      const counted = S3.rig();
      counted.give();
      await run(counted);
      const count = server.requests.length;
      for (let number = 1; number <= count; number += 1) {
        const rig = S3.rig();
        rig.give();
        server.requests.length = 0;
        server.fault = (request) => (request.number >= number ? faultOf(number) : undefined);
        const broken = await run(rig);
        expect(broken.codes.length, `request ${number}`).toBeLessThanOrEqual(1);
        server.fault = () => undefined;
        if (rig.published() !== undefined) expect(rig.published(), `request ${number}`).toEqual(FILES);
        if (stateOf(rig).step !== "complete")
          expect((await run(rig)).codes, `request ${number} of ${count}`).toEqual([]);
        expect(rig.published(), `request ${number}`).toEqual(FILES);
        expect(stateOf(rig).step, `request ${number}`).toBe("complete");
      }
    },
    120_000,
  );

  test("once only is asked again by the kit, also for what it has done already", async () => {
    process.env["AWS_MAX_ATTEMPTS"] = "2";
    const rig = S3.rig();
    rig.give();
    const failed = new Set<string>();
    server.fault = ({ operation, key }) => {
      if (failed.has(operation + key)) return undefined;
      failed.add(operation + key);
      return "lose answer";
    };
    const { codes } = await run(rig);
    process.env["AWS_MAX_ATTEMPTS"] = "1";
    expect(codes).toEqual([]);
    expect(rig.published()).toEqual(FILES);
  });

  test("and keeps other bytes than it was sent is noticed by fetching them back", async () => {
    const rig = S3_WITHOUT.rig();
    rig.give();
    // The first file that is put is spoilt as soon as the next request is heard.
    let spoilt = false;
    server.fault = ({ operation }) => {
      if (spoilt || operation !== "HeadObject") return undefined;
      rig.damage("behavior/events.csv");
      spoilt = true;
      return undefined;
    };
    const { codes, told } = await run(rig);
    expect(codes).toEqual(["STORE_DIFFERS"]);
    expect(JSON.stringify(told)).toContain("behavior/events.csv is not what was sent");
    expect(rig.published()).toBeUndefined();
    expect((await run(rig)).codes).toEqual([]);
    expect(rig.published()).toEqual(FILES);
    expect(stateOf(rig).published).toMatchObject({ proof: "read-back", readBack: "device" });
  });

  test("and tells another checksum than that of what was sent is not believed", async () => {
    const rig = S3.rig();
    giveLarge(rig);
    server.fault = ({ operation }) => {
      if (operation !== "HeadObject") return undefined;
      rig.damage("behavior/movie.bin");
      return undefined;
    };
    expect((await run(rig)).codes).toEqual(["STORE_DIFFERS"]);
    expect(rig.published()).toBeUndefined();
  });

  test("and lets somebody change a file between its proof and its publication is not published", async () => {
    const rig = S3.rig();
    rig.give();
    const parts = dyingParts(undefined, ({ kind }) => {
      if (kind === "bringFiles") rig.damage("session.json");
    });
    expect((await run(rig, parts)).codes).toEqual(["STORE_DIFFERS"]);
    expect(rig.published()).toBeUndefined();
    expect((await run(rig)).codes).toEqual([]);
    expect(rig.published()).toEqual(FILES);
  });
});

describe("what a person has to mend is told in its own words", () => {
  const REFUSALS: readonly (readonly [string, S3Fault, string])[] = [
    ["credentials that are not known", { status: 403, code: "InvalidAccessKeyId" }, "STORE_DENIED"],
    ["a clock that is wrong", { status: 403, code: "RequestTimeTooSkewed" }, "STORE_CLOCK_WRONG"],
    ["a store that has no room", { status: 507, code: "InsufficientStorage" }, "STORE_FULL"],
    ["a name that it does not take", { status: 400, code: "KeyTooLongError" }, "STORE_REFUSES"],
  ];
  test.each(REFUSALS)("%s", async (_, fault, code) => {
    const rig = S3.rig();
    rig.give();
    server.fault = () => fault;
    const { codes, told } = await run(rig);
    expect(codes).toEqual([code]);
    expect(JSON.stringify(told)).not.toContain("secret");
  });

  test("a bucket that is not there", async () => {
    const rig = S3.rig();
    rig.give({ notes: { rigline_remote: "s3://nobodys/stage" } });
    const { codes, told } = await run(rig);
    expect(codes).toEqual(["STORE_NOT_FOUND"]);
    expect(told[0]).toMatchObject({ message: expect.stringContaining("s3://nobodys/stage/session") as string });
  });

  test.skipIf(process.env["AWS_REGION"] !== undefined)("a region that nobody has said", async () => {
    const rig = S3.rig();
    rig.give();
    const { codes, told } = await run(rig, { settings: { ...rig.settings, stores: {} } });
    expect([codes, JSON.stringify(told)]).toEqual([["STORE_NOT_FOUND"], expect.stringContaining("Region is missing")]);
  });

  test("a manifest whose destination is written where other watchdogs take it for a folder", async () => {
    const rig = S3.rig();
    rig.give({ destination: "s3://lab/stage" });
    const { codes, told } = await run(rig);
    expect(codes).toEqual(["MANIFEST_VALUE_INVALID"]);
    expect(JSON.stringify(told)).toContain("rigline_remote");
  });
});

test("of two rigs that begin at once one is refused, and what the other publishes is its own", async () => {
  const [rig, other] = [S3.rig(), S3.rig()];
  // Into the same place, from another flag folder.
  const place = server.objects;
  const before = place.size;
  const notes = { rigline_remote: "s3://lab/stage/shared" };
  for (const one of [rig, other]) one.give({ notes });
  writeFileSync(join(other.data, "session.json"), "of another rig");
  const ends = await Promise.all([run(rig), run(other)]);
  expect(ends.map(({ codes }) => codes).filter((codes) => codes.length === 0)).toHaveLength(1);
  expect(ends.flatMap(({ codes }) => codes)).toEqual([
    expect.stringMatching(/^(?:STORE_CLAIMED|DESTINATION_CONFLICT)$/),
  ]);
  const session = place.get("lab/stage/shared/session/session.json")?.body.toString();
  const won = ends[0]?.codes.length === 0;
  expect(session === "of another rig").toBe(!won);
  expect(place.size).toBe(before + 5);
});

test("a store that has no condition for a new name is looked at before and behind", async () => {
  server.isConditional = false;
  const rig = S3.rig();
  rig.give();
  expect((await run(rig)).codes).toEqual([]);
  expect(rig.published()).toEqual(FILES);
  const other = S3.rig();
  other.give();
  other.occupy();
  expect((await run(other)).codes).toEqual(["STORE_CLAIMED"]);
});

/** Puts a file of another's where one is just about to be made. */
function takeFirst(path: string, content: string): void {
  server.fault = ({ operation, key }) => {
    const makes = operation === "PutObject" || operation === "CompleteMultipartUpload";
    if (!makes || !key.endsWith(path) || server.objects.has(key)) return undefined;
    server.objects.set(key, { body: Buffer.from(content), etag: '"other"', checksum: undefined });
    return undefined;
  };
}

test("whoever claims the place, or publishes there, in the last moment keeps it", async () => {
  const rig = S3.rig();
  rig.give();
  takeFirst("claim.json", JSON.stringify({ owner: "another", host: "rig-2", manifest: "m.yml", at: "now" }));
  const claimed = await run(rig);
  expect(claimed.codes).toEqual(["STORE_CLAIMED"]);
  expect(JSON.stringify(claimed.told)).toContain("claimed by rig-2 for m.yml at now");
  expect(rig.standing()).toEqual([".rigline/claim.json"]);

  const late = S3.rig();
  late.give();
  takeFirst("whole.json", "somebody's");
  expect((await run(late)).codes).toEqual(["DESTINATION_CONFLICT"]);
});

test("a claim that was refused, and nobody else has made, is nobody's", async () => {
  const rig = S3.rig();
  rig.give();
  server.fault = ({ operation }) =>
    operation === "PutObject" ? { status: 409, code: "ConditionalRequestConflict" } : undefined;
  expect((await run(rig)).codes).toEqual(["STORE_AWAY"]);
  server.fault = () => undefined;
  expect((await run(rig)).codes).toEqual([]);
});

test("a job that is cancelled takes along what it has begun, and nothing that is published or another's", async () => {
  const rig = S3.rig();
  const manifest = rig.give();
  await run(rig, killedAtPublishing("before"));
  expect(rig.standing()).toHaveLength(4);
  rmSync(manifest);
  await run(rig);
  expect(rig.standing()).toEqual([]);

  const published = S3.rig();
  const other = published.give();
  await run(published, killedAtPublishing("behind"));
  rmSync(other);
  await run(published);
  expect(published.published()).toEqual(FILES);
});

test("a manifest that is corrected goes on with what was brought for it, and nobody clears that away beneath it", async () => {
  const rig = S3.rig();
  rig.give();
  await run(rig, killedAtPublishing("before"));
  rig.give({ priority: 1 });
  server.requests.length = 0;
  const parts = dyingParts(undefined);
  expect((await run(rig, parts)).codes).toEqual([]);
  expect(rig.published()).toEqual(FILES);
  expect(parts.orders).not.toContain("clearStore");
  // Of the files none is sent again.
  expect(server.requests.filter(({ operation }) => operation === "PutObject")).toEqual([]);
  // One that is sent elsewhere leaves nothing where it was to go before.
  const moved = S3.rig();
  moved.give();
  await run(moved, killedAtPublishing("before"));
  moved.give({ notes: { rigline_remote: "s3://lab/stage/elsewhere" } });
  expect((await run(moved)).codes).toEqual([]);
  expect(moved.standing()).toEqual([]);
});

function killedAtPublishing(when: "before" | "behind"): Pick<TestParts, "pool"> {
  const { pool } = dyingParts(undefined);
  const run: TestParts["pool"]["run"] = async (order, options) => {
    if (order.kind !== "publishStore") return pool.run(order, options);
    if (when === "behind") await pool.run(order, options);
    throw new Error("killed");
  };
  return { pool: { ...pool, run } };
}
