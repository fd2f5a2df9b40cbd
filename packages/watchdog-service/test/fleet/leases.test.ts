import { readdirSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { createMemoryLog } from "@rigline/foundation/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DaemonPorts } from "../../src/daemon/daemon-ports.js";
import { serveDaemon } from "../../src/daemon/serve-daemon.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { performOrder } from "../../src/work/perform-order.js";
import type { Worker } from "../../src/work/worker.js";
import { acceptingService, createRig, PUBLISHED, settingsFor, type Rig } from "../support/rig.js";
import { twoRigs, WHOLE } from "../support/two-rigs.js";
import { readPublished } from "../support/temporary-folder.js";
import { FakeLeases } from "./fake-leases.js";

const ENDPOINT = "http://transfer.example.org/submit";
const FLEET = { url: "http://fleet.example.org", token: { env: "TOKEN" }, everyMs: 60_000, lease: "room-3" };

let rig: Rig;
let leases: FakeLeases;
let service: ReturnType<typeof acceptingService>;
let machines: Machine[];
beforeEach(() => {
  rig = createRig();
  leases = new FakeLeases();
  service = acceptingService();
  machines = [];
});
afterEach(() => Promise.all(machines.map((machine) => machine.end())));

interface Machine {
  readonly events: DaemonEvent[];
  end(): Promise<unknown>;
}

/** A daemon of another machine, with the same flag folder: each has locks of its own. */
function startMachine(hostname: string, of: Rig = rig, fleet: typeof FLEET | null = FLEET): Machine {
  const events: DaemonEvent[] = [];
  const stop = new AbortController();
  const ports: DaemonPorts = {
    disk: nodeDisk,
    fileSystem: nodeFileSystem,
    // Who stands by asks at once again.
    clock: {
      ...systemClock,
      sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
    },
    http: service,
    locks: {
      acquire: () => Promise.resolve({ release: () => Promise.resolve() }),
      holder: () => Promise.resolve(undefined),
    },
    watchFolder: () => ({ start: () => {}, stop: () => {} }),
    readMounts: () => [],
    readSecret: () => "rlf_secret",
    getJson: () => Promise.reject(new Error("nobody tells")),
    request: leases.request,
    random: () => 0,
    pid: 4711,
    report: (event) => void events.push(event),
    log: createMemoryLog(),
    startWorker: () => inlineWorker(),
  };
  const settings = settingsFor(of, { hostname, fleet: fleet ?? undefined, jobStatusUrl: null });
  const served = serveDaemon(settings, ports, { once: false, idleMs: undefined, signal: stop.signal });
  const machine = {
    events,
    end: () => {
      stop.abort();
      return served;
    },
  };
  machines.push(machine);
  return machine;
}

function inlineWorker(): Worker {
  const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock };
  return {
    usable: true,
    ended: new Promise(() => {}),
    run: (order, onBytes) => performOrder({ ...parts, sleep: (ms) => systemClock.sleep(ms), onBytes }, order),
    kill: () => {},
  };
}

const kinds = ({ events }: Machine) => events.map(({ event }) => event);
const messages = ({ events }: Machine) => events.flatMap((event) => (event.event === "notice" ? [event.message] : []));

test("one machine serves a shared flag folder and others stand by; one takes over when it ends", async () => {
  const first = startMachine("rig-a");
  await expect.poll(() => leases.token).toBe(1);
  const second = startMachine("rig-b");
  await expect.poll(() => messages(second)).toContainEqual(expect.stringContaining("stands by"));
  rig.hand("one", { endpoint: ENDPOINT });
  await expect.poll(() => kinds(first)).toContain("archived");
  expect(kinds(second)).not.toContain("accepted");
  await first.end();
  rig.hand("two", { endpoint: ENDPOINT });
  await expect.poll(() => kinds(second)).toContain("archived");
  expect(leases.token).toBe(2);
  expect(service.posts).toHaveLength(2);
});

test("an owner that is paused before it publishes, and wakes when another has taken over, publishes and posts nothing", async () => {
  let wake = (): void => {};
  leases.pause = new Promise((resolve) => (wake = resolve));
  const first = startMachine("rig-a");
  rig.hand("one", { endpoint: ENDPOINT });
  // It has been told that it holds the lease, and sleeps before it hears it.
  await expect.poll(() => leases.questions).toBe(1);
  const [staging] = readdirSync(rig.destination).filter((name) => name.startsWith(".rigline-one-"));
  expect(staging).toBeDefined();
  leases.expire();
  leases.pause = undefined;
  // While it sleeps nothing of it renews the lease either.
  const second = startMachine("rig-b");
  await expect.poll(() => kinds(second)).toContain("archived");
  expect(leases.token).toBe(2);
  // What was copied is gone on with, under another name.
  expect(second.events.find(({ event }) => event === "published")).toBeDefined();
  expect(readdirSync(rig.destination).filter((name) => name === staging)).toEqual([]);
  wake();
  await expect.poll(() => messages(first)).toContainEqual(expect.stringContaining("this one stands by"));
  expect(kinds(first)).not.toContain("published");
  expect(service.posts).toHaveLength(1);
  expect(readPublished(join(rig.destination, "one"))).toEqual(PUBLISHED);
  expect(readdirSync(rig.destination).filter((name) => name.endsWith(".partial"))).toEqual([]);
});

test("a session in parts that one machine has begun is gone on with, and submitted, by the one that takes over", async () => {
  const { destination, first, second } = twoRigs();
  const begun = startMachine("rig-a", first);
  first.give({ endpoint: ENDPOINT });
  await expect.poll(() => kinds(begun)).toContain("awaiting");
  await begun.end();
  const other = startMachine("rig-b", second, null);
  second.give({ endpoint: ENDPOINT });
  await expect.poll(() => kinds(other)).toContain("awaiting");
  const next = startMachine("rig-c", first);
  await expect.poll(() => kinds(next)).toContain("archived");
  expect(leases.token).toBe(2);
  expect(service.posts).toHaveLength(1);
  expect(readPublished(join(destination, "session"))).toEqual(WHOLE);
});

test("while the fleet is away nothing is published, and it is when the fleet is back", async () => {
  const first = startMachine("rig-a");
  await expect.poll(() => leases.token).toBe(1);
  leases.isAway = true;
  rig.hand("one");
  await expect
    .poll(() => first.events)
    .toContainEqual(expect.objectContaining({ event: "failed", code: "LEASE_UNKNOWN" }));
  expect(readdirSync(rig.destination)).not.toContain("one");
  leases.isAway = false;
  await expect.poll(() => kinds(first)).toContain("archived");
});
