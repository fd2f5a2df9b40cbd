import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { lockEndpoint, type LockEndpoint, askHolder, acquireAt } from "@rigline/foundation/lock";

const me = { pid: process.pid, what: "a test", since: "2026-07-14T16:05:00.000Z" };
let folder: string;
let endpoint: LockEndpoint;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-lock-"));
  endpoint = lockEndpoint("any name", "darwin", folder);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("every system has a short address of its own kind", () => {
  const name = "x".repeat(10_000);
  expect(lockEndpoint(name, "linux").address).toMatch(/^\0rigline-[0-9a-f]{32}$/);
  expect(lockEndpoint(name, "win32").address).toMatch(/^\\\\\.\\pipe\\rigline-[0-9a-f]{32}$/);
  expect(lockEndpoint(name, "darwin", "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T").address.length).toBeLessThan(
    104,
  );
});

describe.runIf(process.platform !== "win32")("where the lock is a socket file (Windows has none)", () => {
  /** A socket file whose process was killed: bound once, then left behind. */
  async function leaveDeadSocket(): Promise<void> {
    const server = createServer();
    const elsewhere = `${endpoint.address}.old`;
    await new Promise<void>((resolve) => void server.listen(elsewhere, resolve));
    renameSync(elsewhere, endpoint.address);
    await new Promise((resolve) => void server.close(resolve));
    expect(existsSync(endpoint.address)).toBe(true);
  }

  test("it is held and released", async () => {
    const lock = await acquireAt(endpoint, "any name", me);
    await expect(acquireAt(endpoint, "any name", me)).rejects.toMatchObject({ code: "LOCK_HELD" });
    await lock.release();
    expect(existsSync(endpoint.address)).toBe(false);
    expect(existsSync(endpoint.sidecar)).toBe(false);
  });

  test("it is held without the note of who holds it, where that can't be written", async () => {
    const noted = { ...endpoint, sidecar: join(folder, "not there", "holder.json") };
    const lock = await acquireAt(noted, "any name", me);
    expect(await askHolder(noted)).toEqual(me);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what a killed process left is cleared away", async () => {
    await leaveDeadSocket();
    expect(await askHolder(endpoint)).toBeUndefined();
    const lock = await acquireAt(endpoint, "any name", me);
    expect(await askHolder(endpoint)).toEqual(me);
    await lock.release();
  });

  test("of 20 that find it dead at once one gets it", async () => {
    for (let round = 0; round < 5; round += 1) {
      await leaveDeadSocket();
      const answers = await Promise.allSettled(Array.from({ length: 20 }, () => acquireAt(endpoint, "any name", me)));
      const locks = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
      expect(locks).toHaveLength(1);
      await locks[0]?.release();
    }
  });

  test("a clearing that was killed in its middle does not block for good", async () => {
    await leaveDeadSocket();
    const gate = `${endpoint.address}.takeover`;
    mkdirSync(gate);
    const long = new Date(Date.now() - 60_000);
    utimesSync(gate, long, long);
    const lock = await acquireAt(endpoint, "any name", me);
    expect(await askHolder(endpoint)).toEqual(me);
    await lock.release();
  });

  test("how old a clearing is, and how long a holder is waited for, is told by the clock", async () => {
    await leaveDeadSocket();
    mkdirSync(`${endpoint.address}.takeover`);
    const later = { ...systemClock, now: () => new Date(Date.now() + 60_000) };
    await (await acquireAt(endpoint, "any name", me, later)).release();
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => void silent.listen(endpoint.address, resolve));
    const clock = createFakeClock();
    const asked = askHolder(endpoint, { clock });
    expect(clock.nextIn).toBe(1000);
    await clock.advance(1000);
    expect(await asked).toMatchObject({ answers: false });
    silent.close();
  });

  test("a folder that is not there is said to be the trouble", async () => {
    const nowhere = lockEndpoint("any name", "darwin", join(folder, "nowhere"));
    await expect(acquireAt(nowhere, "any name", me)).rejects.toMatchObject({ code: "LOCK_UNAVAILABLE" });
  });

  test("the note of a process that is gone names nobody", async () => {
    writeFileSync(endpoint.sidecar, JSON.stringify({ ...me, pid: 2 ** 22 + 1 }));
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => void silent.listen(endpoint.address, resolve));
    expect(await askHolder(endpoint, { timeoutMs: 50 })).toEqual({
      what: "a process that does not say who it is",
      since: "",
      answers: false,
    });
    writeFileSync(endpoint.sidecar, JSON.stringify(me));
    expect(await askHolder(endpoint, { timeoutMs: 50 })).toEqual({ ...me, answers: false });
    writeFileSync(endpoint.sidecar, '{"pid":');
    expect(await askHolder(endpoint, { timeoutMs: 50 })).toEqual({
      what: "a process that does not say who it is",
      since: "",
      answers: false,
    });
    silent.close();
  });

  test("one that dies while it is asked is nobody", async () => {
    let asked = 0;
    const dying = createServer((socket) => {
      asked += 1;
      dying.close();
      socket.destroy();
    });
    await new Promise<void>((resolve) => void dying.listen(endpoint.address, resolve));
    expect(await askHolder(endpoint)).toBeUndefined();
    expect(asked).toBe(1);
  });

  test.each(["", "no json\n", '{"pid":"1"}\n', '{"pid":0,"what":"x","since":""}\n', "null\n", "x".repeat(200_000)])(
    "an endpoint that answers otherwise is held by somebody unknown",
    async (answer) => {
      const stranger = createServer((socket) => {
        socket.on("error", () => {});
        socket.end(answer);
      });
      await new Promise<void>((resolve) => void stranger.listen(endpoint.address, resolve));
      await expect(acquireAt(endpoint, "any name", me)).rejects.toMatchObject({ code: "LOCK_HELD" });
      stranger.close();
    },
  );
});
