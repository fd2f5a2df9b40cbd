import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { showLocalTime } from "@rigline/foundation/time";
import { acquireProcessLock, readLockHolder, lockEndpoint } from "@rigline/foundation/lock";
import { buildProgram } from "../../../core/test/fixtures/build-program.js";
import { startProgram, type StartedProgram } from "../../../core/test/fixtures/start-program.js";

const me = { pid: process.pid, what: "session 614173_2026-07-14T090500-0700", since: "2026-07-14T16:05:00.000Z" };
const started: StartedProgram[] = [];
let program: string;
const folder = mkdtempSync(join(tmpdir(), "rigline-lock-"));

beforeAll(async () => {
  program = await buildProgram("lock-program", folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

afterEach(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await Promise.all(started.splice(0).map(({ ended }) => ended));
});

function start(...programArguments: string[]): StartedProgram {
  const child = startProgram(program, programArguments);
  started.push(child);
  return child;
}

function freshName(): string {
  return `test ${randomBytes(8).toString("hex")}`;
}

describe("within one process", () => {
  test("a held lock is refused and names its holder, a released one is free", async () => {
    const name = freshName();
    const lock = await acquireProcessLock(name, me);
    expect(await readLockHolder(name)).toEqual(me);
    await expect(acquireProcessLock(name, me)).rejects.toMatchObject({
      code: "LOCK_HELD",
      message: `${name} is held by ${me.what} (pid ${process.pid}, since ${showLocalTime(me.since)})`,
    });
    await lock.release();
    await lock.release();
    expect(await readLockHolder(name)).toBeUndefined();
    await (await acquireProcessLock(name, me)).release();
  });

  test.each(["", " ", 'a/b\\c:d*?"<>|', "..", "\0", "ä\u{1F42D}", "x".repeat(5_000), "C:\\flags\\nul"])(
    "any text can be a name: %j",
    async (suffix) => {
      const name = `${freshName()}${suffix}`;
      const lock = await acquireProcessLock(name, me);
      expect(await readLockHolder(name)).toEqual(me);
      await lock.release();
    },
  );

  test("names that differ only in case or at their far end are different locks", async () => {
    const name = `${freshName()}${"x".repeat(300)}`;
    const locks = await Promise.all([name, `${name}y`, name.toUpperCase()].map((each) => acquireProcessLock(each, me)));
    expect(locks).toHaveLength(3);
    await Promise.all(locks.map((lock) => lock.release()));
  });

  test("of 50 that ask at once one gets it", async () => {
    const name = freshName();
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => acquireProcessLock(name, me)));
    const locks = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    expect(locks).toHaveLength(1);
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code] : []));
    expect(new Set(refusals)).toEqual(new Set(["LOCK_HELD"]));
    await locks[0]?.release();
  });

  test("200 rounds of take and release leave it free", async () => {
    const name = freshName();
    for (let round = 0; round < 200; round += 1) await (await acquireProcessLock(name, me)).release();
    expect(await readLockHolder(name)).toBeUndefined();
  });
});

describe("between processes", () => {
  test("a living holder is named by its pid", async () => {
    const name = freshName();
    const holder = start(name);
    expect(await holder.readLine()).toBe("1");
    expect(await readLockHolder(name)).toMatchObject({ pid: holder.pid, what: "a test program" });
    await expect(acquireProcessLock(name, me)).rejects.toThrow(`(pid ${holder.pid}, since`);
  });

  test("kill -9 frees it", async () => {
    const name = freshName();
    const holder = start(name);
    expect(await holder.readLine()).toBe("1");
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect(await readLockHolder(name)).toBeUndefined();
    await (await acquireProcessLock(name, me)).release();
  });

  test("it does not keep its process alive", async () => {
    const holder = start(freshName());
    expect(await holder.readLine()).toBe("1");
    holder.child.stdin?.end();
    expect(await holder.ended).toEqual({ code: 0, signal: null });
  });

  test.runIf(process.platform !== "win32")("a stopped holder still holds and is named (needs SIGSTOP)", async () => {
    const name = freshName();
    const holder = start(name);
    expect(await holder.readLine()).toBe("1");
    holder.child.kill("SIGSTOP");
    expect(await readLockHolder(name)).toMatchObject({ pid: holder.pid, what: "a test program", answers: false });
    await expect(acquireProcessLock(name, me)).rejects.toThrow(`(pid ${holder.pid}, does not answer, since`);
    holder.child.kill("SIGCONT");
    await expect.poll(() => readLockHolder(name)).toMatchObject({ pid: holder.pid });
  });

  test.runIf(process.platform !== "win32")(
    "a stopped holder without its note is held by somebody unknown (needs SIGSTOP)",
    async () => {
      const name = freshName();
      const holder = start(name);
      expect(await holder.readLine()).toBe("1");
      rmSync(lockEndpoint(name).sidecar);
      holder.child.kill("SIGSTOP");
      await expect(acquireProcessLock(name, me)).rejects.toThrow("(pid unknown, does not answer)");
    },
  );

  test("of 50 racers in 5 processes one wins", async () => {
    const name = freshName();
    const racers = Array.from({ length: 5 }, () => start(name, "10"));
    const won = await Promise.all(racers.map((racer) => racer.readLine()));
    expect(won.map(Number).reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(racers.map(({ pid }) => pid)).toContain((await readLockHolder(name))?.pid);
  });
});
