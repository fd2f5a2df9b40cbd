import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noFigures } from "../../src/server/server-figures.js";
import { createFleetApp } from "../../src/server/create-fleet-app.js";
import type { Database } from "../../src/store/database.js";
import { addRig, revokeTokens } from "../../src/store/rigs.js";
import { noteSilent } from "../../src/store/services.js";
import { KINDS, openTestStore, type TestStore, TESTER } from "../support/databases.js";
import { handOff, PARKED, partOf, pushOf } from "../support/pushes.js";

let store: TestStore;
let token: string;
const failures: string[] = [];
beforeAll(async () => {
  store = await openTestStore(KINDS.at(-1) ?? "PGlite");
  ({ token } = await addRig(store.database, "rig-7", TESTER));
});
afterAll(() => store.close());

const app = (metricsToken?: string) =>
  createFleetApp({
    database: store.database,
    figures: noFigures(),
    metricsToken,
    version: "0.1.0",
    onFailure: (what, error) => void failures.push(`${what} ${String(error)}`),
  });

const ask = (path: string, body?: unknown, bearer = token, served = app()) =>
  served.request(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });

test("a rig pushes by its token, and nobody does without one that counts", async () => {
  const push = pushOf(partOf("manifest_one.yml", [...handOff("one").slice(0, 2), PARKED]));
  const answer = await ask("/v1/events", push);
  expect([answer.status, await answer.json()]).toMatchObject([200, { have: [{ seq: 3 }], wishes: [] }]);
  for (const bearer of ["", "rlf_x", "somebody's"]) expect((await ask("/v1/events", push, bearer)).status).toBe(401);
  const { token: other } = await addRig(store.database, "gone", TESTER);
  expect((await ask("/v1/events", pushOf(), other)).status).toBe(200);
  await revokeTokens(store.database, "gone", TESTER);
  expect((await ask("/v1/events", pushOf(), other)).status).toBe(401);
});

test("a push whose token is revoked while its body comes is not taken", async () => {
  const { token: slow } = await addRig(store.database, "slow", TESTER);
  let looked = 0;
  const database: Database = {
    ...store.database,
    query: async (text, values) => {
      const rows = await store.database.query(text, values);
      // Between the look at the token and the end of the body.
      if (text.includes("from rig_tokens join") && (looked += 1) === 1)
        await revokeTokens(store.database, "slow", TESTER);
      return rows as never;
    },
  };
  const figures = noFigures();
  const served = createFleetApp({ database, figures, metricsToken: undefined, version: "0.1.0", onFailure: () => {} });
  expect((await ask("/v1/events", pushOf(), slow, served)).status).toBe(401);
  expect([looked, figures.pushes, figures.refused]).toEqual([2, 0, 1]);
});

test.each([
  ["no JSON", "{"],
  ["another thing", { host: "a" }],
  ["too many lines", pushOf({ ...partOf("a", [PARKED]), to: 3_000_000_000 })],
  ["too much", "x".repeat(5 * 1024 * 1024)],
])("what is no push is refused, and says why: %s", async (_name, body) => {
  const answer = await ask("/v1/events", body);
  expect([400, 413]).toContain(answer.status);
  expect(await answer.text()).not.toBe("");
});

test("the metrics name the words in which sessions stand, by rig; with a token where one is wanted", async () => {
  const text = await (await app().request("/metrics")).text();
  expect(text).toContain('rigline_fleet_sessions{rig="rig-7",word="stuck"} 1\n');
  expect(text).toMatch(/^rigline_fleet_rig_heard_seconds\{rig="rig-7"\} \d/m);
  expect(text).toMatch(/^# TYPE rigline_fleet_pushes_total counter$/m);
  await noteSilent(store.database, "http://dts.test/api/v2/submit_jobs", "ECONNREFUSED", { firstMs: 1, maxMs: 1 });
  expect(await (await app().request("/metrics")).text()).toMatch(
    /^rigline_fleet_service_silent_seconds\{service="http:\/\/dts\.test\/api\/v2\/submit_jobs"\} \d/m,
  );
  const guarded = app("secret");
  expect((await guarded.request("/metrics")).status).toBe(401);
  expect((await ask("/metrics", undefined, "secret", guarded)).status).toBe(200);
  expect(await (await app().request("/health")).json()).toEqual({ status: "ok", version: "0.1.0" });
});

describe("a lease", () => {
  const take = async (holder: string, ttl = 60, bearer = token) => {
    const answer = await ask("/v1/leases/room-3", { holder, ttl }, bearer);
    return [answer.status, await answer.json()] as const;
  };

  test("is one holder's, by the time of the database; its token grows with each other one, and never goes back", async () => {
    const { token: second } = await addRig(store.database, "rig-8", TESTER);
    expect(await take("a")).toMatchObject([200, { name: "room-3", holder: "a", token: 1 }]);
    expect(await take("b", 60, second)).toMatchObject([423, { holder: "a", token: 1 }]);
    expect(await take("a")).toMatchObject([200, { token: 1 }]);
    // Over: whoever held it comes back as another.
    await store.database.query("update leases set until = clock_timestamp() - interval '1 second'");
    expect(await (await ask("/v1/leases/room-3")).json()).toMatchObject({ holder: "a", token: 1, left: 0 });
    expect(await take("b", 60, second)).toMatchObject([200, { holder: "b", token: 2 }]);
    expect(await take("a")).toMatchObject([423, { holder: "b" }]);
    // By another rig's token a holder's name is worth nothing.
    expect(await take("b")).toMatchObject([423, { holder: "b" }]);
    const end = async (holder: string, bearer: string) =>
      (await ask("/v1/leases/room-3/end", { holder }, bearer)).json();
    expect(await end("b", token)).toEqual({ ended: false });
    expect(await end("b", second)).toEqual({ ended: true });
    expect(await take("a")).toMatchObject([200, { token: 3 }]);
  });

  test("of many that want it at once one has it", async () => {
    const taken = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => ask("/v1/leases/room-4", { holder: `h${index}`, ttl: 60 })),
    );
    expect(taken.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(taken.filter(({ status }) => status === 423)).toHaveLength(39);
  });

  test.each(["room%2F4", "a".repeat(101)])("can't be called %s", async (name) => {
    expect((await ask(`/v1/leases/${name}`, { holder: "a", ttl: 1 })).status).toBe(400);
  });
});

test("a database that is away is told as that, and not what it said", async () => {
  const away = (): Promise<never> => Promise.reject(new Error("password for user rigline at db.example.org"));
  const database = { ...store.database, query: away, transaction: away };
  const parts = { figures: noFigures(), metricsToken: undefined, version: "0.1.0" };
  const served = createFleetApp({
    ...parts,
    database,
    onFailure: (what) => void failures.push(what),
  });
  const answer = await served.request("/health");
  expect([answer.status, await answer.json()]).toEqual([503, { error: "the fleet's server can't do that now" }]);
  expect(failures).toEqual(["GET /health"]);
});
