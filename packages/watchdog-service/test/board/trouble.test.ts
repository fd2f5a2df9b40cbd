import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { describe, expect, test } from "vitest";
import { RiglineError } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { planError } from "../../src/plan/plan-errors.js";
import { copyError } from "../../src/copy/copy-errors.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import {
  acceptingService,
  createRig,
  manifestText,
  partsFor,
  PUBLISHED,
  runOnce,
  settingsFor,
  type Rig,
} from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { listDestination, readDestination, readTree, writeTree } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

const redrive = (rig: Rig, name: string, now = false, clock = systemClock) =>
  askOfJob(partsFor(rig, { clock }), name, { do: "redrive", now }, "ada@rig-1");

describe("a manifest that can't be used", () => {
  const poisons: Record<string, (path: string, rig: Rig) => void> = {
    "no YAML": (path) => writeFileSync(path, "name: [unclosed\n  - {"),
    empty: (path) => writeFileSync(path, ""),
    "zero bytes": (path) => writeFileSync(path, Buffer.alloc(4096)),
    "no text": (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x81, 0x00])),
    "a list": (path) => writeFileSync(path, "- 1\n- 2\n"),
    "a wrong type": (path, rig) => writeFileSync(path, manifestText(rig, {}).replace('"Dynamic Routing"', "[1, 2]")),
    "cut off": (path, rig) => writeFileSync(path, manifestText(rig, { name: "x" }).slice(0, 180)),
    "a name that leads away": (path, rig) => writeFileSync(path, manifestText(rig, { name: "../escape" })),
    "a relative destination": (path, rig) =>
      writeFileSync(path, manifestText(rig, { name: "relative", destination: "data/x" })),
    "aliases without end": (path) =>
      writeFileSync(
        path,
        `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
          .split("")
          .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
          .join("\n")}\n`,
      ),
    "50 MB": (path) => writeFileSync(path, Buffer.alloc(50_000_000, "a")),
    "a folder": (path) => mkdirSync(path),
    "a source that is a device": (path, rig) =>
      writeFileSync(path, manifestText(rig, { name: "device", schemas: ["/dev/null"] })),
  };
  test.each(Object.entries(poisons))(
    "%s: is parked with its reason, and the next one is done",
    async (_name, poison) => {
      const rig = createRig();
      poison(join(rig.flag, "manifest_a.yml"), rig);
      rig.hand("good");
      const parts = partsFor(rig);
      expect((await runOnce(parts)).troubled).toBe(1);
      expect(readTree(join(rig.destination, "good"))).toEqual(PUBLISHED);
      expect(listDestination(rig.destination)).toEqual(["good"]);
      const [job] = listJobs(nodeDisk, nodeFileSystem, rig.flag);
      expect(job).toMatchObject({
        file: "manifest_a.yml",
        step: "parked",
        failure: { todo: expect.any(String) as string },
      });
      expect(parts.events.filter(({ event }) => event === "parked")).toHaveLength(1);
      // The next start finds it as bad and does not tell it twice.
      const again = partsFor(rig);
      expect((await runOnce(again)).troubled).toBe(1);
      expect(again.events.filter(({ event }) => event === "parked")).toHaveLength(0);
    },
  );

  test("corrected in its place is a new job", async () => {
    const rig = createRig();
    writeFileSync(join(rig.flag, "manifest_a.yml"), "name: [");
    await runOnce(partsFor(rig));
    rig.hand("a");
    expect((await runOnce(partsFor(rig))).troubled).toBe(0);
    expect(readTree(join(rig.destination, "a"))).toEqual(PUBLISHED);
  });

  test("one among a hundred holds up none of them", async () => {
    const rig = createRig();
    for (let index = 0; index < 99; index += 1) rig.hand(`session_${index}`);
    writeFileSync(join(rig.flag, "manifest_poison.yml"), "{");
    const parts = partsFor(rig);
    await runOnce(parts);
    const done = parts.events.filter(({ event }) => event === "archived").length;
    const parked = parts.events.filter(({ event }) => event === "parked").length;
    expect({ done, parked, left: readdirSync(rig.flag) }).toEqual({
      done: 99,
      parked: 1,
      left: [".rigline", "manifest_poison.yml"],
    });
  });
});

describe("redrive", () => {
  test("puts a parked job back, and a running daemon takes it at its next scan", async () => {
    const rig = createRig();
    rig.hand("session");
    writeTree(rig.destination, { "session/other": "x" });
    const daemon = runDaemonByHand(rig);
    await daemon.pass(200);
    expect(daemon.count("parked")).toBe(1);
    await daemon.pass(2000);
    expect(daemon.count("parked")).toBe(1);
    rmSync(join(rig.destination, "session"), { recursive: true });
    expect(redrive(rig, "session").job.file).toBe("manifest_session.yml");
    await daemon.pass(200);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
    expect(daemon.count("archived")).toBe(1);
  });

  test("refuses what is not there, is not parked, or has lost its manifest", async () => {
    const rig = createRig();
    rig.hand("done");
    writeFileSync(join(rig.flag, "manifest_bad.yml"), "[");
    await runOnce(partsFor(rig));
    expect(thrownBy(() => redrive(rig, "none"))).toMatchObject({
      code: "JOB_NOT_FOUND",
      why: expect.stringContaining("done") as string,
    });
    expect(thrownBy(() => redrive(rig, "done")).code).toBe("JOB_NOT_PARKED");
    rig.hand("fresh");
    expect(thrownBy(() => redrive(rig, "manifest_fresh.yml")).code).toBe("JOB_NOT_PARKED");
    rmSync(join(rig.flag, "manifest_bad.yml"));
    expect(thrownBy(() => redrive(rig, "manifest_bad.yml")).todo).toContain("manifest_bad.yml");
  });

  test("with --now sends what waits for its hour; without, it says how; a running daemon takes it at its next scan", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: new Date(Date.now() + 7_200_000).toISOString().slice(11, 19) });
    const daemon = runDaemonByHand(rig, {}, { zone: "UTC" });
    await daemon.pass(200);
    expect([daemon.count("scheduled"), daemon.count("planned")]).toEqual([1, 0]);
    const command = `rigline-watchdog redrive -c "${rig.config}" session --now`;
    expect(thrownBy(() => redrive(rig, "session"))).toMatchObject({
      code: "JOB_NOT_PARKED",
      todo: `To send it now: \`${command}\``,
    });
    // By the clock of that daemon, which is not the wall's.
    redrive(rig, "session", true, daemon.clock);
    await daemon.pass(200);
    expect(daemon.count("archived")).toBe(1);
    expect(thrownBy(() => redrive(rig, "session", true)).code).toBe("JOB_NOT_PARKED");
  });

  test("with --now while no daemon runs is obeyed by the next one", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: new Date(Date.now() + 7_200_000).toISOString().slice(11, 19) });
    const first = runDaemonByHand(rig, {}, { zone: "UTC" });
    await first.pass(200);
    await first.stop();
    redrive(rig, "session", true);
    const second = runDaemonByHand(rig, {}, { zone: "UTC" });
    await second.pass(200);
    expect(second.count("archived")).toBe(1);
  });

  test("is advised with the whole command, as the daemon that parks the job knows it", async () => {
    const rig = createRig();
    rig.hand("a session", {});
    writeTree(rig.destination, { "a session/other": "x" });
    const parts = partsFor(rig);
    await runOnce(parts);
    expect(parts.events).toContainEqual(
      expect.objectContaining({
        event: "parked",
        todo: expect.stringContaining(`\`rigline-watchdog redrive -c "${rig.config}" "a session"\``) as string,
      }),
    );
  });
});

describe("trying again", () => {
  const answering = (
    statuses: readonly number[],
    headers: Record<string, string> = {},
  ): HttpClient & { count: number } => ({
    count: 0,
    post() {
      const status = statuses[this.count] ?? statuses.at(-1) ?? 200;
      this.count += 1;
      return Promise.resolve({ status, headers, body: "" });
    },
  });
  const slow = (rig: Rig) => settingsFor(rig, { retry: { firstMs: 1000, maxMs: 8000 } });

  test("goes on with growing waits up to the cap until the service takes the job; the copy is not made again", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    const http = answering([500, 503, 429, 500, 500, 500, 500, 500, 500, 200]);
    const daemon = runDaemonByHand(rig, { http, settings: slow(rig), random: () => 1 });
    await daemon.pass(100);
    expect([http.count, daemon.count("published")]).toEqual([1, 1]);
    const waits: number[] = [];
    for (let passed = 0; http.count < 10 && waits.length < 10; passed += 100) {
      const before = http.count;
      await daemon.pass(100);
      if (http.count > before) waits.push(passed);
    }
    const gaps = waits.map((wait, index) => Math.round((wait - (waits[index - 1] ?? 0)) / 1000));
    expect(gaps).toEqual([1, 2, 4, 8, 8, 8, 8, 8, 8]);
    await daemon.pass(100);
    expect([daemon.count("archived"), daemon.count("published"), daemon.count("planned")]).toEqual([1, 1, 1]);
  });

  test("obeys Retry-After", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    const http = answering([429, 200], { "retry-after": "90" });
    const daemon = runDaemonByHand(rig, { http, settings: settingsFor(rig, { rescanMs: 5000 }) });
    await daemon.pass(100);
    await daemon.pass(89_000);
    expect(http.count).toBe(1);
    await daemon.pass(6000);
    expect(http.count).toBe(2);
  });

  test("Retry-After is obeyed by a daemon that starts in between, too, and for a day at most", async () => {
    for (const [seconds, waited] of [
      [600, 600_000],
      [10_000_000, 24 * 3_600_000],
    ] as const) {
      const rig = createRig();
      rig.hand("session", { endpoint: "http://service/submit" });
      const http = answering([503, 200], { "retry-after": String(seconds) });
      const settings = settingsFor(rig, { rescanMs: waited / 10 });
      const first = runDaemonByHand(rig, { http, settings });
      await first.pass(10);
      await first.stop();
      expect(http.count).toBe(1);
      const second = runDaemonByHand(rig, { http, settings });
      await second.pass(waited * 0.95);
      expect(http.count).toBe(1);
      await second.pass(waited * 0.15);
      expect(http.count).toBe(2);
    }
  });

  test("nor sooner by the part of a millisecond that a date does not have", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    const clock = createFakeClock({ now: new Date() });
    const posts: number[] = [];
    const http: HttpClient = {
      post: () => {
        const status = posts.push(clock.monotonic()) === 1 ? 429 : 200;
        return Promise.resolve({ status, headers: { "retry-after": "90" }, body: "" });
      },
    };
    await clock.advance(0.7);
    const first = runDaemonByHand(rig, { http }, { clock });
    await first.pass(10);
    await first.stop();
    await clock.advance(0.3);
    const second = runDaemonByHand(rig, { http }, { clock });
    await second.pass(89_000);
    expect(posts.length).toBe(1);
    await second.pass(2000);
    expect(posts.length).toBe(2);
    expect(posts[1]).toBeGreaterThanOrEqual((posts[0] ?? 0) + 90_000);
  });

  test("a daemon that starts when the clock has been set back waits no longer than the longest wait", async () => {
    const rig = createRig();
    const late = join(rig.root, "late");
    rig.hand("session", { modalities: { behavior: [late] } });
    const ahead = { ...systemClock, now: () => new Date(Date.now() + 24 * 3_600_000) };
    const first = partsFor(rig, { clock: ahead });
    await runOnce(first);
    expect(first.events).toContainEqual(expect.objectContaining({ event: "failed", code: "SOURCE_MISSING" }));
    writeTree(late, { "events.csv": "1" });
    const daemon = runDaemonByHand(rig, { settings: slow(rig) });
    await daemon.pass(8100);
    expect(daemon.count("archived")).toBe(1);
  });

  test("failures are counted anew when a step is done", async () => {
    const rig = createRig();
    const late = join(rig.root, "late");
    rig.hand("session", { modalities: { behavior: [late] }, endpoint: "http://service/submit" });
    const settings = settingsFor(rig, { rescanMs: 1000, retry: { firstMs: 1000, maxMs: 1000 } });
    const daemon = runDaemonByHand(rig, { http: answering([503]), settings });
    const attempts = (): readonly number[] =>
      daemon.parts.events.flatMap((event) => (event.event === "failed" ? [event.attempt] : []));
    for (let round = 0; round < 50 && attempts().length < 2; round += 1) await daemon.pass(100);
    writeTree(late, { "events.csv": "1" });
    for (let round = 0; round < 50 && attempts().length < 4; round += 1) await daemon.pass(100);
    expect(attempts()).toEqual([1, 2, 1, 2]);
  });

  test("only failures in a row of the kind that seldom passes count for parking", async () => {
    const rig = createRig();
    rig.hand("session");
    // By attempt: the source changes (which passes), or is away (which seldom does).
    const fates = "ccccccaacaaa";
    let attempt = -1;
    const inline = createInlinePool(nodeDisk);
    const pool: WorkPool = {
      ...inline,
      run: (order, options) => {
        if (order.kind !== "plan") return inline.run(order, options);
        attempt += 1;
        const what = `injected ${attempt}`;
        const changed = fates[attempt] === "c";
        return Promise.reject(changed ? copyError("SOURCE_CHANGED", { what }) : planError("SOURCE_MISSING", { what }));
      },
    };
    const daemon = runDaemonByHand(rig, { pool });
    await daemon.pass(1000);
    expect([daemon.count("failed"), daemon.count("parked"), attempt]).toEqual([11, 1, 11]);
  });

  test.each([
    ["the system's refusal, which may pass", "EREMOTEIO", "STEP_REFUSED", 0],
    ["a refusal that stays", "ENAMETOOLONG", "STEP_FAILED", 1],
    ["a mistake of ours", undefined, "STEP_FAILED", 1],
    ["a code that no table has", "NOBODY_KNOWS", "STEP_FAILED", 1],
  ])("without a code of its own: %s", async (_kind, code, expected, parked) => {
    const rig = createRig();
    rig.hand("session");
    const inline = createInlinePool(nodeDisk);
    const definition = { exit: "handOff", meaning: "x", todo: "y" } as const;
    const fault =
      code === "NOBODY_KNOWS"
        ? new RiglineError(code, definition, { what: "injected" })
        : Object.assign(new Error("injected"), { code });
    const pool: WorkPool = {
      ...inline,
      run: (order, options) =>
        order.kind === "flushTree" || order.kind === "plan" ? Promise.reject(fault) : inline.run(order, options),
    };
    const daemon = runDaemonByHand(rig, { pool });
    await daemon.pass(200);
    expect(daemon.count("parked")).toBe(parked);
    const told = daemon.parts.events.find(({ event }) => event === "failed");
    expect(told).toMatchObject({ code: expected, message: expect.stringContaining("injected") as string });
  });

  test("a missing source is looked for a few times, then the job is parked; redriven it is found", async () => {
    const rig = createRig();
    const missing = join(rig.root, "late");
    rig.hand("session", { modalities: { behavior: [missing] } });
    const daemon = runDaemonByHand(rig);
    await daemon.pass(2000);
    expect([daemon.count("failed"), daemon.count("parked")]).toEqual([2, 1]);
    expect(daemon.parts.events.find(({ event }) => event === "parked")).toMatchObject({
      code: "SOURCE_MISSING",
      reason: expect.stringContaining(missing) as string,
    });
    expect(existsSync(join(rig.destination, "session"))).toBe(false);
    writeTree(rig.root, { "late/x": "x" });
    redrive(rig, "session");
    await daemon.pass(200);
    expect(daemon.count("archived")).toBe(1);
  });

  test("a job that waits holds up no other", async () => {
    const rig = createRig();
    rig.hand("a", { endpoint: "http://service/submit" });
    const http: HttpClient = { post: () => Promise.reject(new Error("connect ECONNREFUSED")) };
    const daemon = runDaemonByHand(rig, { http, settings: slow(rig) });
    await daemon.pass(100);
    rig.hand("b");
    await daemon.pass(100);
    expect([daemon.count("failed"), daemon.count("archived")]).toEqual([1, 1]);
  });

  test("once means one attempt each, and trouble is told", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    const http = answering([500]);
    expect((await runOnce(partsFor(rig, { http }))).troubled).toBe(1);
    expect((await runOnce(partsFor(rig, { http }))).troubled).toBe(1);
    expect(http.count).toBe(2);
    expect((await runOnce(partsFor(rig, { http: acceptingService() }))).troubled).toBe(0);
  });
});

describe("a source that changes", () => {
  const changes: Record<string, (behavior: string) => void> = {
    "appended to": (behavior) => writeFileSync(join(behavior, "events.csv"), "more", { flag: "a" }),
    "joined by a new file": (behavior) => writeFileSync(join(behavior, "new"), "x"),
    "joined by a new folder": (behavior) => mkdirSync(join(behavior, "later")),
    "deprived of a file": (behavior) => rmSync(join(behavior, "logs/launcher.log")),
    "rewritten at the same size": (behavior) => writeFileSync(join(behavior, "events.csv"), "time,event\n1,STOPP\n"),
  };
  test.each(Object.entries(changes))(
    "%s after it was verified is not published; it is copied again as it is then",
    async (_kind, change) => {
      const rig = createRig();
      rig.hand("session");
      let changed = 0;
      const open = jobJournals(nodeFileSystem, systemClock, hostname());
      const openJournal: typeof open = (path) => {
        const journal = open(path);
        return {
          ...journal,
          note: (...added) => {
            journal.note(...added);
            if (added[0]?.type !== "verified" || changed > 0) return;
            changed += 1;
            change(join(rig.data, "behavior"));
          },
        };
      };
      const daemon = runDaemonByHand(rig, { openJournal });
      await daemon.pass(1000);
      expect(changed).toBe(1);
      expect(daemon.parts.events.filter(({ event }) => event === "failed")).toMatchObject([{ code: "SOURCE_CHANGED" }]);
      expect(daemon.count("published")).toBe(1);
      expect(readTree(join(rig.destination, "session/behavior"))).toEqual(readTree(join(rig.data, "behavior")));
    },
  );
});

describe("the system refuses", () => {
  const codes = [
    "ENOSPC",
    "EDQUOT",
    "EIO",
    "EACCES",
    "EPERM",
    "EROFS",
    "EBUSY",
    "EMFILE",
    "EHOSTDOWN",
    "ETIMEDOUT",
    "ESTALE",
    "ENAMETOOLONG",
  ];
  const operations = [
    "createNew",
    "write",
    "sync",
    "close",
    "rename",
    "makeFolder",
    "read",
    "openSource",
    "syncFolder",
  ] as const;
  test.each(operations)("%s once, with any code: the job is tried again and done", async (operation) => {
    for (const code of codes) {
      const rig = createRig();
      rig.hand("session");
      let failed = 0;
      const disk = {
        ...nodeDisk,
        [operation]: (...args: readonly never[]) => {
          // Closing is let through first: what is left open is nobody's fault here.
          if (operation === "close" && failed === 0) nodeDisk.close(args[0] as unknown as number);
          if (failed === 0) {
            failed += 1;
            throw Object.assign(new Error(`${code}: injected`), { code });
          }
          return Reflect.apply(nodeDisk[operation], nodeDisk, args) as unknown;
        },
      };
      const daemon = runDaemonByHand(rig, { disk });
      for (let round = 0; round < 20 && daemon.count("archived") === 0; round += 1) await daemon.pass(20);
      expect([failed, daemon.count("archived"), daemon.count("parked")], `${operation} ${code}`).toEqual([1, 1, 0]);
      expect(readDestination(rig.destination), `${operation} ${code}`).toEqual(
        Object.fromEntries(Object.entries(PUBLISHED).map(([path, text]) => [`session/${path}`, text])),
      );
      await daemon.stop();
    }
  });
});
