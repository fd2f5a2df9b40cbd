import { createServer, type AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { renderError, RiglineError } from "@rigline/foundation/errors";
import { describe as describeError } from "../../src/jobs/park.js";
import { RetryLater } from "../../src/errors/retry-later.js";
import { retryRule } from "../../src/errors/retry-rules.js";
import { createHttpClient, noProxy } from "@rigline/foundation/http";
import { idempotencyKey, postJob } from "../../src/submit/post-job.js";
import { accept, startTransferService } from "../support/transfer-service.js";

const NOW = new Date("2026-07-14T16:00:00Z");
const parts = { http: createHttpClient(noProxy), clock: { now: () => NOW, monotonic: () => 5000 } };

function post(
  endpoint: string,
  {
    timeoutMs = 2000,
    signal = new AbortController().signal,
    mayHaveIt = false,
  }: { timeoutMs?: number; signal?: AbortSignal; mayHaveIt?: boolean } = {},
) {
  return postJob(parts, {
    endpoint,
    body: '{"dag_id":"transform_and_upload_v2"}',
    idempotencyKey: "key-1",
    traceparent: undefined,
    mayHaveIt,
    timeoutMs,
    signal,
  });
}

async function refusalOf(
  promise: Promise<unknown>,
): Promise<{ code: string; why: string | undefined; notBefore: number | undefined }> {
  try {
    await promise;
  } catch (thrown) {
    const error = thrown instanceof RetryLater ? thrown.error : thrown;
    if (!(error instanceof RiglineError)) throw thrown;
    return { code: error.code, why: error.why, notBefore: thrown instanceof RetryLater ? thrown.notBefore : undefined };
  }
  throw new Error("it was accepted");
}

test("posts the body once, as JSON, with the key", async () => {
  const service = await startTransferService();
  const { status, answer } = await post(service.endpoint);
  expect(status).toBe(200);
  expect(answer).toContain("Submitted request to airflow");
  expect(service.posts).toHaveLength(1);
  const [{ path, headers, body }] = service.posts as [(typeof service.posts)[number]];
  expect([path, body]).toEqual(["/api/v2/submit_jobs", '{"dag_id":"transform_and_upload_v2"}']);
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "idempotency-key": "key-1",
    "content-length": "36",
  });
});

test("the key depends on the manifest's name and bytes alone", () => {
  expect(idempotencyKey("a", "1")).toBe(idempotencyKey("a", "1"));
  expect(new Set([idempotencyKey("a", "1"), idempotencyKey("a", "2"), idempotencyKey("b", "1")]).size).toBe(3);
  expect(idempotencyKey("a", "1")).toMatch(/^[0-9a-f]{64}$/);
});

describe("what the service answers", () => {
  const answering = async (status: number, body = "", headers: Record<string, string> = {}) => {
    const service = await startTransferService((response) => void response.writeHead(status, headers).end(body));
    return service.endpoint;
  };

  test.each([200, 201, 202, 204])("%i is a yes", async (status) => {
    expect((await post(await answering(status))).status).toBe(status);
  });

  test.each([
    '{"message":"Submitted request to airflow","data":{"responses":[{"conf":{}}],"errors":[]}}',
    '{"message":"Submitted","errors":null}',
    "{}",
    " ",
  ])("200 with %s is a yes", async (body) => {
    expect((await post(await answering(200, body))).answer).toBe(body.trim());
  });

  test.each([
    ["a login page", "<html>Please log in</html>"],
    ["a text", '"ok"'],
    ["a list", "[]"],
    ["null", "null"],
    ["no JSON", "ok"],
    ["half an object", "{"],
    ["no end", "x".repeat(5_000_000)],
  ])("200 with %s is no yes: something else answered, and it is tried again", async (_kind, body) => {
    const { code, why } = await refusalOf(post(await answering(200, body)));
    expect([code, retryRule(code)]).toEqual(["SUBMIT_NOT_ACCEPTED", "always"]);
    expect(why?.slice(0, 20)).toBe(body.slice(0, 20));
  });

  test.each([
    '{"message":"There were errors","data":{"responses":[],"errors":["x"]}}',
    '{"data":{"errors":"x"}}',
    '{"errors":{"name":"x"}}',
    '{"error":"unauthorized"}',
  ])("200 with %s is no yes: the service tells of errors, which seldom pass", async (body) => {
    const { code, why } = await refusalOf(post(await answering(200, body)));
    expect([code, retryRule(code), why]).toEqual(["SUBMIT_WITH_ERRORS", "few", body]);
  });

  test("a very long answer is cut", async () => {
    const body = JSON.stringify({ data: { responses: ["x".repeat(3_000_000)], errors: [] } });
    expect((await post(await answering(200, body))).answer.length).toBeLessThan(2100);
  });

  test("406 because the service has the job already is a yes where an earlier answer may be lost, else another's job", async () => {
    const body =
      '{"message":"There were validation errors","data":{"errors":"Job is already running/queued for behavior_1"}}';
    const endpoint = await answering(406, body);
    expect((await post(endpoint, { mayHaveIt: true })).status).toBe(406);
    const { code, why } = await refusalOf(post(endpoint));
    expect([code, retryRule(code), why]).toEqual(["SUBMIT_ALREADY_RUNNING", "always", body]);
  });

  test.each([408, 425, 429, 500, 502, 503, 504, 599])("%i is to be tried again", async (status) => {
    const { code } = await refusalOf(post(await answering(status, "later")));
    expect([code, retryRule(code)]).toEqual(["SUBMIT_BUSY", "always"]);
  });

  test.each([
    ["120", 120],
    ["Tue, 14 Jul 2026 17:00:00 GMT", 3600],
    ["99999999999", 86_400],
    ["soon", undefined],
    ["", undefined],
    ["-5", undefined],
  ])("Retry-After %j is heard as a wait of %s s", async (header, expected) => {
    const { notBefore } = await refusalOf(post(await answering(429, "", { "retry-after": header })));
    expect(notBefore).toBe(expected === undefined ? undefined : 5000 + expected * 1000);
  });

  test.each([400, 401, 403, 404, 406, 409, 422])("%i is for good, with the service's words", async (status) => {
    const { code, why } = await refusalOf(post(await answering(status, '{"message":"There were validation errors"}')));
    expect([code, retryRule(code)]).toEqual(["SUBMIT_REFUSED", "never"]);
    expect(why).toContain("validation errors");
  });

  test.each([301, 302, 303, 307, 308])("%i is not followed, and where it leads is told", async (status) => {
    const elsewhere = await startTransferService();
    const { code, why } = await refusalOf(post(await answering(status, "", { location: elsewhere.endpoint })));
    expect([code, retryRule(code)]).toEqual(["SUBMIT_REDIRECTED", "never"]);
    expect(why).toContain(elsewhere.endpoint);
    expect(elsewhere.posts).toEqual([]);
  });
});

describe("what happens on the way", () => {
  const listen = async (onConnection: (socket: import("node:net").Socket) => void): Promise<string> => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      onTestFinished(() => void socket.destroy());
      onConnection(socket);
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/submit`;
  };
  const faults: Record<string, (socket: import("node:net").Socket) => void> = {
    "the connection is reset at once": (socket) => void socket.resetAndDestroy(),
    "the connection is closed without an answer": (socket) => void socket.once("data", () => socket.end()),
    "the answer breaks off in its body": (socket) =>
      void socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{", () => socket.resetAndDestroy());
      }),
    "the answer is no HTTP": (socket) => void socket.once("data", () => socket.end("SMTP ready\r\n")),
    "no answer comes": () => {},
    "the answer comes drop by drop": (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n");
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
    },
  };
  test.each(Object.entries(faults))("%s: to be tried again, within its time", async (name, fault) => {
    const started = performance.now();
    const { code } = await refusalOf(post(await listen(fault), { timeoutMs: 200 }));
    // Reset at once, some systems say that there never was a connection: then nothing was sent.
    const codes = ["SUBMIT_UNREACHABLE", ...(name === "the connection is reset at once" ? ["SUBMIT_NOT_SENT"] : [])];
    expect(codes).toContain(code);
    expect(retryRule(code)).toBe("always");
    expect(performance.now() - started).toBeLessThan(1900);
  });

  test("nobody listens, and a name that does not exist", async () => {
    const endpoint = await listen(() => {});
    const closed = endpoint.replace(/:\d+/, ":1");
    expect((await refusalOf(post(closed))).code).toBe("SUBMIT_NOT_SENT");
    expect((await refusalOf(post("http://nowhere.invalid/submit"))).code).toBe("SUBMIT_NOT_SENT");
    expect(retryRule("SUBMIT_NOT_SENT")).toBe("always");
  });

  test.each([
    "ftp://host/x",
    "service/submit",
    "",
    "file:///etc/passwd",
    "http://",
    "http:host/x",
    "http://a:%zz@h",
    "http://h:99999",
  ])("the endpoint %j is refused", async (endpoint) => {
    expect((await refusalOf(post(endpoint))).code).toBe("SUBMIT_BAD_ENDPOINT");
  });

  test("a stop breaks the wait off, and is not taken for a failure of the service", async () => {
    const controller = new AbortController();
    const pending = post(await listen((socket) => void socket.once("data", () => controller.abort("stop"))), {
      timeoutMs: 60_000,
      signal: controller.signal,
    });
    await expect(pending).rejects.toBe("stop");
  });
});

describe("what is secret in an endpoint is sent and never told", () => {
  const PASSWORD = "S3cr3t%40Passw0rd";
  const KEY = "tok3nvalue99";
  const secret = (endpoint: string): string =>
    `${endpoint.replace("http://", `http://svc:${PASSWORD}@`)}?api_key=${KEY}`;
  const echo = `{"message":"denied to svc:S3cr3t@Passw0rd with ${KEY}, ${btoa("svc:S3cr3t@Passw0rd")}, http://svc:${PASSWORD}@h/"}`;
  test.each([
    [200, echo, {}],
    [200, `<html>${echo}`, {}],
    [400, echo, {}],
    [503, echo, {}],
    [302, "", { location: `http://u:${PASSWORD}@elsewhere/?token=${KEY}` }],
    [0, "", {}],
  ])("when it answers %i with %s %o", async (status, body, headers) => {
    const service = await startTransferService((response) =>
      status === 0
        ? void response.destroy()
        : void response.writeHead(status, headers as Record<string, string>).end(body),
    );
    let told = "";
    try {
      told = JSON.stringify(await post(secret(service.endpoint)));
    } catch (thrown) {
      const error = thrown instanceof RetryLater ? thrown.error : (thrown as RiglineError);
      told = `${renderError(error, { verbose: true })} ${describeError(error)}`;
    }
    expect(told).not.toBe("");
    for (const word of [PASSWORD, "S3cr3t@Passw0rd", KEY, btoa("svc:S3cr3t@Passw0rd")])
      expect(told).not.toContain(word);
    const [{ headers: sent, path }] = service.posts as [(typeof service.posts)[number]];
    expect(sent.authorization).toBe(`Basic ${btoa("svc:S3cr3t@Passw0rd")}`);
    expect(path).toContain(KEY);
  });

  test("nor when it is no address", async () => {
    const { message, why } = (await post(`htp://svc:${PASSWORD}@h?api_key=${KEY}`).catch(
      (error: unknown) => error,
    )) as RiglineError;
    expect(message).toContain("htp://[secret]@h?api_key=[secret]");
    expect(why).toContain("http://");
  });
});

test("two posts that both arrive carry one key", async () => {
  const service = await startTransferService((response, request, count) =>
    count === 1 ? void request.socket.destroy() : accept(response, request, count),
  );
  expect((await refusalOf(post(service.endpoint))).code).toBe("SUBMIT_UNREACHABLE");
  await post(service.endpoint);
  expect(service.posts.map(({ headers }) => headers["idempotency-key"])).toEqual(["key-1", "key-1"]);
});
