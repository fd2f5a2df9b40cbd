import { readFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { endDaemon, runCommandLine, startDaemon } from "../support/daemon-process.js";
import { configure, createRig } from "../support/rig.js";

/** A listener on a port that is free, and the port. */
async function listen() {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const end = (): Promise<unknown> => new Promise((resolve) => void server.close(resolve));
  return { port: (server.address() as AddressInfo).port, end };
}

function ask(port: number, path: string, host = `127.0.0.1:${port}`): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, host: "127.0.0.1", headers: { host } }, (response: IncomingMessage) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("metrics and health are answered to this machine, and all is logged as JSON lines too", async () => {
  const { port, end } = await listen();
  await end();
  const rig = createRig();
  configure(rig, { metrics_port: port, structured_log: true });
  rig.hand("session");
  const daemon = startDaemon("-c", rig.config);
  await daemon.event("archived");
  const metrics = await ask(port, "/metrics");
  expect([metrics.status, metrics.body]).toEqual([200, expect.stringContaining("rigline_jobs_completed_total 1\n")]);
  const health = await ask(port, "/health");
  expect([health.status, JSON.parse(health.body)]).toEqual([
    200,
    expect.objectContaining({ status: "ok", pid: daemon.child.pid, flagFolder: rig.flag, jobs: {} }),
  ]);
  expect((await ask(port, "/metrics", "rig.attacker.org")).status).toBe(403);
  expect((await ask(port, "/")).status).toBe(404);
  expect((await endDaemon(daemon, rig.config)).code).toBe(0);
  const lines = readFileSync(join(rig.flag, ".rigline/watchdog.log.jsonl"), "utf8").trimEnd().split("\n");
  const logged = lines.map((line) => JSON.parse(line) as { event?: string; level: string; job?: string });
  expect(logged.map(({ event }) => event)).toEqual([
    "started",
    "accepted",
    "planned",
    "published",
    "submitted",
    "archived",
    "stopped",
  ]);
  expect(logged[1]).toMatchObject({
    level: "info",
    job: "session",
    message: expect.stringContaining("accepted") as string,
  });
});

test("a port that is taken keeps no daemon from its work", async () => {
  const { port, end } = await listen();
  const rig = createRig();
  configure(rig, { metrics_port: port });
  rig.hand("session");
  const { code, stderr } = await runCommandLine("-c", rig.config, "--once");
  await end();
  expect([code, stderr]).toEqual([0, expect.stringContaining(`no metrics: 127.0.0.1:${port} can't be listened at`)]);
});
