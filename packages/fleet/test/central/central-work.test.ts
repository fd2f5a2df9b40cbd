import type { Channel, Message } from "@rigline/watchdog-service/notify-channels";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startCentralWork, type CentralWork } from "../../src/central/central-work.js";
import { composeDigest } from "../../src/central/compose-digest.js";
import { takeDigestDay } from "../../src/central/digest-day.js";
import { lookForSilent } from "../../src/central/look-for-silent.js";
import { readServerSettings, type ServerSettings } from "../../src/config/server-settings.js";
import { makePartitions, dropOldPartitions } from "../../src/store/partitions.js";
import { addRig, revokeTokens, rigOfToken } from "../../src/store/rigs.js";
import { takePush } from "../../src/store/take-push.js";
import { KINDS, openTestStore, type TestStore, TESTER } from "../support/databases.js";
import { handOff, PARKED, partOf, pushOf } from "../support/pushes.js";

const MINUTE = 60_000;
const SETTINGS = readServerSettings(undefined);

// Both kinds of database are tried by the tests of the store; here the real one where there is one.
describe.each(KINDS.slice(-1))("central work on %s", (kind) => {
  let store: TestStore;
  const ids = new Map<string, number>();
  beforeAll(async () => {
    store = await openTestStore(kind);
    for (const name of ["rig-1", "rig-2", "never-heard", "revoked"]) {
      const { token } = await addRig(store.database, name, TESTER);
      ids.set(name, (await rigOfToken(store.database, token))!.id);
    }
  });
  afterAll(() => store.close());
  const query = (text: string) => store.database.query(text);
  const push = (rig: string, ...records: Parameters<typeof partOf>[1]) =>
    takePush(
      store.database,
      ids.get(rig)!,
      pushOf(...(records.length === 0 ? [] : [partOf(`manifest_${rig}.yml`, records)])),
    );

  test("a rig that falls silent is told once, and so is that it is heard again", async () => {
    await push("rig-1");
    await push("rig-2");
    await push("revoked");
    await revokeTokens(store.database, "revoked", TESTER);
    const look = () => lookForSilent(store.database, 15 * MINUTE);
    expect(await look()).toEqual([]);
    await query("update rigs set heard_at = now() - interval '20 minutes' where name in ('rig-1', 'revoked')");
    expect(await look()).toMatchObject([
      { about: "needs_you", title: "rig-1 is silent", text: expect.stringContaining("for 20 min") },
    ]);
    expect(await look()).toEqual([]);
    await push("rig-1");
    expect(await look()).toMatchObject([{ about: "recovered", title: "rig-1 is heard again" }]);
    expect(await look()).toEqual([]);
  });

  test("the digest names what needs somebody, what is late and what was handed off", async () => {
    expect(await composeDigest(store.database, SETTINGS)).toMatchObject({
      about: "safe",
      title: "Fleet: 0 sessions handed off, nothing needs anybody",
    });
    await push("rig-1", ...handOff("one").slice(0, 1), PARKED);
    await push("rig-2", ...handOff("two"));
    await query("update sessions set published_at = now() - interval '1 hour' where name = 'two'");
    const { title, text, about } = await composeDigest(store.database, SETTINGS);
    expect([about, title]).toEqual(["needs_you", "Fleet: 1 session in need of somebody"]);
    expect(text.split("\n")).toEqual([
      "Needs somebody:",
      expect.stringContaining("  rig-1, one: "),
      "",
      "Handed off in the last day:",
      "  rig-2: 1 session, 1.2 GB",
    ]);
    // One that waits since the summer, and is in no trouble.
    await query("update sessions set needs_person = false, is_over = false, word = 'copying' where name = 'one'");
    expect((await composeDigest(store.database, SETTINGS)).title).toBe("Fleet: 1 late");
  });

  test("events of old months are dropped, what they came to stays; those of no month's partition are moved into one", async () => {
    const insert = (seq: number, at: string) =>
      query(`insert into events (journal, seq, rig, type, received_at, body) values (1, ${seq}, 1, 'x', ${at}, '{}')`);
    await query("create table events_2020_01 partition of events for values from ('2020-01-01') to ('2020-02-01')");
    await insert(90, "'2020-01-15'");
    expect(await dropOldPartitions(store.database, 12)).toEqual(["events_2020_01"]);
    // Nobody ran the server for months.
    const [next] = await store.database.query<{ name: string }>(
      "select 'events_' || to_char(now() at time zone 'utc' + interval '1 month', 'YYYY_MM') as name",
    );
    await query(`drop table ${next!.name}`);
    await insert(91, "date_trunc('month', now() at time zone 'utc') at time zone 'utc' + interval '1 month 1 day'");
    expect(await makePartitions(store.database)).toEqual([next!.name]);
    expect(await query(`select seq from ${next!.name}`)).toEqual([{ seq: 91 }]);
    expect(await query("select seq from events where seq >= 90")).toEqual([{ seq: 91 }]);
    expect(await query("select count(*)::int as sessions from sessions")).toEqual([{ sessions: 2 }]);
  });

  test("each day has one digest, whichever clocks are changed on it, and one whose hour was missed is made up for", async () => {
    const days = async (at: string, zone: string, ...times: readonly string[]): Promise<readonly string[]> => {
      await query("delete from digests");
      const due: string[] = [];
      for (const time of times)
        if (await takeDigestDay(store.database, { digest: { at }, zone }, new Date(time))) due.push(time);
      return due;
    };
    // 02:30 comes at no time on the one day, and twice on the other.
    const spring = ["2026-03-28T01:31:00Z", "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:31:00Z"];
    expect(await days("02:30", "Europe/Berlin", ...spring)).toEqual([spring[0], spring[2]]);
    const autumn = ["2026-10-25T00:29:00Z", "2026-10-25T00:31:00Z", "2026-10-25T01:31:00Z", "2026-10-26T01:31:00Z"];
    expect(await days("02:30", "Europe/Berlin", ...autumn)).toEqual([autumn[1], autumn[3]]);
    const missed = ["2026-07-14T13:59:00Z", "2026-07-14T22:00:00Z", "2026-07-15T02:00:00Z", "2026-07-15T14:00:00Z"];
    expect(await days("07:00", "America/Los_Angeles", ...missed)).toEqual([missed[1], missed[3]]);
    await query("delete from digests");
  });

  describe("by pg-boss", () => {
    const sent: Message[] = [];
    const failures: string[] = [];
    let fails = 1;
    const channel: Channel = {
      name: "mail",
      when: ["needs_you"],
      send: (message) => {
        fails -= 1;
        if (fails >= 0) return Promise.reject(new Error("no server"));
        sent.push(message);
        return Promise.resolve();
      },
    };
    const settings: ServerSettings = {
      ...SETTINGS,
      silent_after_minutes: 1e-9,
      digest: { at: "00:00", channels: ["mail"] },
    };
    let works: CentralWork[] = [];
    const start = async (): Promise<void> => {
      const onFailure = (what: string): void => void failures.push(what);
      const ask = () => Promise.reject(new Error("nothing is asked here"));
      works.push(await startCentralWork({ database: store.database, channels: [channel], settings, ask, onFailure }));
    };
    afterAll(async () => {
      for (const work of works) await work.stop();
      works = [];
    });

    test("what is to be told is told once, by one of two servers, and tried again where the channel fails", async () => {
      await start();
      await start();
      for (const work of [...works, ...works]) await work.doNow("digest");
      await works[0]!.doNow("silent");
      // Its first failure is waited out.
      await vi.waitFor(
        async () => {
          await query("update fleet_work.job set start_after = now() where state = 'retry'");
          expect(sent.map(({ title }) => title)).toContainEqual(expect.stringMatching(/^Fleet:/));
          expect(sent.map(({ title }) => title)).toContainEqual("rig-1 is silent");
        },
        { timeout: 110_000, interval: 200 },
      );
      expect(sent.filter(({ title }) => title.startsWith("Fleet:"))).toHaveLength(1);
      expect(failures).toEqual(["the channel mail"]);
    });
  });
});
