import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type LeasedRun, serveLeased } from "../../src/fleet/serve-leased.js";
import { createRig, foundDestination, partsFor } from "../support/rig.js";
import { FakeLeases } from "./fake-leases.js";

const SETTINGS = { url: "http://fleet.example.org", token: { env: "TOKEN" }, everyMs: 60_000, lease: "room-3" };
const OTHER = {
  method: "POST",
  body: '{"holder":"rig-b"}',
  headers: {},
  timeoutMs: 1000,
  signal: new AbortController().signal,
} as const;

test("what a machine begins that has slept, and has not heard yet that another serves the folder, is removed when it hears it", async () => {
  const rig = createRig();
  mkdirSync(rig.destination);
  const leases = new FakeLeases();
  const signal = new AbortController().signal;
  const staging = join(rig.destination, ".rigline-one-1.partial");
  const seen: (readonly string[])[] = [];
  const run: LeasedRun["run"] = async ({ pool, fence }) => {
    leases.expire();
    await leases.request(`${SETTINGS.url}/v1/leases/room-3`, OTHER);
    const wanted = { files: [], folders: ["behavior"], traits: new Map<string, never>() };
    const at = foundDestination(rig.destination);
    await pool.run({ kind: "prepareStaging", staging, wanted, at }, { signal });
    seen.push(readdirSync(rig.destination));
    await expect(fence?.()).rejects.toMatchObject({ code: "LEASE_LOST" });
    return { reason: "signal", troubled: 0, left: new Map() };
  };
  const parts = partsFor(rig);
  const options = { once: true, idleMs: undefined, signal };
  const ports = { request: leases.request, readSecret: () => "rlf_x" };
  const end = await serveLeased({ parts, options, run, holder: "rig-a" }, ports, SETTINGS);
  expect([end.reason, seen, readdirSync(rig.destination)]).toEqual(["once", [[".rigline-one-1.partial"]], []]);
  expect(leases.holder).toBe("rig-b");
});
