import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { beforeEach, describe, expect, test } from "vitest";
import { createFakeClock } from "@rigline/foundation/testing";
import { type JobState, readJobState } from "@rigline/manifest";
import { Auditor } from "../../src/audit/auditor.js";
import { toAuditSettings } from "../../src/audit/audit-settings.js";
import { limitAt } from "../../src/bandwidth/limited-hours.js";
import { rcloneLimit } from "../../src/bandwidth/rclone-limit.js";
import { claimStore } from "../../src/store/claim-store.js";
import { clearStore } from "../../src/store/clear-store.js";
import { openStore } from "../../src/store/open-store.js";
import { publishStore } from "../../src/store/publish-store.js";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";
import { lendS3Server, s3Kind } from "../support/destination-kinds.js";
import { dyingParts } from "../support/dying-pool.js";
import { partsFor, PUBLISHED, runOnce, type TestParts } from "../support/rig.js";
import type { S3Fault, S3Server } from "../support/s3-server.js";
import { seededBytes } from "../support/seeded-random.js";

let server: S3Server;
lendS3Server((lent) => (server = lent));
beforeEach(() => {
  server.fault = () => undefined;
  server.objects.clear();
});

const S3 = s3Kind(() => server, true);
const { "behavior/empty/": _, ...FILES } = PUBLISHED;

async function run(settings: DaemonSettings, rig: Parameters<typeof partsFor>[0], changes: Partial<TestParts> = {}) {
  const parts = partsFor(rig, { settings, ...changes });
  const end = await runOnce(parts);
  return { end, parts, codes: parts.events.flatMap((event) => ("code" in event ? [event.code] : [])) };
}

/** As a worker opens it. */
function open(place: string, pace?: Parameters<typeof openStore>[2]): ReturnType<typeof openStore> {
  const entries = { s3: { endpoint: server.endpoint, pathStyle: true } };
  return openStore({ place, entries }, nodeFileSystem, pace);
}

test("whoever holds a lease takes the place of who held it before, who is paused and publishes nothing, and removes nothing", async () => {
  const store = await open("s3://lab/leased/session");
  const claimOf = (token: number) => {
    const said = { owner: "room-3", token, host: `rig-${token}`, manifest: "m.yml", at: "now" };
    return { ...said, text: JSON.stringify(said) };
  };
  const [first, second] = [claimOf(4), claimOf(5)];
  const whole = { files: [], whole: "of the first" };
  expect(await claimStore(store, first)).toEqual({ is: "ours", files: [] });
  expect(await claimStore(store, second)).toEqual({ is: "ours", files: [] });
  // It wakes, and finds out by the store alone.
  expect(await claimStore(store, first)).toEqual({ is: "another's", who: "claimed by rig-5 for m.yml at now" });
  server.objects.set("lab/leased/session/of the second", { body: Buffer.from("2"), etag: '"2"', checksum: undefined });
  await expect(publishStore(store, "s3://lab/leased/session", whole, first)).rejects.toMatchObject({
    code: "STORE_CLAIMED",
  });
  await clearStore(store, first);
  expect([...server.objects.keys()]).toEqual([
    "lab/leased/session/.rigline/claim.json",
    "lab/leased/session/of the second",
  ]);
  const [file] = [...(await store.list())]
    .filter(([path]) => path === "of the second")
    .map(([path, one]) => ({ path, ...one }));
  const own = { files: file === undefined ? [] : [file], whole: "of the second" };
  expect(await publishStore(store, "s3://lab/leased/session", own, second)).toBe(true);
  store.close();
});

test("a copy that grows in a store is gone on with by the next holder of the lease, on another machine", async () => {
  const rig = S3.rig();
  rig.give();
  const as = (hostname: string, token: number): DaemonSettings => ({
    ...rig.settings,
    hostname,
    worksAs: `lease room-3 ${token}`,
  });
  const { pool } = dyingParts(undefined);
  const killed: TestParts["pool"]["run"] = (order, options) =>
    order.kind === "publishStore" ? Promise.reject(new Error("killed")) : pool.run(order, options);
  await run(as("rig-1", 1), rig, { pool: { ...pool, run: killed } });
  expect(rig.published()).toBeUndefined();
  server.requests.length = 0;
  expect((await run(as("rig-2", 2), rig)).codes).toEqual([]);
  expect(rig.published()).toEqual(FILES);
  // The claim: no file was sent again.
  expect(server.requests.filter(({ operation }) => operation === "PutObject")).toHaveLength(1);
});

test("the owner of a store stops the rigs by a file in it, or above it, and slows them", async () => {
  const rig = S3.rig();
  rig.give({ notes: { rigline_remote: "s3://lab/held/614173" } });
  const put = (key: string, text: string) =>
    server.objects.set(key, { body: Buffer.from(text), etag: '"h"', checksum: undefined });
  const rates: (number | undefined)[] = [];
  const heard = { hearsHolds: true, throttle: (rate: number | undefined) => void rates.push(rate) };
  put("lab/.rigline-hold", "why: new disks\nwho: ada");
  const held = await run(rig.settings, rig, heard);
  expect(held.parts.events.filter(({ event }) => event === "destinationHeld")).toMatchObject([
    { file: "s3://lab/.rigline-hold", mode: "pause", why: "new disks", who: "ada" },
  ]);
  expect([...server.objects.keys()]).toEqual(["lab/.rigline-hold"]);
  server.objects.clear();
  put("lab/held/.rigline-hold", "mode: throttle\nrate: 1");
  // Of what is closed to the daemon nothing is known, and nothing held.
  server.fault = ({ key }) => (key === "lab/.rigline-hold" ? { status: 403, code: "AccessDenied" } : undefined);
  // With `--once` what was held is left until it is known that it is not any more.
  await run(rig.settings, rig, heard);
  const slowed = await run(rig.settings, rig, heard);
  expect([slowed.codes, rates.at(-1)]).toEqual([[], 1e6]);
  expect(server.objects.has("lab/held/614173/session/.rigline/whole.json")).toBe(true);
});

test("what is sent to S3 and fetched from there asks the limit, piece by piece, also when it is sent again", async () => {
  const content = Buffer.from(seededBytes(5, 300_000));
  const [sha256, parts] = [createHash("sha256").update(content).digest("hex"), []];
  let [asked, goOn] = [0, () => {}];
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const pace = async (bytes: number): Promise<void> => {
    asked += bytes;
    if (asked > 150_000) await held;
  };
  const store = await open("s3://lab/paced", pace);
  const read = (from: number, bytes: number) => content.subarray(from, from + bytes);
  const putting = store.put(
    [{ path: "a", source: "/a", bytes: content.length, digest: { sha256, parts }, read }],
    () => {},
  );
  await expect.poll(() => asked).toBeGreaterThan(150_000);
  expect([asked < content.length, server.objects.has("lab/paced/a")]).toEqual([true, false]);
  goOn();
  await putting;
  expect([asked, server.objects.get("lab/paced/a")?.body.equals(content)]).toEqual([content.length, true]);
  expect((await store.readBack(["a"], () => {})).get("a")).toMatchObject({ sha256, bytes: content.length });
  expect(asked).toBe(2 * content.length);
  store.close();
});

test("rclone is told the limit of each hour, shared by those that may run at once", () => {
  const hours = [
    { from: 8 * 3600, to: 18 * 3600 + 30 * 60, bytesPerSecond: 20e6 },
    { from: 22 * 3600, to: 6 * 3600, bytesPerSecond: 4e6 },
  ];
  expect(rcloneLimit([], undefined, 2)).toBeUndefined();
  expect(rcloneLimit([], 3e6, 2)).toBe("1500000B");
  expect(rcloneLimit(hours, undefined, 4)).toBe("06:00,off 08:00,5000000B 18:30,off 22:00,1000000B");
  expect(rcloneLimit(hours, 8e6, 4)).toBe("06:00,2000000B 08:00,2000000B 18:30,2000000B 22:00,1000000B");
  const [day] = hours;
  expect(rcloneLimit([{ from: 0, to: 0, bytesPerSecond: 1e6 }], undefined, 1)).toBe("00:00,1000000B");
  expect(day === undefined ? undefined : limitAt([day], 9 * 3600)).toBe(20e6);
});

test("the source of a session whose only copy is in a store goes when each file came back from there, and stays where one is another", async () => {
  const rig = S3.rig();
  rig.give({ deleteSource: true, endpoint: null });
  const { pool } = dyingParts(undefined);
  const spoiling = (path: string | undefined): Partial<TestParts> => ({
    pool: {
      ...pool,
      run: (order, options) => {
        // Of bytes that rot the store's own sha256 tells nothing.
        if (order.kind === "deleteStored" && path !== undefined) rig.damage(path, "rot");
        return pool.run(order, options);
      },
    },
  });
  expect((await run(rig.settings, rig, spoiling("behavior/events.csv"))).codes).toEqual(["PUBLISHED_DIFFERS"]);
  expect(existsSync(join(rig.data, "behavior/events.csv"))).toBe(true);
  const other = S3.rig();
  other.give({ deleteSource: true, endpoint: null });
  server.requests.length = 0;
  expect((await run(other.settings, other)).codes).toEqual([]);
  expect([existsSync(join(other.data, "behavior")), other.published()]).toEqual([false, FILES]);
  const fetched = server.requests.filter(
    ({ operation, key }) => operation === "GetObject" && !key.includes(".rigline/"),
  );
  expect(fetched.map(({ key }) => key.replace(/.*\/session\//, "")).sort()).toEqual([
    "behavior/events.csv",
    "behavior/logs/launcher.log",
  ]);
});

test("copies in stores are read again by night where that is asked for, and what was spoilt there is told", async () => {
  const rig = S3.rig();
  rig.give({ endpoint: null });
  await run(rig.settings, rig);
  const night = async (stores: boolean, day: number): Promise<JobState | undefined> => {
    const clock = createFakeClock({ now: new Date(`2099-11-0${day}T23:00:00Z`), zone: "UTC" });
    const { pool } = dyingParts(undefined);
    let isRead = (): void => {};
    const reading = new Promise<void>((resolve) => (isRead = resolve));
    const heard: TestParts["pool"]["run"] = (order, options) =>
      pool.run(order, options).finally(() => order.kind === "auditStore" && setImmediate(isRead));
    const parts = partsFor(rig, { settings: rig.settings, clock, pool: { ...pool, run: heard } });
    const settings = toAuditSettings({
      within_days: 1,
      from: "22:00",
      to: "06:00",
      mb_per_s: 20,
      repair: false,
      stores,
    });
    if (settings === undefined) throw new Error("no hours");
    await new Auditor(parts, settings).during(async () => {
      await clock.advance(1000);
      if (stores) await reading;
      // What was read takes a moment of its limit.
      await clock.advance(1000);
    });
    await run(rig.settings, rig);
    return readJobState(nodeFileSystem, rig.flag, "manifest_session.yml");
  };
  rig.damage("session.json", "rot");
  expect((await night(false, 1))?.verification).toBeUndefined();
  const { verification } = (await night(true, 2)) ?? {};
  expect(verification).toMatchObject({ isWhole: false, by: expect.stringMatching(/^re-audit@/) as string });
  rig.damage("session.json", "rot");
  expect((await night(true, 4))?.verification).toMatchObject({ isWhole: true });
});

const HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in & go on</body></html>";

const SIGN_IN: S3Fault = { status: 200, html: HTML };

describe("what a store, or whoever answers for it, may say", () => {
  const ANSWERS: readonly (readonly [string, S3Fault, string])[] = [
    ["a page that wants somebody to sign in", SIGN_IN, "away"],
    ["a redirection to one", { status: 302, html: HTML }, "away"],
    ["a proxy that has no answer", { status: 502, html: HTML }, "away"],
    ["a proxy that forbids", { status: 403, html: HTML }, "denied"],
    ["another region", { status: 301, code: "PermanentRedirect" }, "absent"],
    ["another region, of what is signed", { status: 400, code: "AuthorizationHeaderMalformed" }, "absent"],
    ["a bucket that is just made", { status: 307, code: "TemporaryRedirect" }, "away"],
    ["credentials that are over", { status: 400, code: "ExpiredToken" }, "denied"],
    ["a clock that is wrong", { status: 403, code: "RequestTimeTooSkewed" }, "clock"],
    ["come back later", { status: 503, code: "SlowDown" }, "away"],
    ["come back later, otherwise", { status: 429, code: "TooManyRequests" }, "away"],
    ["a file that is too large for it", { status: 400, code: "EntityTooLarge" }, "refused"],
  ];
  test.each(ANSWERS)("%s is told by one word, whatever was asked", async (_, fault, trouble) => {
    const store = await open("s3://lab/odd");
    server.fault = () => fault;
    const content = Buffer.from("x");
    const digest = { sha256: createHash("sha256").update(content).digest("hex"), parts: [] };
    const file = { path: "a", source: "/a", bytes: 1, digest, read: () => content };
    await expect(store.look()).rejects.toMatchObject({ name: "StoreError", trouble });
    await expect(store.list()).rejects.toMatchObject({ name: "StoreError", trouble });
    await expect(store.put([file], () => {})).rejects.toMatchObject({ name: "StoreError", trouble });
    await expect(store.get("a")).rejects.toMatchObject({ name: "StoreError", trouble });
    // The answer to a look has no body that could say more than its status.
    if (fault === SIGN_IN) await expect(store.tell([file])).rejects.toMatchObject({ name: "StoreError", trouble });
    await expect(store.abandon()).rejects.toMatchObject({ name: "StoreError", trouble });
    store.close();
  });

  test("names in two forms of Unicode, with signs of addresses, dots and line ends are what they are in each list", async () => {
    const store = await open("s3://lab/names");
    const names = [
      "e\u0301.csv",
      "\u00e9.csv",
      "a?b#c%20d+e f&g=h.csv",
      "ends with a dot.",
      " begins",
      "line\r\nend\t.csv",
      "<&>\"'",
    ];
    for (const name of names) expect(await store.create(name, Buffer.from(name))).toBe(true);
    expect([...(await store.list()).keys()].sort()).toEqual(names.toSorted());
    expect([...(await store.readBack(names, () => {})).keys()].sort()).toEqual(names.toSorted());
    await store.remove(names);
    expect((await store.list()).size).toBe(0);
    store.close();
  });

  test("one that takes a condition and does not mind it is found out by what stands there", async () => {
    server.ignoresConditions = true;
    server.fault = ({ operation }) => {
      // Another computer claims the place right behind this one.
      if (operation === "GetObject")
        server.objects.set("lab/both/.rigline/claim.json", {
          body: Buffer.from("theirs"),
          etag: '"t"',
          checksum: undefined,
        });
      return undefined;
    };
    const store = await open("s3://lab/both");
    expect(await store.create(".rigline/claim.json", Buffer.from("ours"))).toBe(false);
    server.ignoresConditions = false;
    store.close();
  });
});
