import { afterAll, beforeAll, expect, test } from "vitest";
import type { FleetDay, FleetDetails, FleetRows } from "../../src/wire/fleet-sessions.js";
import type { FleetState } from "../../src/wire/fleet-state.js";
import { startTestFleet, TestVisitor, type TestFleet } from "../support/fleet-page.js";
import { handOff, PARKED, partOf, pushOf, SHA } from "../support/pushes.js";

let fleet: TestFleet;
let reader: TestVisitor;
let operator: TestVisitor;

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Handed off so many hours ago, and not copied yet. */
const begun = (name: string, hours: number) => [
  {
    type: "accepted",
    at: ago(hours),
    manifest: `C:/flags/${name}.yml`,
    digest: SHA,
    name,
    destination: `//central/${name}`,
  },
  { type: "planned", at: ago(hours), digest: SHA, files: 4, bytes: 1_000_000 },
];
const arrived = (name: string, hours: number) => {
  const published = {
    type: "published",
    digest: SHA,
    destination: `//central/${name}`,
    files: 4,
    bytes: 2_000_000,
    algorithm: "sha256",
    milliseconds: 9,
  };
  const submitted = {
    type: "submitted",
    at: ago(hours),
    digest: SHA,
    endpoint: null,
    status: null,
    idempotencyKey: "k",
  };
  const archived = { type: "archived", at: ago(hours), digest: SHA, to: `C:/complete/${name}.yml` };
  return [...begun(name, hours + 1), { ...published, at: ago(hours) }, submitted, archived];
};

beforeAll(async () => {
  fleet = await startTestFleet();
  await Promise.all([fleet.addPerson("rob", "reader"), fleet.addPerson("ops", "operator")]);
  await fleet.tell("rig-1", pushOf(partOf("stuck.yml", [...begun("stuck", 30), { ...PARKED, at: ago(1) }])));
  await fleet.tell("rig-2", pushOf(partOf("late.yml", begun("late", 25)), partOf("new.yml", begun("new", 1))));
  await fleet.tell("rig-10", pushOf(partOf("done.yml", arrived("done", 50)), partOf("old.yml", handOff("old"))));
  reader = new TestVisitor(fleet);
  operator = new TestVisitor(fleet);
  await reader.signIn("rob");
  await operator.signIn("ops");
});
afterAll(() => fleet.close());

const rowsOf = async (query: string): Promise<FleetRows> =>
  (await reader.get(`/api/sessions?${query}`)).body as FleetRows;
const namesOf = async (query: string): Promise<readonly string[]> => (await rowsOf(query)).rows.map(({ name }) => name);

test("each rig is told in a word, those that need somebody first, with why and what to do", async () => {
  const { rigs, safe } = (await reader.get("/api/state")).body as FleetState;
  expect(
    rigs.map(({ name, word, needs, late, atRig, waiting, atRigBytes }) => ({
      name,
      word,
      needs,
      late,
      atRig,
      waiting,
      atRigBytes,
    })),
  ).toEqual([
    { name: "rig-1", word: "needs somebody", needs: 1, late: 1, atRig: 1, waiting: 0, atRigBytes: 1_000_000 },
    { name: "rig-2", word: "late", needs: 0, late: 1, atRig: 2, waiting: 0, atRigBytes: 2_000_000 },
    { name: "rig-10", word: "all has arrived", needs: 0, late: 0, atRig: 0, waiting: 0, atRigBytes: 0 },
  ]);
  expect(rigs[0]?.trouble).toEqual({
    session: "stuck",
    why: "//central is not there",
    todo: expect.stringContaining("Connect the share") as string,
    code: "DESTINATION_MISSING",
  });
  expect(safe).toEqual({ sessions: 1, bytes: 2_000_000, days: 30 });
});

test("each question has its sessions", async () => {
  expect(await namesOf("view=needs")).toEqual(["stuck"]);
  expect((await namesOf("view=late")).toSorted()).toEqual(["late", "stuck"]);
  expect((await namesOf("view=atRig")).toSorted()).toEqual(["late", "new", "stuck"]);
  expect(await namesOf("view=safe")).toEqual(["done"]);
  expect((await namesOf("view=all&rig=rig-2")).toSorted()).toEqual(["late", "new"]);
  expect(await namesOf("view=all&text=DESTINATION_MISSING")).toEqual(["stuck"]);
  // Signs of a pattern are signs.
  expect(await namesOf("view=all&text=%25")).toEqual([]);
  expect((await reader.get("/api/sessions?view=nothing")).status).toBe(400);
});

test("what was deleted at its rig is not offered again", async () => {
  await fleet.tell("rig-3", pushOf(partOf("gone.yml", arrived("gone", 100))));
  expect((await namesOf("view=safe")).toSorted()).toEqual(["done", "gone"]);
  const deleted = { type: "sourceDeleted", at: ago(1), digest: SHA, files: 48, by: "ada@rig-3" };
  await fleet.tell("rig-3", pushOf(partOf("gone.yml", [deleted], { from: arrived("gone", 100).length + 1 })));
  expect(await namesOf("view=safe")).toEqual(["done"]);
  const [row] = (await rowsOf("view=all&text=gone")).rows;
  const { facts } = (await reader.get(`/api/sessions/${row!.id}`)).body as FleetDetails;
  expect(facts).toContainEqual(["May it be deleted at the rig?", expect.stringContaining("has deleted")]);
});

test("what a rig could not tell is named where its session is shown", async () => {
  const missing = { type: "notTold", of: "upload" };
  const deleted = { type: "sourceDeleted", at: ago(1), digest: SHA, files: 48 };
  await fleet.tell("rig-3", pushOf(partOf("less.yml", [...arrived("less", 100), deleted, missing])));
  const [row] = (await rowsOf("view=all&text=less")).rows;
  const { facts } = (await reader.get(`/api/sessions/${row!.id}`)).body as FleetDetails;
  expect(facts).toContainEqual([
    "Missing here",
    expect.stringMatching(/^the record "upload" in line \d of its journal/u),
  ]);
});

test("a session tells its way, and what may become of it at the rig", async () => {
  const [row] = (await rowsOf("view=safe")).rows;
  const details = (await reader.get(`/api/sessions/${row!.id}`)).body as FleetDetails;
  expect(details.timeline.map(({ what }) => what)).toEqual([
    "accepted",
    "copying",
    "published",
    "submitted",
    "complete",
  ]);
  expect(details.facts).toContainEqual(["Rig", "rig-10"]);
  expect(details.facts).toContainEqual(["May it be deleted at the rig?", expect.stringMatching(/^yes/u) as string]);
  expect(row).toMatchObject({ isLate: false, deeds: [], wish: null });
  expect((await reader.get("/api/sessions/999")).status).toBe(404);
  expect((await reader.get("/api/sessions/x")).status).toBe(404);
});

test("throughput and backlog are told for each day of eight weeks, the latter from what came and went since", async () => {
  const days = (await reader.get("/api/days")).body as readonly FleetDay[];
  expect(days).toHaveLength(56);
  const on = (hours: number): FleetDay | undefined => days.find(({ day }) => day === ago(hours).slice(0, 10));
  expect(days.at(-1)).toMatchObject({ day: ago(0).slice(0, 10), backlogSessions: 3, backlogBytes: 3_000_000 });
  expect(on(50)).toMatchObject({ arrivedSessions: 1, arrivedBytes: 2_000_000 });
  expect(days[0]).toMatchObject({ arrivedSessions: 0, backlogSessions: 0, backlogBytes: 0 });
  const ofRig = (await reader.get("/api/days?rig=rig-2")).body as readonly FleetDay[];
  expect(ofRig.at(-1)).toMatchObject({ backlogSessions: 2, arrivedSessions: 0 });
});

test("what is asked stands with who asked it, and how far it is: asked, told, taken or refused", async () => {
  const [row] = (await rowsOf("view=needs")).rows;
  expect(row!.deeds).toEqual(expect.arrayContaining(["redrive", "hold", "cancel"]));
  expect((await reader.post("/api/wishes", { session: row!.id, do: "redrive" })).status).toBe(403);
  expect((await operator.post("/api/wishes", { session: row!.id, do: "delete" })).status).toBe(400);
  expect((await operator.post("/api/wishes", { session: row!.id, do: "reschedule" })).status).toBe(400);
  expect((await operator.post("/api/wishes", { session: 999, do: "hold" })).status).toBe(404);
  expect((await operator.post("/api/wishes", { session: row!.id, do: "hold", reason: "share is moved" })).status).toBe(
    201,
  );
  expect((await rowsOf("view=needs")).rows[0]?.wish).toMatchObject({
    do: "hold",
    by: "ops (fleet)",
    state: "asked",
    detail: "share is moved",
  });
  // The rig speaks: it hears of it, then it says what came of it.
  await fleet.tell("rig-1", pushOf());
  expect((await rowsOf("view=needs")).rows[0]?.wish).toMatchObject({ state: "told" });
  const wish = (await rowsOf("view=needs")).rows[0]!.wish!.id;
  await fleet.tell("rig-1", { ...pushOf(), answers: [{ wish, outcome: "refused", message: "it is being published" }] });
  const details = (await reader.get(`/api/sessions/${row!.id}`)).body as FleetDetails;
  expect(details.wishes).toMatchObject([{ state: "refused", message: "it is being published", by: "ops (fleet)" }]);
  const acts = (await operator.get("/api/acts")).body as readonly { readonly act: string; readonly by: string }[];
  expect(acts[0]).toMatchObject({
    act: "asked",
    by: "ops (fleet)",
    about: "rig-1: stuck.yml",
    detail: "hold, share is moved, refused, it is being published",
  });
});

test("an admin makes and renames rigs, and makes tokens, each token shown once and kept as a hash, on record; nobody else does", async () => {
  await fleet.addPerson("ada", "admin");
  const admin = new TestVisitor(fleet);
  await admin.signIn("ada");
  expect((await operator.get("/api/rigs")).status).toBe(403);
  expect((await operator.post("/api/rigs", { do: "add", name: "rig-9" })).status).toBe(403);
  expect((await admin.post("/api/rigs", { do: "add", name: "rig 9" })).status).toBe(409);
  expect((await admin.post("/api/rigs", { do: "explode", name: "rig-9" })).status).toBe(400);
  const make = async (what: "add" | "token"): Promise<string> =>
    ((await admin.post("/api/rigs", { do: what, name: "rig-9" })).body as { readonly token: string }).token;
  const [first, second] = [await make("add"), await make("token")];
  const kept = JSON.stringify(await fleet.database.query("select * from rig_tokens"));
  expect([kept.includes(first), kept.includes(second)]).toEqual([false, false]);
  const push = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return (await fetch(`${fleet.origin}/v1/events`, { method: "POST", headers, body: JSON.stringify(pushOf()) }))
      .status;
  };
  expect([await push(first), await push(second)]).toEqual([200, 200]);
  const revoke = { do: "revoke", name: "rig-9", exceptNewest: true };
  expect((await admin.post("/api/rigs", revoke)).body).toEqual({ revoked: 1 });
  expect([await push(first), await push(second)]).toEqual([401, 200]);
  expect((await admin.get("/api/rigs")).body).toContainEqual({
    name: "rig-9",
    tokens: 1,
    heardAt: expect.any(String) as string,
  });
  const rename = (name: string, to: string) => admin.post("/api/rigs", { do: "rename", name, to });
  expect((await operator.post("/api/rigs", { do: "rename", name: "rig-9", to: "rig-99" })).status).toBe(403);
  const refused = [rename("rig-9", "rig-1"), rename("rig-9", "rig 99"), rename("rig-77", "rig-99")];
  expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([409, 409, 409]);
  expect((await rename("rig-9", "rig-99")).body).toEqual({ renamed: "rig-99" });
  // It goes on telling, by the token that it has.
  expect(await push(second)).toBe(200);
  const acts = (await admin.get("/api/acts")).body as readonly { readonly act: string; readonly by: string }[];
  expect(acts.slice(0, 4).map(({ act, by }) => `${by} ${act}`)).toEqual([
    "ada rigRenamed",
    "ada tokensRevoked",
    "ada tokenAdded",
    "ada rigAdded",
  ]);
});

test("what changes is heard while the page is open, and nothing after its visit is ended", async () => {
  const visitor = new TestVisitor(fleet);
  await visitor.signIn("rob");
  const cookie = Object.entries(visitor.cookies)
    .map((one) => one.join("="))
    .join("; ");
  const response = await fetch(`${fleet.origin}/api/events`, { headers: { cookie } });
  // A proxy before it keeps nothing of it back.
  expect(response.headers.get("x-accel-buffering")).toBe("no");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  const hear = async (wanted: string): Promise<void> => {
    while (!heard.includes(wanted)) heard += (await reader.read()).value ?? "";
  };
  await hear("event: state");
  expect(heard).toContain('"name":"rig-2"');
  expect(heard).toContain('"me":{"name":"rob","role":"reader","hasPassword":true}');
  await fleet.tell("rig-3", pushOf(partOf("third.yml", begun("third", 1))));
  await hear("event: change");
  await hear('"name":"rig-3"');
  await visitor.post("/api/sign-out", {});
  // With the next beat it is over, though nobody has closed it.
  while (!(await reader.read()).done);
  expect(fleet.failures).toEqual([]);
});
