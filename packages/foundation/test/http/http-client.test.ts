import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import {
  askJson,
  createHttpClient,
  type FindProxy,
  noProxy,
  systemNetwork,
  wasNeverSent,
} from "@rigline/foundation/http";

const getJson: typeof systemNetwork.getJson = (...asked) => systemNetwork.getJson(...asked);

const limits = { timeoutMs: 5000, signal: new AbortController().signal };

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const answer: RequestListener = (request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () =>
    response.end(
      JSON.stringify({ url: request.url, host: request.headers.host, login: request.headers.authorization, body }),
    ),
  );
};

interface Proxied {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A proxy as labs have it: forwards plain requests, tunnels others; every name leads to this machine. */
async function startProxy(refusal?: number): Promise<{ readonly findProxy: FindProxy; readonly seen: Proxied[] }> {
  const seen: Proxied[] = [];
  const note = ({
    method = "",
    url = "",
    headers,
  }: {
    method?: string | undefined;
    url?: string | undefined;
    headers: IncomingHttpHeaders;
  }): void => void seen.push({ method, url, headers });
  const server = createServer((request, response) => {
    note(request);
    response.end(JSON.stringify({ by: "proxy" }));
  });
  server.on("connect", (request, socket) => {
    note(request);
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
    const behind = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      behind.pipe(socket).pipe(behind);
    });
    behind.on("error", () => socket.destroy());
    socket.on("error", () => behind.destroy());
  });
  const url = new URL(`http://lab%40rig:s3cret@127.0.0.1:${await listen(server)}`);
  return { findProxy: ({ hostname }) => (hostname === "exempt.test" ? undefined : url), seen };
}

test("posts to the address itself, and gets JSON from there, with the login of the address", async () => {
  const port = await listen(createServer(answer));
  const posted = await createHttpClient(noProxy).post(`http://u:p@127.0.0.1:${port}/a?b#c`, {
    headers: {},
    body: "ü",
    ...limits,
  });
  const login = `Basic ${Buffer.from("u:p").toString("base64")}`;
  expect(JSON.parse(posted.body)).toEqual({ url: "/a?b", host: `127.0.0.1:${port}`, login, body: "ü" });
  expect(await getJson(`http://127.0.0.1:${port}/x`, noProxy, limits)).toMatchObject({ url: "/x" });
});

test("a plain address is asked of the proxy by its whole name, with the proxy's login", async () => {
  const { findProxy, seen } = await startProxy();
  expect(await getJson("http://u:p@service.test/a?b#c", findProxy, limits)).toEqual({ by: "proxy" });
  expect(seen).toMatchObject([{ method: "GET", url: "http://service.test/a?b" }]);
  expect(seen[0]?.headers).toMatchObject({
    host: "service.test",
    authorization: `Basic ${Buffer.from("u:p").toString("base64")}`,
    "proxy-authorization": `Basic ${Buffer.from("lab@rig:s3cret").toString("base64")}`,
  });
});

test("an exempt address is not asked of the proxy", async () => {
  const { findProxy, seen } = await startProxy();
  await expect(getJson("http://exempt.test:1/", findProxy, limits)).rejects.toThrow(
    /exempt\.test|ECONNREFUSED|EAI_AGAIN/,
  );
  expect(seen).toEqual([]);
});

test("a proxy that is not there is named, without its password", async () => {
  const url = new URL("http://user:s3cret@127.0.0.1:1");
  const error = await getJson("http://service.test/", () => url, limits).catch(String);
  expect(error).toMatch(/by the proxy 127\.0\.0\.1:1: connect ECONNREFUSED/);
  expect(error).not.toMatch(/s3cret/);
});

test("a proxy that refuses the tunnel is named with its answer", async () => {
  const { findProxy } = await startProxy(407);
  const asking = getJson("https://service.test/", findProxy, limits);
  await expect(asking).rejects.toThrow(/^by the proxy 127\.0\.0\.1:\d+: it answered 407 to CONNECT: it wants a login$/);
});

test("a proxy that wants a login for a plain address has not asked it: that is no answer of the address", async () => {
  const url = new URL(
    `http://127.0.0.1:${await listen(createServer((_request, response) => void response.writeHead(407).end("{}")))}`,
  );
  const posting = createHttpClient(() => url).post("http://service.test/", { headers: {}, body: "", ...limits });
  await expect(posting).rejects.toThrow(/^by the proxy 127\.0\.0\.1:\d+: it answered 407: it wants a login$/);
  const direct = await createHttpClient(noProxy).post(url.href, { headers: {}, body: "", ...limits });
  expect(direct.status).toBe(407);
});

test("a proxy that says nothing is waited for until the time is over", async () => {
  const url = new URL(`http://127.0.0.1:${await listen(createServer(() => {}).on("connect", () => {}))}`);
  const findProxy: FindProxy = () => url;
  for (const address of ["http://service.test/", "https://service.test/"])
    await expect(getJson(address, findProxy, { ...limits, timeoutMs: 50 })).rejects.toMatchObject({
      code: "ETIMEDOUT",
      message: "no answer within 50 ms",
    });
});

test("an answer that is an upgrade is none, and nobody waits for another", async () => {
  const server = createServer().on("upgrade", () => undefined);
  server.on("connection", (socket: Socket) =>
    socket.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  );
  const asking = getJson(`http://127.0.0.1:${await listen(server)}/`, noProxy, limits);
  await expect(asking).rejects.toMatchObject({ code: "ECONNRESET", message: "the answer broke off" });
});

test("whoever aborts is told so", async () => {
  const port = await listen(createServer(() => {}));
  const stop = new AbortController();
  const asking = getJson(`http://127.0.0.1:${port}/`, noProxy, { timeoutMs: 5000, signal: stop.signal });
  stop.abort();
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
});

test("of an answer without end the first 4 MiB are read", async () => {
  const port = await listen(
    createServer((_request, response) => {
      const more = (): void => void (response.writable && response.write(Buffer.alloc(1 << 20, "x"), more));
      more();
    }),
  );
  const { body } = await createHttpClient(noProxy).post(`http://127.0.0.1:${port}/`, {
    headers: {},
    body: "",
    ...limits,
  });
  expect(body.length).toBeGreaterThanOrEqual(4 << 20);
  expect(body.length).toBeLessThan(6 << 20);
});

test.each([
  [500, "{}", "it answered 500"],
  [302, "{}", "it answered 302"],
  [200, "<html>", "Unexpected token"],
])("an answer %i %s is no document", async (status, body, said) => {
  const port = await listen(
    createServer((_request, response) => void response.writeHead(status, { location: "/" }).end(body)),
  );
  await expect(getJson(`http://127.0.0.1:${port}/`, noProxy, limits)).rejects.toThrow(said);
});

const openssl = ((): boolean => {
  try {
    return execFileSync("openssl", ["version"]).length > 0;
  } catch {
    return false;
  }
})();

test.skipIf(!openssl)("through the tunnel everything is between the two of them alone (needs openssl)", async () => {
  const port = await listen(createSecureServer(keys, answer));
  const { findProxy, seen } = await startProxy();
  const asking = getJson(`https://service.test:${port}/a`, findProxy, limits);
  await expect(asking).rejects.toThrow(/^by the proxy .*: self-signed certificate \(.*NODE_EXTRA_CA_CERTS/);
  expect(seen).toMatchObject([{ method: "CONNECT", url: `service.test:${port}` }]);
  // Trusts every certificate; nothing else lets a running Node trust one more.
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  onTestFinished(() => void delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"]);
  expect(await getJson(`https://service.test:${port}/a?b`, findProxy, limits)).toMatchObject({
    url: "/a?b",
    host: `service.test:${port}`,
  });
  delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  const direct = getJson(`https://127.0.0.1:${port}/a`, noProxy, limits);
  await expect(direct).rejects.toThrow(/^self-signed certificate \(.*NODE_EXTRA_CA_CERTS/);
});

let keys: { readonly key: Buffer; readonly cert: Buffer };
let folder: string;
beforeAll(() => {
  if (!openssl) return;
  folder = mkdtempSync(join(tmpdir(), "rigline-http-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=service.test", "-addext", "subjectAltName=DNS:service.test"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "1", ...subject],
    {
      stdio: "ignore",
    },
  );
  keys = { key: readFileSync(key), cert: readFileSync(cert) };
});
afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** What came of a post that fails: whether nothing can have come to the address. */
async function isUnsent(url: string, findProxy: FindProxy = noProxy, timeoutMs = 5000): Promise<boolean> {
  const posting = createHttpClient(findProxy).post(url, { headers: {}, body: "x", ...limits, timeoutMs });
  return posting.then(
    () => {
      throw new Error("it was answered");
    },
    (error: unknown) => wasNeverSent(error),
  );
}

test("a post that fails says whether anything can have come to the address", async () => {
  const port = await listen(createServer());
  expect(await isUnsent(`http://127.0.0.1:${port}/`, noProxy, 50)).toBe(false);
  const cut = await listen(createServer((request) => request.socket.destroy()));
  expect(await isUnsent(`http://127.0.0.1:${cut}/`)).toBe(false);
  // It speaks no TLS: what was said to it may have been understood.
  expect(await isUnsent(`https://127.0.0.1:${port}/`)).toBe(false);
  for (const address of ["http://127.0.0.1:1/", "http://localhost:1/", "https://127.0.0.1:1/", "http://no.invalid/"])
    expect(await isUnsent(address), address).toBe(true);
  const { findProxy } = await startProxy(502);
  expect(await isUnsent("https://service.test/", findProxy)).toBe(true);
  expect(await isUnsent("http://service.test/", () => new URL("http://127.0.0.1:1"))).toBe(true);
});

test("a server of the rig is asked with what it is told, and answers in JSON or says why not", async () => {
  const port = await listen(
    createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        if (request.url === "/busy") response.writeHead(503).end("busy\nuntil noon\n");
        else if (request.url === "/empty") response.writeHead(204).end();
        else if (request.url === "/text") response.end("hello");
        else response.end(JSON.stringify({ method: request.method, type: request.headers["content-type"], body }));
      });
    }),
  );
  const ask = (path: string, body?: unknown): Promise<unknown> =>
    askJson(`http://127.0.0.1:${port}${path}`, { method: "PUT", body, ...limits }, noProxy);
  expect(await ask("/", { mode: "RECORD" })).toEqual({
    method: "PUT",
    type: "application/json",
    body: '{"mode":"RECORD"}',
  });
  expect(await ask("/")).toEqual({ method: "PUT", body: "" });
  expect(await ask("/empty")).toBeUndefined();
  await expect(ask("/busy")).rejects.toThrow("it answered 503: busy");
  await expect(ask("/text")).rejects.toThrow("it answered what is no JSON: hello");
});
