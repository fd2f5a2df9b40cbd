import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addRig, addToken, listRigs, renameRig, revokeTokens, rigOfToken } from "../../src/store/rigs.js";
import { countWords, readEvents } from "../../src/store/sessions.js";
import { takePush } from "../../src/store/take-push.js";
import { askOfRig, listWishes } from "../../src/store/wishes.js";
import { KINDS, openTestStore, type TestStore, TESTER } from "../support/databases.js";
import { recountDays } from "../support/recount-days.js";
import { handOff, PARKED, partOf, pushOf, SHA, sumOf } from "../support/pushes.js";
import { listFleetSessions } from "../support/list-sessions.js";

describe.each(KINDS)("on %s", (kind) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(kind);
  });
  afterAll(() => store.close());

  const newRig = async (name: string): Promise<number> => {
    const { token } = await addRig(store.database, name, TESTER);
    return (await rigOfToken(store.database, token))!.id;
  };
  const count = async (rig: number): Promise<number> => {
    const [row] = await store.database.query<{ events: number }>(
      "select count(*)::int as events from events where rig = $1",
      [rig],
    );
    return row!.events;
  };

  test("what a rig tells is stored once, however often and in whatever parts it comes", async () => {
    const rig = await newRig("once");
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const [accepted, ...others] = handOff("one");
    const all = [{ ...accepted!, traceparent }, ...others];
    const job = "manifest_one.yml";
    const first = pushOf(partOf(job, all.slice(0, 3)));
    expect(await takePush(store.database, rig, first)).toEqual({
      have: [{ job, epoch: "0123456789abcdef", seq: 3, tail: sumOf(3) }],
      wishes: [],
    });
    // Its answer was lost: it comes again, and so does more than is there.
    for (const again of [first, pushOf(partOf(job, all)), pushOf(partOf(job, all.slice(4), { from: 5 }))])
      expect((await takePush(store.database, rig, again)).have[0]).toMatchObject({ seq: 3, tail: sumOf(3) });
    expect(await count(rig)).toBe(3);
    const rest = pushOf(partOf(job, all.slice(3), { from: 4 }), partOf("manifest_two.yml", handOff("two").slice(0, 1)));
    expect((await takePush(store.database, rig, rest)).have.map(({ seq }) => seq)).toEqual([5, 1]);
    expect(await count(rig)).toBe(6);
    const sessions = await listFleetSessions(store.database, { rig: "once" });
    expect(sessions.map(({ name, word, bytes, lacks }) => [name, word, bytes, lacks])).toEqual(
      expect.arrayContaining([
        ["one", "at its destination", 1_200_000_000, null],
        ["two", "queued", null, expect.stringContaining("no daemon")],
      ]),
    );
    expect(sessions).toHaveLength(2);
    const one = sessions.find(({ name }) => name === "one")!;
    expect((await readEvents(store.database, one.id)).map(({ type }) => type)).toEqual(all.map(({ type }) => type));
    expect(one).toMatchObject({
      needsPerson: false,
      traceparent,
      acceptedAt: new Date("2026-07-14T09:05:00Z"),
      endedAt: new Date("2026-07-14T09:05:04Z"),
    });
  });

  test("of many pushes at once of one rig each event is there once", async () => {
    const rig = await newRig("at-once");
    const parts = handOff("one").map((record, index) => partOf("manifest_one.yml", [record], { from: index + 1 }));
    let have = 0;
    for (let round = 0; round < 20 && have < parts.length; round += 1) {
      const answers = await Promise.all(
        parts.flatMap((part) => [part, part]).map((part) => takePush(store.database, rig, pushOf(part))),
      );
      have = Math.max(...answers.map((answer) => answer.have[0]!.seq));
    }
    expect([have, await count(rig)]).toEqual([5, 5]);
  });

  test("a journal that was begun anew, or set back, is another one; the newest counts", async () => {
    const rig = await newRig("imaged");
    const job = "manifest_one.yml";
    await takePush(store.database, rig, pushOf(partOf(job, handOff("one").slice(0, 2))));
    const rewritten = { ...partOf(job, handOff("one").slice(2, 3), { from: 3 }), before: "other" };
    // It does not follow: nothing is taken, and the rig sees by the sum that its disk was set back.
    expect((await takePush(store.database, rig, pushOf(rewritten))).have[0]).toMatchObject({ seq: 2, tail: sumOf(2) });
    const anew = pushOf(partOf(job, [...handOff("one").slice(0, 1), PARKED], { epoch: "0123456789abcdef.1" }));
    expect((await takePush(store.database, rig, anew)).have[0]).toMatchObject({ seq: 2 });
    expect(await count(rig)).toBe(4);
    expect(await listFleetSessions(store.database, { rig: "imaged" })).toMatchObject([
      {
        word: "stuck",
        needsPerson: true,
        code: "DESTINATION_MISSING",
        todo: expect.stringContaining("Connect the share"),
      },
    ]);
    // Of the same manifest's name another session.
    const next = pushOf(
      partOf(job, [{ ...handOff("later")[0]!, digest: "b".repeat(64) }], { from: 3, epoch: "0123456789abcdef.1" }),
    );
    await takePush(store.database, rig, next);
    expect((await listFleetSessions(store.database, { rig: "imaged" })).map(({ name }) => name)).toEqual(["later"]);
    const [kept] = await store.database.query("select count(*)::int as sessions from sessions where rig = $1", [rig]);
    expect(kept).toEqual({ sessions: 3 });
  });

  test("a session is as safe as its needed copies are", async () => {
    const rig = await newRig("copies");
    const copy = {
      manifest: "manifest_one.copy-1.yml",
      digest: "c".repeat(64),
      destination: "//other/one",
      needed: true,
    };
    const [accepted, ...others] = handOff("one");
    const session = [accepted!, { type: "further", digest: SHA, copies: [copy] }, ...others];
    await takePush(store.database, rig, pushOf(partOf("manifest_one.yml", session)));
    const lacks = async (): Promise<string | null> =>
      (await listFleetSessions(store.database, { rig: "copies", text: "manifest_one.yml" }))[0]!.lacks;
    expect(await lacks()).toContain("it is not at //other/one yet");
    const ofCopy = handOff("one").map((record) => ({
      ...record,
      digest: copy.digest,
      ...(record.type === "accepted" ? { copyOf: { manifest: "manifest_one.yml", needed: true } } : {}),
    }));
    await takePush(store.database, rig, pushOf(partOf(copy.manifest, ofCopy)));
    expect(await lacks()).toBeNull();
  });

  test("what no database takes, and what no version knows yet, holds up nothing", async () => {
    const rig = await newRig("strange");
    const strange = [
      { ...PARKED, reason: "a\u0000b \ud800 \\u0000 c", at: "+275760-01-01T00:00:00Z" },
      { type: "teleported", to: "Mars" },
      { ...handOff("x")[1]!, files: 1e300 },
    ];
    const answer = await takePush(store.database, rig, pushOf(partOf("manifest_\u0000.yml", strange)));
    expect(answer.have[0]).toMatchObject({ seq: 3 });
    const [event] = await store.database.query<{ body: { reason: string } }>(
      "select body from events where rig = $1 and type = 'parked'",
      [rig],
    );
    expect(event!.body.reason).toBe("a\ufffdb \ufffd \\u0000 c");
  });

  test("a wish goes with each answer until the rig has said what came of it", async () => {
    const rig = await newRig("asked");
    await takePush(store.database, rig, pushOf(partOf("manifest_one.yml", handOff("one").slice(0, 2))));
    await expect(
      askOfRig(store.database, { rig: "asked", job: "nobody", deed: { do: "hold" }, by: "anna@fleet" }),
    ).rejects.toMatchObject({ code: "FLEET_JOB_UNKNOWN" });
    const id = await askOfRig(store.database, { rig: "asked", job: "one", deed: { do: "hold" }, by: "anna@fleet" });
    for (let told = 0; told < 2; told += 1)
      expect((await takePush(store.database, rig, pushOf())).wishes).toEqual([
        { id, job: "manifest_one.yml", deed: { do: "hold" }, by: "anna@fleet", at: expect.any(String) },
      ]);
    const other = await newRig("somebody-else");
    const answers = [{ wish: id, outcome: "refused" as const, message: "too late" }];
    await takePush(store.database, other, { ...pushOf(), answers });
    expect((await takePush(store.database, rig, { ...pushOf(), answers })).wishes).toEqual([]);
    expect(await listWishes(store.database, { rig: "asked" })).toMatchObject([
      { outcome: "refused", message: "too late" },
    ]);
  });

  test("a rig's tokens count until they are revoked; what it told stays", async () => {
    const { token } = await addRig(store.database, "revoked", TESTER);
    expect(await rigOfToken(store.database, token)).toMatchObject({ name: "revoked" });
    const [stored] = await store.database.query<{ found: boolean }>(
      "select bool_or(hash = $1) as found from rig_tokens",
      [token],
    );
    expect(stored).toEqual({ found: false });
    await expect(addRig(store.database, "revoked", TESTER)).rejects.toMatchObject({ code: "FLEET_RIG_KNOWN" });
    await expect(addRig(store.database, "a rig", TESTER)).rejects.toMatchObject({ code: "FLEET_RIG_NAME" });
    expect(await revokeTokens(store.database, "revoked", TESTER)).toBe(1);
    expect(await rigOfToken(store.database, token)).toBeUndefined();
    expect(await listRigs(store.database)).toContainEqual(expect.objectContaining({ name: "revoked", tokens: 0 }));
    // Of those that count the newest stays, whatever was revoked since.
    const { token: second } = await addToken(store.database, "revoked", TESTER);
    await addToken(store.database, "revoked", TESTER);
    await store.database.query(
      "update rig_tokens set revoked_at = now() where created_at = (select max(created_at) from rig_tokens)",
    );
    expect(await revokeTokens(store.database, "revoked", TESTER, { exceptNewest: true })).toBe(0);
    expect(await rigOfToken(store.database, second)).toMatchObject({ name: "revoked" });
  });

  test("nothing is done of rigs and tokens that can't be put on record", async () => {
    const nobody = { person: 999_999, by: "nobody", from: null };
    const { token } = await addRig(store.database, "kept", TESTER);
    const failed = { code: "23503" };
    await expect(addRig(store.database, "unsigned", nobody)).rejects.toMatchObject(failed);
    await expect(addToken(store.database, "kept", nobody)).rejects.toMatchObject(failed);
    await expect(revokeTokens(store.database, "kept", nobody)).rejects.toMatchObject(failed);
    await expect(renameRig(store.database, "kept", "lost", nobody)).rejects.toMatchObject(failed);
    const rigs = await listRigs(store.database);
    expect(rigs.map(({ name }) => name)).not.toContain("unsigned");
    expect(rigs).toContainEqual(expect.objectContaining({ name: "kept", tokens: 1 }));
    expect(await rigOfToken(store.database, token)).toMatchObject({ name: "kept" });
  });

  test("a rig that is renamed is the same by its token, with all that it told; one that is set up anew goes on under its name", async () => {
    const rig = await newRig("old-name");
    await takePush(store.database, rig, pushOf(partOf("one.yml", handOff("renamed"))));
    await newRig("taken");
    await expect(renameRig(store.database, "old-name", "taken", TESTER)).rejects.toMatchObject({
      code: "FLEET_RIG_KNOWN",
    });
    await expect(renameRig(store.database, "none", "new", TESTER)).rejects.toMatchObject({ code: "FLEET_RIG_UNKNOWN" });
    await renameRig(store.database, "old-name", "new-name", TESTER);
    const { token } = await addToken(store.database, "new-name", TESTER);
    expect(await rigOfToken(store.database, token)).toEqual({ id: rig, name: "new-name" });
    // Its journals are lost, and the session is handed off once more from the beginning: the newest counts.
    await takePush(
      store.database,
      rig,
      pushOf(partOf("one.yml", handOff("renamed").slice(0, 2), { epoch: "f".repeat(16) })),
    );
    expect(await listFleetSessions(store.database, { rig: "new-name" })).toMatchObject([
      { name: "renamed", word: "copying" },
    ]);
  });

  test("what is counted with each change is what there is, whatever was told", async () => {
    const counted = await store.database.query(
      `select rigs.name as rig, word, count(*) as sessions, coalesce(sum(bytes), 0)::float8 as bytes
       from sessions join rigs on rigs.id = sessions.rig where is_current group by 1, 2 order by 1, 2`,
    );
    expect(counted.length).toBeGreaterThan(5);
    expect(await countWords(store.database)).toEqual(counted);
    expect(
      await store.database.query(
        `select name from sessions left join session_texts on session = sessions.id
         where text is distinct from lower(concat_ws(' ', name, destination, code))`,
      ),
    ).toEqual([]);
  });

  test("what is kept of each day is what all sessions say, whatever was told of them before", async () => {
    await store.database.query(
      "delete from sessions where id = (select max(id) from sessions where published_at is not null)",
    );
    const { counted, recounted } = await recountDays(store.database);
    expect(counted.length).toBeGreaterThan(5);
    expect(counted).toEqual(recounted);
  });
});
