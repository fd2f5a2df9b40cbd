import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { noProxy, systemNetwork } from "@rigline/foundation/http";
import { checkEndpoint } from "../../src/preflight/check-endpoint.js";

const signal = new AbortController().signal;

/** A service on loopback, and all that it is ever sent. */
async function listen(): Promise<{ address: string; sent: string[] }> {
  const sent: string[] = [];
  const server = createServer((socket) => void socket.on("data", (data) => sent.push(data.toString())));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

test("a service that answers is ok, and is sent nothing", async () => {
  const { address, sent } = await listen();
  expect(
    await checkEndpoint(systemNetwork, `http://user:secret@${address}/api/v2/submit_jobs`, noProxy, signal),
  ).toEqual({
    level: "ok",
    subject: "endpoint",
    message: `${address} answers`,
  });
  expect(sent).toEqual([]);
});

test("where nothing listens there is a warning, without what the address may hold of secrets", async () => {
  const finding = await checkEndpoint(
    systemNetwork,
    "http://user:secret@127.0.0.1:1/api/v2/submit_jobs?token=t0ps3cret",
    noProxy,
    signal,
  );
  expect(finding).toMatchObject({
    level: "warning",
    message: expect.stringMatching(/^nothing answers at 127\.0\.0\.1:1, .*ECONNREFUSED/) as string,
  });
  expect(JSON.stringify(finding)).not.toMatch(/secret|t0ps/u);
});

test("a name that there is not is one too", async () => {
  const finding = await checkEndpoint(
    systemNetwork,
    "http://aind-data-transfer-servce.invalid/api/v2/submit_jobs",
    noProxy,
    signal,
  );
  expect(finding).toMatchObject({
    level: "warning",
    message: expect.stringContaining("nothing answers at aind-data-transfer-servce.invalid") as string,
    todo: expect.stringContaining("`watchdog.transfer_endpoint`") as string,
  });
});

test("an address of the API before is told", async () => {
  const { address } = await listen();
  expect(await checkEndpoint(systemNetwork, `http://${address}/api/v1/submit_jobs`, noProxy, signal)).toMatchObject({
    level: "warning",
    message: `${address} answers, and /api/v1/submit_jobs is of an API that services of today do not have`,
  });
});

test("behind a proxy it is the proxy that is asked, and named without its password", async () => {
  const { address, sent } = await listen();
  const by = (proxy: string) => () => new URL(proxy);
  expect(
    await checkEndpoint(systemNetwork, "https://service.invalid/", by(`http://u:s3cret@${address}`), signal),
  ).toEqual({
    level: "ok",
    subject: "endpoint",
    message: `${address} answers, the proxy of service.invalid`,
  });
  expect(sent).toEqual([]);
  const none = await checkEndpoint(
    systemNetwork,
    "https://service.invalid/",
    by("http://u:s3cret@127.0.0.1:1"),
    signal,
  );
  expect(none.message).toMatch(
    /^nothing answers at 127\.0\.0\.1:1, the proxy of service\.invalid, where .*ECONNREFUSED/,
  );
  expect(JSON.stringify(none)).not.toMatch(/s3cret/);
});
