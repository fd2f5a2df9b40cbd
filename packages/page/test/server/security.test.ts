import { statSync } from "node:fs";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPageFile, writePageFile } from "../../src/server/page-file.js";
import { makeTemporaryFolder } from "../support/temporary-folder.js";
import { startTestPage, visit, type TestPage } from "../support/start-page.js";
import { makeQueue, parkedRecord, writeJob } from "../support/write-job.js";

const clock = createFakeClock();
const place = makeTemporaryFolder();
let page: TestPage;
let cookie: string;
let key: string;

beforeAll(async () => {
  const queue = makeQueue(place.folder);
  const records = [
    parkedRecord("SOURCE_MISSING", "https://ann:hunter2@host/x?token=hunter3 is gone", "Bring it back."),
  ];
  writeJob(queue, { name: "614173_a", records });
  page = await startTestPage(queue, { clock });
  cookie = await visit(page);
  key = page.store.rows[0]?.row.key ?? "";
});

afterAll(async () => {
  await page.close();
  place.remove();
});

interface Asked {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | readonly string[]>;
}

/** As a browser would not let a page ask: with any header at all. */
function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET", body = ""): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: page.port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const own = (): Record<string, string> => ({
  cookie,
  origin: page.origin,
  "x-rigline": "page",
  "content-type": "application/json",
});
const cancel = (): string => JSON.stringify({ act: "cancel", keys: [key] });

test.each(["evil.example", "127.0.0.1.evil.example", "evil.example:80", "127.0.0.1:80@evil.example", "10.0.0.1"])(
  "whoever asks by another name is refused before anything is looked at",
  async (host) => {
    for (const path of ["/", "/api/state", "/nothing", "/?code=x", "/assets/x.js"]) {
      const { status, text } = await ask(path, { host, cookie });
      expect(status).toBe(421);
      expect(text).not.toContain("614173");
    }
    const posted = await ask("/api/acts", { ...own(), host }, "POST", cancel());
    expect(posted.status).toBe(421);
  },
);

test("without a visit nothing is told, not even what there is", async () => {
  for (const path of ["/", "/api/state", "/api/events", `/api/sessions/${key}`, "/assets/x.js", "/nothing"]) {
    const { status, text } = await ask(path);
    expect(status).toBe(401);
    expect(text).not.toContain("614173");
  }
  expect((await ask("/", { cookie: `rigline_page_${page.port}=secret-0` })).status).toBe(401);
  expect((await ask("/", { cookie: cookie.replace(String(page.port), "1") })).status).toBe(401);
});

test("a link opens one visit, once, and its code is out of the address at once", async () => {
  const link = new URL(page.makeLink());
  const path = link.pathname + link.search;
  const first = await ask(path);
  expect([first.status, first.headers["location"]]).toEqual([303, "/"]);
  const [set] = first.headers["set-cookie"] ?? [];
  expect(set).toMatch(new RegExp(`^rigline_page_${page.port}=[\\w-]+; Path=/; HttpOnly; SameSite=Strict$`));
  expect((await ask(path)).status).toBe(401);
});

test("a link that is older than two minutes opens nothing", async () => {
  const link = new URL(page.makeLink());
  await clock.advance(2 * 60_000 + 1);
  expect((await ask(link.pathname + link.search)).status).toBe(401);
  // Visits last.
  expect((await ask("/api/state", { cookie })).status).toBe(200);
});

test.each([
  ["no header of the page", { "x-rigline": "" }],
  ["another value of it", { "x-rigline": "1" }],
  ["another site's origin", { origin: "https://evil.example" }],
  ["another port of this computer", { origin: "http://127.0.0.1:1" }],
  ["another name of this computer", { origin: "http://localhost:1" }],
  ["an origin that is hidden", { origin: "null" }],
  ["a browser that says it is another site", { "sec-fetch-site": "cross-site" }],
  ["a browser that says it is another port", { "sec-fetch-site": "same-site" }],
])("nothing is changed that the page itself did not ask for", async (_what, headers) => {
  const { status } = await ask("/api/acts", { ...own(), ...headers }, "POST", cancel());
  expect(status).toBe(403);
  expect(page.ran).toEqual([]);
});

test("nothing is changed without an origin at all, nor by GET", async () => {
  const { origin: _origin, ...without } = own();
  expect((await ask("/api/acts", without, "POST", cancel())).status).toBe(403);
  expect((await ask("/api/acts", own())).status).toBe(404);
  expect(page.ran).toEqual([]);
});

test("no other page is ever allowed to read: there is no CORS, also when it asks first", async () => {
  const headers = { origin: "http://127.0.0.1:1", "access-control-request-method": "POST" };
  const asked = [
    await ask("/api/acts", { ...headers, cookie }, "OPTIONS"),
    await ask("/api/state", { ...headers, cookie }),
  ];
  for (const { headers: given } of asked)
    expect(Object.keys(given).filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test("the page may run its own files alone, and nobody may frame it, keep it or be told of it", async () => {
  const { headers } = await ask("/api/state", { cookie });
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
});

test("a script asks by the token of the file; a visitor can't make links for others", async () => {
  const bearer = { authorization: `Bearer ${page.bearer}` };
  expect((await ask("/api/state", bearer)).status).toBe(200);
  expect((await ask("/api/state", { authorization: `Bearer ${page.bearer}x` })).status).toBe(401);
  expect((await ask("/api/state", { authorization: "Bearer " })).status).toBe(401);
  const { status, text } = await ask("/api/codes", bearer, "POST");
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ link: expect.stringMatching(new RegExp(`^${page.origin}/\\?code=`)) });
  expect((await ask("/api/codes", own(), "POST")).status).toBe(403);
});

test("the file with the token is this user's alone", async () => {
  const restricted: string[] = [];
  const folder = join(place.folder, "own", ".rigline");
  await writePageFile(nodeFileSystem, folder, {
    page: { port: 1, pid: 2, token: "t" },
    restrict: (path) => {
      // Nothing stands in it before that.
      expect(statSync(path).size).toBe(0);
      restricted.push(path);
      return Promise.resolve();
    },
  });
  expect(restricted).toEqual([join(folder, "page.json")]);
  if (process.platform !== "win32") expect(statSync(join(folder, "page.json")).mode & 0o777).toBe(0o600);
  expect(readPageFile(nodeFileSystem, folder)).toEqual({ port: 1, pid: 2, token: "t" });
});

test("where the file can't be made this user's alone, nothing of the token is written, and that is told", async () => {
  const folder = join(place.folder, "other", ".rigline");
  const restrict = (): Promise<void> => Promise.reject(new Error("icacls says no"));
  const written = writePageFile(nodeFileSystem, folder, { page: { port: 1, pid: 2, token: "t" }, restrict });
  await expect(written).rejects.toMatchObject({
    code: "PAGE_FILE_NOT_PRIVATE",
    message: expect.stringContaining("icacls"),
  });
  expect(statSync(join(folder, "page.json")).size).toBe(0);
});

test("no login of an address is told, nor its query, whatever an error says", async () => {
  for (const path of ["/api/state", `/api/sessions/${key}`]) {
    const { text } = await ask(path, { cookie });
    expect(text).toContain("SOURCE_MISSING");
    expect(text).not.toContain("hunter");
  }
});

test("what is asked for is held to its form", async () => {
  const send = async (body: string): Promise<number> => (await ask("/api/acts", own(), "POST", body)).status;
  expect(await send("{")).toBe(400);
  expect(await send(JSON.stringify({ act: "rm", keys: [] }))).toBe(400);
  expect(await send(JSON.stringify({ act: "hold", keys: ["../x"] }))).toBe(400);
  expect(await send(JSON.stringify({ act: "hold", keys: [key], more: 1 }))).toBe(400);
  expect(await send(JSON.stringify({ act: "hold", keys: ["0123456789abcdef"] }))).toBe(409);
  expect(await send(JSON.stringify({ act: "clean", keys: [key] }))).toBe(409);
  expect(await send(JSON.stringify({ act: "hold", keys: [] }))).toBe(409);
  expect(await send(`"${"x".repeat(70_000)}"`)).toBe(413);
  expect(page.ran).toEqual([]);
});

test.each([
  "/assets/../index.html",
  "/assets/..%2f..%2fcli%2findex.js",
  "/assets/%2e%2e/x.js",
  "/assets/x.js/../../y",
  "//evil.example",
])("%s leads nowhere else", async (path) => {
  const { status, headers } = await ask(path, { cookie });
  expect([401, 404]).toContain(status);
  expect(headers["location"]).toBeUndefined();
});

test("nobody listens at an address that others reach", async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family }) => !internal && family === "IPv4");
  const reached = await Promise.all(
    others.map(
      ({ address }) =>
        new Promise((resolve) => {
          const asked = request({ host: address, port: page.port, timeout: 1000 }, () => resolve(address));
          asked.on("error", () => resolve("refused")).on("timeout", () => asked.destroy());
          asked.end();
        }),
    ),
  );
  expect(reached.filter((answer) => answer !== "refused")).toEqual([]);
});
