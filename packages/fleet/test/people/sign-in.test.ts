import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noProxy } from "@rigline/foundation/http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makePage } from "../../src/cli/make-page.js";
import { readServerSettings } from "../../src/config/server-settings.js";
import { pageAddress } from "../../src/page/page-address.js";
import { hashPassword, isPassword, makePassword, PASSWORD_COST } from "../../src/people/passwords.js";
import { SignIn } from "../../src/people/sign-in.js";
import { addPerson, changeRole, listPeople, restorePerson, revokePerson } from "../../src/people/people.js";
import type { ActRow, PersonRow } from "../../src/wire/fleet-people.js";
import { KINDS } from "../support/databases.js";
import { PASSWORD, startTestFleet, TestVisitor, type TestFleet } from "../support/fleet-page.js";
import { runFleet } from "../support/run-fleet.js";
import { startTestProvider, type TestProvider } from "../support/test-provider.js";

const HTTPS = "https://fleet.example.org";
const NOBODY = { person: null, by: "test", from: null };
let fleet: TestFleet;
let provider: TestProvider;
let admin: TestVisitor;

beforeAll(async () => {
  provider = await startTestProvider();
  fleet = await startTestFleet({
    url: HTTPS,
    provider: { ...provider, label: "Lab", nameClaim: "email", takesNewcomers: false },
  });
  await fleet.addPerson("ann", "admin");
  admin = new TestVisitor(fleet);
  await admin.signIn("ann");
});
afterAll(async () => {
  await fleet.close();
  await provider.close();
});

const come = async (name: string): Promise<TestVisitor> => {
  const visitor = new TestVisitor(fleet);
  expect((await visitor.signIn(name)).status).toBe(200);
  return visitor;
};
const actsOf = async (who: TestVisitor): Promise<readonly ActRow[]> =>
  (await who.get("/api/acts")).body as readonly ActRow[];

describe("who is who", () => {
  test("whoever has not signed in sees the form alone, and nothing of the fleet", async () => {
    const visitor = new TestVisitor(fleet);
    expect((await visitor.get("/")).status).toBe(200);
    expect(await visitor.get("/api/me")).toMatchObject({ status: 401, body: { provider: "Lab" } });
    for (const path of ["/api/state", "/api/events", "/api/sessions?view=all", "/api/days", "/api/acts", "/api/people"])
      expect([path, (await visitor.get(path)).status]).toEqual([path, 401]);
    for (const path of ["/api/wishes", "/api/people", "/api/password"])
      expect([path, (await visitor.post(path, {})).status]).toEqual([path, 401]);
  });

  test("a name in whatever letters and its password open a visit, by a cookie that no script can read", async () => {
    const visitor = new TestVisitor(fleet);
    const answer = await visitor.signIn(" ANN ");
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers["set-cookie"] as readonly string[];
    expect(cookie).toMatch(/^rigline_fleet_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/u);
    expect((await visitor.get("/api/me")).body).toEqual({ name: "ann", role: "admin", hasPassword: true });
    const rows = await fleet.database.query<{ hash: string }>("select hash from visits");
    expect(JSON.stringify(rows)).not.toContain(Object.values(visitor.cookies)[0]);
  });

  test("behind TLS the cookie goes over TLS alone, and is bound to its host", async () => {
    const visitor = new TestVisitor(fleet);
    const as = { host: "fleet.example.org", origin: HTTPS };
    const answer = await visitor.post("/api/sign-in", { name: "ann", password: PASSWORD }, as);
    expect((answer.headers["set-cookie"] as readonly string[])[0]).toMatch(
      /^__Host-rigline_fleet=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/u,
    );
    // By its own name alone, and by no other that leads here.
    expect((await visitor.get("/api/me", { host: "rebound.test" })).status).toBe(421);
    expect((await visitor.get("/", { host: "fleet.example.org:81" })).status).toBe(421);
  });

  test("what no page of its own asks for is refused, with whatever cookie", async () => {
    const { cookies } = admin;
    const asked = async (headers: Readonly<Record<string, string | undefined>>): Promise<number> =>
      (await admin.post("/api/people", { do: "revoke", name: "ann" }, headers)).status;
    expect(await asked({ "x-rigline": undefined })).toBe(403);
    expect(await asked({ origin: undefined })).toBe(403);
    expect(await asked({ origin: "http://127.0.0.1:1" })).toBe(403);
    expect(await asked({ origin: HTTPS })).toBe(403);
    expect(await asked({ "sec-fetch-site": "same-site" })).toBe(403);
    expect(admin.cookies).toEqual(cookies);
    const answer = await new TestVisitor(fleet).post(
      "/api/sign-in",
      { name: "ann", password: PASSWORD },
      { origin: "http://evil.test" },
    );
    expect(answer.status).toBe(403);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("the page runs nothing but its own scripts, and is not kept, framed or loaded into another", async () => {
    const { headers } = await admin.get("/");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      "x-frame-options": "DENY",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
    expect((await admin.get("/assets/..%2f..%2fpackage.json")).status).toBe(404);
  });

  test("each may do what their role says, and another role counts at once", async () => {
    await fleet.addPerson("rob", "reader");
    const rob = await come("rob");
    const may = async (): Promise<readonly number[]> =>
      [await rob.get("/api/state"), await rob.get("/api/acts"), await rob.get("/api/people")].map(
        ({ status }) => status,
      );
    expect(await may()).toEqual([200, 403, 403]);
    await admin.post("/api/people", { do: "role", name: "rob", role: "operator" });
    expect(await may()).toEqual([200, 200, 403]);
    await admin.post("/api/people", { do: "role", name: "rob", role: "admin" });
    expect(await may()).toEqual([200, 200, 200]);
    expect((await admin.post("/api/people", { do: "role", name: "rob", role: "king" })).status).toBe(400);
  });

  test("whoever is revoked, or signs out, is out at once; let in again they sign in anew", async () => {
    await fleet.addPerson("eve", "reader");
    const eve = await come("eve");
    await admin.post("/api/people", { do: "revoke", name: "eve" });
    expect((await eve.get("/api/state")).status).toBe(401);
    expect((await eve.signIn("eve")).status).toBe(401);
    await admin.post("/api/people", { do: "restore", name: "eve" });
    expect((await eve.get("/api/state")).status).toBe(401);
    const again = await come("eve");
    const kept = again.cookies;
    await again.post("/api/sign-out", {});
    again.cookies = kept;
    expect((await again.get("/api/state")).status).toBe(401);
  });

  test("a visit ends after twelve hours without a request, and after fourteen days whatever was done", async () => {
    const visitor = await come("ann");
    const set = (column: string, age: string) =>
      fleet.database.query(
        `update visits set ${column} = now() - interval '${age}' where hash = (select hash from visits order by created_at desc limit 1)`,
      );
    await set("seen_at", "11 hours");
    expect((await visitor.get("/api/me")).status).toBe(200);
    // It was seen just now.
    const [seen] = await fleet.database.query<{ fresh: boolean }>(
      "select bool_and(seen_at > now() - interval '10 hours') as fresh from visits",
    );
    expect(seen?.fresh).toBe(true);
    await set("seen_at", "13 hours");
    expect((await visitor.get("/api/me")).status).toBe(401);
    await set("seen_at", "0 hours");
    await set("created_at", "15 days");
    expect((await visitor.get("/api/me")).status).toBe(401);
  });

  test("somebody is left who says who is who, also when two go at once", async () => {
    const { database } = fleet;
    await changeRole(database, NOBODY, "rob", "admin");
    const gone = await Promise.allSettled([
      revokePerson(database, NOBODY, "rob"),
      revokePerson(database, NOBODY, "ann"),
    ]);
    const refusals = gone.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    expect(refusals).toMatchObject([{ code: "FLEET_LAST_ADMIN" }]);
    for (const name of ["ann", "rob"]) await restorePerson(database, NOBODY, name);
    await admin.signIn("ann");
    const people = await listPeople(database);
    expect(people.filter(({ revokedAt }) => revokedAt !== null)).toEqual([]);
    await expect(addPerson(database, NOBODY, { name: "a b", role: "reader", password: null })).rejects.toMatchObject({
      code: "FLEET_PERSON_NAME",
    });
    await expect(addPerson(database, NOBODY, { name: "ANN", role: "reader", password: null })).rejects.toMatchObject({
      code: "FLEET_PERSON_KNOWN",
    });
    await expect(revokePerson(database, NOBODY, "zoe")).rejects.toMatchObject({ code: "FLEET_PERSON_UNKNOWN" });
  });
});

describe("passwords", () => {
  test("one that was added on the page is told once, and can be changed, which ends every other visit", async () => {
    const added = await admin.post("/api/people", { do: "add", name: "kim", role: "operator", hasPassword: true });
    const { password } = added.body as { readonly password: string };
    expect(password).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/u);
    const [kim, elsewhere] = [new TestVisitor(fleet), new TestVisitor(fleet)];
    await kim.signIn("kim", password);
    await elsewhere.signIn("kim", password);
    expect((await kim.post("/api/password", { old: "wrong", fresh: "another-one-altogether" })).status).toBe(403);
    expect((await kim.post("/api/password", { old: password, fresh: "short" })).body).toEqual({
      error: "the password has 5 characters",
    });
    expect((await kim.post("/api/password", { old: password, fresh: "another-one-altogether" })).status).toBe(200);
    expect([(await kim.get("/api/me")).status, (await elsewhere.get("/api/me")).status]).toEqual([200, 401]);
    expect((await elsewhere.signIn("kim", password)).status).toBe(401);
    expect((await elsewhere.signIn("kim", "another-one-altogether")).status).toBe(200);
    expect((await admin.get("/api/people")).body as readonly PersonRow[]).toContainEqual(
      expect.objectContaining({ name: "kim", ways: "password" }),
    );
  });

  test("who tries too often is not even looked at, from their address alone; nobody else is kept out", async () => {
    await fleet.addPerson("max", "reader");
    const attacker = new TestVisitor(fleet);
    const from = (address: string) => ({ "x-forwarded-for": `6.6.6.6, ${address}` });
    const tries = (name: string, password: string, address: string) =>
      attacker.post("/api/sign-in", { name, password }, from(address));
    for (let index = 0; index < 5; index += 1) expect((await tries("max", "wrong", "10.0.0.1")).status).toBe(401);
    const limited = await tries("max", PASSWORD, "10.0.0.1");
    expect(limited.status).toBe(429);
    expect(limited.headers["retry-after"]).toBe("900");
    expect((await tries("max", PASSWORD, "10.0.0.2")).status).toBe(200);
    // Of names that nobody has too, from one address.
    for (let index = 0; index < 30; index += 1)
      expect((await tries(`nobody-${index}`, "wrong", "10.0.0.3")).status).toBe(401);
    expect((await tries("nobody", "wrong", "10.0.0.3")).status).toBe(429);
    // Of very many at once those that can't be looked at soon are sent away.
    const signIn = new SignIn(fleet.database, { work: 4, block: 8, lanes: 1 });
    const many = await Promise.all(Array.from({ length: 40 }, () => signIn.try("nobody", "wrong", "10.0.0.4")));
    expect(many.filter((one) => one.state === "later" && one.seconds === 5)).toHaveLength(20);
    await fleet.database.query("update acts set at = at - interval '16 minutes' where from_address = '10.0.0.1'");
    expect((await tries("max", PASSWORD, "10.0.0.1")).status).toBe(200);
  });

  test("all of it is on record, with who, from where and of whom; of a name that nobody has nothing", async () => {
    await new TestVisitor(fleet).signIn("my-Pa55word-in-the-wrong-field", "x");
    const acts = await actsOf(admin);
    const told = acts.map(({ by, act, about, detail }) => `${by} ${act} ${about} ${detail}`.trim());
    for (const wanted of [
      "ann roleChanged rob operator",
      "ann personRevoked eve",
      "ann personRestored eve",
      "eve signedOut eve",
      "ann personAdded kim operator",
      "kim passwordChanged kim",
      "max signInRefused max password",
    ])
      expect(told).toContain(wanted);
    expect(JSON.stringify(acts)).not.toContain("Pa55word");
    expect(acts.find(({ about, act }) => about === "max" && act === "signInRefused")).toMatchObject({
      from: "10.0.0.1",
    });
    expect(JSON.stringify(acts)).not.toContain("6.6.6.6");
  });

  test("they are kept so that each guess costs 32 MB and a moment, and the same for a name that nobody has", async () => {
    const stored = await hashPassword(PASSWORD);
    expect(stored).toMatch(/^scrypt\$15\$8\$3\$/u);
    expect(PASSWORD_COST).toEqual({ work: 15, block: 8, lanes: 3 });
    expect(await isPassword(PASSWORD, stored)).toBe(true);
    const cheap = { work: 4, block: 8, lanes: 1 };
    expect(await isPassword(`${PASSWORD}!`, await hashPassword(PASSWORD, cheap))).toBe(false);
    expect(await isPassword("", null, cheap)).toBe(false);
    // One sign, written in two ways.
    expect(await isPassword("cafe\u0301 au lait, please", await hashPassword("caf\u00e9 au lait, please", cheap))).toBe(
      true,
    );
    await expect(hashPassword("short", cheap)).rejects.toMatchObject({ code: "FLEET_PASSWORD_WEAK" });
    expect(new Set(Array.from({ length: 50 }, makePassword)).size).toBe(50);
  });
});

describe("OpenID Connect", () => {
  /** Goes there and comes back; where it ends, by its cookie or the sign behind `#`. */
  const goThere = async (visitor: TestVisitor, change: (back: string) => string = (back) => back): Promise<string> => {
    const sent = await visitor.get("/sign-in");
    const back = change(provider.visit(String(sent.headers["location"])));
    const { pathname, search } = new URL(back);
    return String((await visitor.get(pathname + search)).headers["location"]);
  };

  test("whom an admin has added by their address comes in, is known by the provider's own name from then on, and is on record", async () => {
    await admin.post("/api/people", { do: "add", name: "Lee@lab.org", role: "operator", hasPassword: false });
    provider.claims = { sub: "u-1", email: "lee@LAB.org", email_verified: true };
    const lee = new TestVisitor(fleet);
    expect(await goThere(lee)).toBe("/");
    expect((await lee.get("/api/me")).body).toEqual({ name: "lee@lab.org", role: "operator", hasPassword: false });
    // Another address, the same person.
    provider.claims = { sub: "u-1", email: "lee.new@lab.org", email_verified: true };
    expect(await goThere(new TestVisitor(fleet))).toBe("/");
    // The same address, another person: whoever was given it after them.
    provider.claims = { sub: "u-2", email: "lee@lab.org", email_verified: true };
    expect(await goThere(new TestVisitor(fleet))).toBe("/#sign-in=unknown");
    expect(await actsOf(admin)).toContainEqual(
      expect.objectContaining({ act: "signedIn", by: "lee@lab.org", detail: "OpenID Connect" }),
    );
    await admin.post("/api/people", { do: "revoke", name: "lee@lab.org" });
    provider.claims = { sub: "u-1" };
    expect(await goThere(new TestVisitor(fleet))).toBe("/#sign-in=unknown");
  });

  test("nobody else comes in: an address that is not verified, one of a local account, one that nobody has added", async () => {
    await admin.post("/api/people", { do: "add", name: "sam@lab.org", role: "reader", hasPassword: false });
    await fleet.addPerson("local@lab.org", "admin");
    for (const claims of [
      { sub: "u-3", email: "sam@lab.org", email_verified: false },
      { sub: "u-3", email: "sam@lab.org" },
      { sub: "u-4", email: "local@lab.org", email_verified: true },
      { sub: "u-5", email: "who@lab.org", email_verified: true },
      { sub: "u-6" },
    ]) {
      provider.claims = claims;
      expect(await goThere(new TestVisitor(fleet))).toBe("/#sign-in=unknown");
    }
  });

  test("what comes back counts once, for the browser that was sent, with its own state", async () => {
    provider.claims = { sub: "u-7", email: "sam@lab.org", email_verified: true };
    const visitor = new TestVisitor(fleet);
    expect(await goThere(visitor, (back) => back.replace(/state=[^&]+/u, "state=other"))).toBe("/#sign-in=again");
    let address = "";
    const other = new TestVisitor(fleet);
    let sent = {};
    await goThere(visitor, (back) => {
      sent = visitor.cookies;
      return (address = back);
    });
    expect((await visitor.get("/api/me")).status).toBe(200);
    const again = new URL(address);
    // Also not with the cookie with which it was sent.
    visitor.cookies = sent;
    expect((await visitor.get(again.pathname + again.search)).headers["location"]).toBe("/#sign-in=again");
    // Of a browser that was sent as well, and of one that was not.
    await other.get("/sign-in");
    expect((await other.get(again.pathname + again.search)).headers["location"]).toBe("/#sign-in=again");
    expect((await new TestVisitor(fleet).get(again.pathname + again.search)).headers["location"]).toBe(
      "/#sign-in=again",
    );
    expect((await other.get("/api/me")).status).toBe(401);
  });

  test("an ID token that is signed by another, made for another, of another sign-in, or over, is none", async () => {
    provider.claims = { sub: "u-7", email: "sam@lab.org", email_verified: true };
    const forgeries: readonly (readonly [string, TestProvider["forge"]])[] = [
      ["another's key", (claims) => ({ claims, isForeignKey: true })],
      ["another client's", (claims) => ({ claims: { ...claims, aud: "other" } })],
      ["another issuer's", (claims) => ({ claims: { ...claims, iss: "https://other.example" } })],
      ["of another sign-in", (claims) => ({ claims: { ...claims, nonce: "x".repeat(43) } })],
      ["over", (claims) => ({ claims: { ...claims, exp: 1 } })],
    ];
    const before = fleet.failures.length;
    for (const [name, forge] of forgeries) {
      provider.forge = forge;
      expect([name, await goThere(new TestVisitor(fleet))]).toEqual([name, "/#sign-in=away"]);
    }
    provider.forge = (claims) => ({ claims });
    expect(await goThere(new TestVisitor(fleet))).toBe("/");
    // Why is for the log.
    expect(fleet.failures.slice(before).every((line) => line.includes(provider.issuer))).toBe(true);
    expect(fleet.failures.length - before).toBe(forgeries.length);
  });
});

describe("at the server", () => {
  test("the settings say where the page is seen and by which service people sign in", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rigline-fleet-page-"));
    try {
      const file = join(folder, "fleet.yml");
      const write = (lines: readonly string[]): void => writeFileSync(file, lines.join("\n"));
      write([
        `url: ${HTTPS}`,
        "sign_in:",
        `  issuer: ${provider.issuer}`,
        "  client_id: fleet",
        "  client_secret: { env: X }",
      ]);
      const settings = readServerSettings(file);
      const page = makePage(
        { database: fleet.database, findProxy: noProxy, onFailure: () => undefined },
        settings,
        () => "s",
      );
      const host = "fleet.example.org";
      const answer = await page.request(`${HTTPS}/api/me`, { headers: { host } });
      expect([answer.status, await answer.json()]).toEqual([401, { provider: new URL(provider.issuer).host }]);
      expect((await page.request(`${HTTPS}/`, { headers: { host } })).status).toBe(200);
      write(["sign_in: { issuer: 'nowhere', client_id: x }"]);
      expect(() => readServerSettings(file)).toThrow(expect.objectContaining({ code: "FLEET_CONFIG_INVALID" }));
      for (const url of ["http://fleet.example.org", "https://fleet.example.org/fleet", "fleet.example.org"])
        expect(() => pageAddress(url)).toThrow(expect.objectContaining({ code: "FLEET_PAGE_URL" }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.skipIf(!KINDS.includes("PostgreSQL" as never))(
    "people are added, changed and revoked by commands, on record as whoever types",
    async () => {
      vi.stubEnv("DATABASE_URL", fleet.address ?? "");
      try {
        const added = await runFleet("people", "add", "Pat", "--role", "operator");
        expect(added.code).toBe(0);
        const pat = new TestVisitor(fleet);
        const password = /^\S+$/mu.exec(added.stdout)?.[0] ?? "";
        expect(added.stderr).toContain("shown this once");
        expect((await pat.signIn("pat", password)).status).toBe(200);
        expect(await runFleet("people", "add", "pat")).toMatchObject({
          code: 6,
          stderr: expect.stringContaining("FLEET_PERSON_KNOWN") as string,
        });
        expect(await runFleet("people", "add", "joe", "--role", "king")).toMatchObject({ code: 2 });
        expect(await runFleet("people", "role", "pat", "admin")).toMatchObject({ code: 0, stdout: "pat is admin\n" });
        expect((await pat.get("/api/people")).status).toBe(200);
        expect(await runFleet("people", "revoke", "pat")).toMatchObject({ code: 0 });
        expect((await pat.get("/api/me")).status).toBe(401);
        expect((await runFleet("people", "list")).stdout).toMatch(/^pat +admin +revoked$/mu);
        expect((await runFleet("rigs", "add", "rig-77")).code).toBe(0);
        const acts = await actsOf(admin);
        const typed = acts
          .filter(({ by }) => by.includes("@") && !by.includes("lab.org"))
          .map(({ act, about }) => `${act} ${about}`);
        expect(typed).toEqual(["rigAdded rig-77", "personRevoked pat", "roleChanged pat", "personAdded pat"]);
      } finally {
        vi.unstubAllEnvs();
      }
    },
  );
});
