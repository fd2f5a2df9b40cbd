import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { neverSent, type HttpClient } from "@rigline/foundation/http";
import { expect, test } from "vitest";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, type JobRecord } from "@rigline/manifest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import {
  acceptingService,
  createRig,
  manifestText,
  partsFor,
  PUBLISHED,
  runOnce,
  settingsFor,
  type Rig,
  type TestParts,
} from "../support/rig.js";
import { limitedDisk } from "../support/limited-disk.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { readTree } from "../support/temporary-folder.js";

const ENDPOINT = "http://svc:S3cr3t@service/submit?key=tok3n";

function recordsOf(rig: Rig, file = "manifest_session.yml"): JobRecord[] {
  return readFileSync(jobJournalPath(rig.flag, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { record: JobRecord }).record);
}

const typesOf = (rig: Rig): string[] => recordsOf(rig).map(({ type }) => type);

test("that a job is about to be posted is in the journal before it is, with its key and without secrets", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  let before: JobRecord[] = [];
  const http: HttpClient = {
    post: (url, { headers }) => {
      expect(url).toBe(ENDPOINT);
      before = recordsOf(rig);
      expect(before.at(-1)).toMatchObject({ type: "submitting", idempotencyKey: headers["idempotency-key"] });
      return Promise.resolve({ status: 200, headers: {}, body: "{}" });
    },
  };
  expect((await runOnce(partsFor(rig, { http }))).troubled).toBe(0);
  expect(before).not.toEqual([]);
  expect(typesOf(rig)).toEqual([
    "accepted",
    "destination",
    "planned",
    "verified",
    "published",
    "submitting",
    "submitted",
    "archived",
  ]);
  expect(readFileSync(jobJournalPath(rig.flag, "manifest_session.yml"), "utf8")).not.toMatch(/S3cr3t|tok3n/);
});

test.each([
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true],
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx-evil: 1", false],
  ["00-00000000000000000000000000000000-b7ad6b7169203331-01", false],
])("the trace that a manifest names (%j) is posted with its job and told: %j", async (traceparent, isSent) => {
  const rig = createRig();
  const manifest = JSON.parse(
    manifestText(rig, { name: "session", endpoint: "http://service/submit" }).replace(/\.\.\.\n$/, ""),
  ) as object;
  const traced = { ...manifest, extra_identifying_info: { rigline_traceparent: traceparent } };
  writeFileSync(join(rig.flag, "manifest_session.yml"), `${JSON.stringify(traced)}\n...\n`);
  let posted: Readonly<Record<string, string>> = {};
  const http: HttpClient = {
    post: (_url, { headers }) => {
      posted = headers;
      return Promise.resolve({ status: 200, headers: {}, body: "{}" });
    },
  };
  const parts = partsFor(rig, { http });
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(posted["traceparent"]).toBe(isSent ? traceparent : undefined);
  for (const event of ["accepted", "submitted"] as const)
    expect(parts.events.find((one) => one.event === event)).toEqual(
      isSent
        ? expect.objectContaining({ traceparent })
        : expect.not.objectContaining({ traceparent: expect.anything() as string }),
    );
});

test("a manifest that is replaced once its data are published is not submitted as it was", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: "http://wrong/submit" });
  const http = acceptingService();
  let [published, replaced] = [false, false];
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      // At the last moment: no scan sees it first.
      if (path === manifest && published && !replaced) {
        replaced = true;
        writeFileSync(manifest, manifestText(rig, { name: "session", endpoint: "http://right/submit" }));
      }
      return nodeFileSystem.read(path);
    },
  };
  const parts: TestParts = partsFor(rig, {
    http,
    fileSystem,
    report: (event) => {
      parts.events.push(event);
      published ||= event.event === "published";
    },
  });
  const daemon = runDaemonByHand(rig, parts);
  const count = (...kinds: readonly string[]): number =>
    parts.events.filter(({ event }) => kinds.includes(event)).length;
  for (let round = 0; round < 50 && count("archived") === 0; round += 1) await daemon.pass(100);
  expect([http.posts.map(({ url }) => url), count("parked", "failed")]).toEqual([["http://right/submit"], 0]);
});

test("a journal without room for it: nothing is posted until there is", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const fileSystem = limitedDisk();
  const http = acceptingService();
  const daemon = runDaemonByHand(rig, { http, fileSystem });
  fileSystem.onAppend = (text) => {
    if (text.includes('"type":"published"')) fileSystem.room = 600;
  };
  await daemon.pass(500);
  expect([daemon.count("published"), http.posts.length]).toEqual([1, 0]);
  fileSystem.room = Infinity;
  await daemon.pass(500);
  expect([http.posts.length, daemon.count("archived")]).toEqual([1, 1]);
});

test("a journal that can't take the answer: posted once, however often it is tried, and recorded when there is room", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT, deleteSource: true });
  const fileSystem = limitedDisk();
  let posts = 0;
  const http: HttpClient = {
    post: () => {
      posts += 1;
      fileSystem.room = 0;
      return Promise.resolve({ status: 200, headers: {}, body: "{}" });
    },
  };
  const daemon = runDaemonByHand(rig, { http, fileSystem });
  await daemon.pass(3000);
  expect([posts, daemon.count("submitted"), daemon.count("sourceDeleted")]).toEqual([1, 0, 0]);
  expect(daemon.parts.events.filter(({ event }) => event === "notice").length).toBeGreaterThan(3);
  fileSystem.room = Infinity;
  await daemon.pass(3000);
  expect([posts, daemon.count("submitted"), daemon.count("archived")]).toEqual([1, 1, 1]);
});

test("an answer whose words do not fit is recorded without them", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const fileSystem = limitedDisk();
  const http: HttpClient = {
    post: () => {
      fileSystem.room = 700;
      return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify({ words: "€".repeat(3000) }) });
    },
  };
  await runOnce(partsFor(rig, { http, fileSystem }));
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toEqual(
    expect.not.objectContaining({ answer: expect.anything() as unknown }),
  );
});

test("ended between the post and its record: posted again with the same key, and said; after an answer it is not said", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const keys: (string | undefined)[] = [];
  const answers = [500, "never", 200] as const;
  const http: HttpClient = {
    post: (_url, { headers, signal }) => {
      const answer = answers[keys.push(headers["idempotency-key"]) - 1];
      if (typeof answer === "number") return Promise.resolve({ status: answer, headers: {}, body: "" });
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut off")), { once: true });
      });
    },
  };
  const first = runDaemonByHand(rig, { http });
  await first.pass(1000);
  expect([keys.length, first.count("failed"), first.count("notice")]).toEqual([2, 1, 0]);
  await first.stop();
  const second = runDaemonByHand(rig, { http });
  await second.pass(1000);
  expect([second.count("archived"), second.count("notice")]).toEqual([1, 1]);
  expect(second.parts.events.find(({ event }) => event === "notice")).toMatchObject({
    message: expect.stringMatching(/http:\/\/\[secret\]@service\/submit.*same idempotency key/) as string,
  });
  expect(new Set(keys).size).toBe(1);
});

test.each(["accepted", "planned"])(
  "the line %s damaged after the source was deleted: the later ones are believed, and all is brought to its end",
  async (damaged) => {
    const rig = createRig();
    rig.hand("session", { endpoint: ENDPOINT, deleteSource: true });
    const http = acceptingService();
    const blocked = partsFor(rig, { http });
    writeFileSync(rig.complete, "no folder");
    await runOnce(blocked);
    expect(blocked.events.map(({ event }) => event)).toContain("sourceDeleted");
    const journal = jobJournalPath(rig.flag, "manifest_session.yml");
    writeFileSync(journal, readFileSync(journal, "utf8").replace(`"type":"${damaged}"`, `"type":"${damaged}?`));
    const again = partsFor(rig, { http, settings: { ...blocked.settings, completeFolder: join(rig.root, "other") } });
    expect((await runOnce(again)).troubled).toBe(0);
    expect(again.events.map(({ event }) => event)).toEqual(["archived"]);
    expect(http.posts).toHaveLength(1);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  },
);

test("a journal of before, without digests and posts about to be made, is gone on with", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const http = acceptingService();
  writeFileSync(rig.complete, "no folder");
  await runOnce(partsFor(rig, { http }));
  const journal = jobJournalPath(rig.flag, "manifest_session.yml");
  const { encodeLine } = await import("../../../foundation/src/journal/journal-line.js");
  const old = recordsOf(rig).flatMap((record) => {
    if (record.type === "submitting") return [];
    const { digest, ...rest } = record as JobRecord & { digest?: string };
    return [record.type === "accepted" ? { ...rest, digest } : rest];
  });
  writeFileSync(journal, old.map((record) => encodeLine(record)).join(""));
  const again = partsFor(rig, {
    http,
    settings: { ...partsFor(rig).settings, completeFolder: join(rig.root, "other") },
  });
  expect((await runOnce(again)).troubled).toBe(0);
  expect(again.events.map(({ event }) => event)).toEqual(["archived"]);
  expect(http.posts).toHaveLength(1);
});

test("a journal that can't take the refusal either: posted once until it can", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const fileSystem = limitedDisk();
  let posts = 0;
  const http: HttpClient = {
    post: () => {
      posts += 1;
      if (posts === 1) fileSystem.room = 1500;
      return Promise.resolve({ status: 503, headers: {}, body: "€".repeat(2000) });
    },
  };
  const daemon = runDaemonByHand(rig, { http, fileSystem });
  await daemon.pass(200);
  expect([posts, daemon.count("failed")]).toEqual([1, 0]);
  fileSystem.room = Infinity;
  await daemon.pass(200);
  expect(daemon.parts.events.find(({ event }) => event === "failed")).toMatchObject({
    code: "SUBMIT_BUSY",
    attempt: 1,
  });
  expect(posts).toBeGreaterThan(1);
});

test("a refusal that no journal could take keeps the wait that the service asked for, whoever sets the clock meanwhile", async () => {
  for (const set of [24 * 3_600_000, -24 * 3_600_000]) {
    const rig = createRig();
    rig.hand("session", { endpoint: ENDPOINT });
    const fileSystem = limitedDisk();
    let posts = 0;
    const http: HttpClient = {
      post: () => {
        posts += 1;
        fileSystem.room = posts === 1 ? 0 : Infinity;
        const status = posts === 1 ? 429 : 200;
        return Promise.resolve({ status, headers: { "retry-after": "90" }, body: "" });
      },
    };
    const settings = settingsFor(rig, { rescanMs: 5000, retry: { firstMs: 5000, maxMs: 5000 } });
    const daemon = runDaemonByHand(rig, { http, fileSystem, settings });
    await daemon.pass(20_000);
    daemon.clock.setWallTime(new Date(daemon.clock.now().getTime() + set));
    fileSystem.room = Infinity;
    await daemon.pass(60_000);
    expect([posts, daemon.count("failed")]).toEqual([1, 1]);
    await daemon.pass(20_000);
    expect([posts, daemon.count("archived")]).toEqual([2, 1]);
  }
});

test("a post whose answer nobody knows stays so through failures of another kind, and is told when it is posted again", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: ENDPOINT });
  const dying: HttpClient = {
    post: (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut off")), { once: true });
      }),
  };
  const first = runDaemonByHand(rig, { http: dying });
  await first.pass(100);
  await first.stop();
  expect(typesOf(rig).at(-1)).toBe("submitting");
  let reads = 0;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      if (path === manifest && (reads += 1) === 2) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeFileSystem.read(path);
    },
  };
  const http = acceptingService();
  const second = runDaemonByHand(rig, { http, fileSystem });
  await second.pass(200);
  expect([second.count("failed"), http.posts.length, second.count("archived")]).toEqual([1, 1, 1]);
  expect(second.parts.events).toContainEqual(
    expect.objectContaining({ event: "notice", message: expect.stringContaining("was posted to") as string }),
  );
});

test("a manifest that is corrected after it was submitted keeps its sources from being deleted", async () => {
  const rig = createRig();
  rig.hand("session", { deleteSource: true });
  const inline = createInlinePool(nodeDisk);
  let looks = 0;
  const pool: WorkPool = {
    ...inline,
    run: async (order, options) => {
      const result = await inline.run(order, options);
      if (order.kind === "lookAtDestination" && (looks += 1) === 2) rig.hand("session", { deleteSource: false });
      return result;
    },
  };
  const parts = partsFor(rig, { pool });
  await runOnce(parts);
  expect(looks).toBeGreaterThan(1);
  expect(existsSync(join(rig.data, "behavior", "events.csv"))).toBe(true);
  expect(parts.events.filter(({ event }) => event === "archived")).toHaveLength(1);
});

const RUNNING = {
  status: 406,
  headers: {},
  body: '{"message":"There were validation errors","data":{"responses":[],"errors":"Job is already running/queued for behavior_614173"}}',
};

/** A service that gives these answers, then accepts. `lost`: it may have the job; `unsent`: nobody was there. */
function answeringInTurn(...answers: readonly (typeof RUNNING | "lost" | "unsent")[]): HttpClient & { posts: number } {
  const service = {
    posts: 0,
    post: () => {
      const answer = answers[service.posts];
      service.posts += 1;
      if (answer === "lost") return Promise.reject(new Error("socket hang up"));
      if (answer === "unsent") return Promise.reject(neverSent(new Error("connect ECONNREFUSED")));
      return Promise.resolve(answer ?? { status: 200, headers: {}, body: "{}" });
    },
  };
  return service;
}

test("another's job of the same subject and time, which is running, is waited for: it is no acceptance", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT, deleteSource: true });
  const http = answeringInTurn(RUNNING, RUNNING);
  const daemon = runDaemonByHand(rig, { http });
  await daemon.pass(300);
  expect([http.posts, daemon.count("failed"), daemon.count("archived")]).toEqual([3, 2, 1]);
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toMatchObject({ status: 200 });
});

test("the job's own, whose answer was lost, is an acceptance, also after other failures and a restart", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const busy = { ...RUNNING, status: 503, body: "" };
  const first = runDaemonByHand(rig, { http: answeringInTurn("lost", ...Array.from({ length: 100 }, () => busy)) });
  await first.pass(40);
  await first.stop();
  expect(first.count("failed")).toBeGreaterThan(0);
  expect(first.count("submitted")).toBe(0);
  await runOnce(partsFor(rig, { http: answeringInTurn(RUNNING) }));
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toMatchObject({ status: 406 });
});

test("the job's own, posted by a daemon that ended before the answer came, is an acceptance too", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const service = { posts: 0 };
  const silent: HttpClient = {
    post: (_url, { signal }) => {
      service.posts += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut off")), { once: true });
      });
    },
  };
  const first = runDaemonByHand(rig, { http: silent });
  for (let round = 0; round < 50 && service.posts === 0; round += 1) await first.pass(20);
  await first.stop();
  await runOnce(partsFor(rig, { http: answeringInTurn(RUNNING) }));
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toMatchObject({ status: 406 });
});

test("a connection that never came about leaves no doubt: a job that runs then is another's", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT, deleteSource: true });
  const http = answeringInTurn("unsent", RUNNING, "unsent", RUNNING);
  const daemon = runDaemonByHand(rig, { http });
  await daemon.pass(300);
  expect([http.posts, daemon.count("failed"), daemon.count("archived")]).toEqual([5, 4, 1]);
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toMatchObject({ status: 200 });
});

test("a manifest that is put back while the service still has its job: that is the own one, and no other", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  expect((await runOnce(partsFor(rig, { http: acceptingService() }))).troubled).toBe(0);
  rig.hand("session", { endpoint: ENDPOINT });
  const again = partsFor(rig, { http: answeringInTurn(RUNNING) });
  expect((await runOnce(again)).troubled).toBe(0);
  expect(recordsOf(rig).findLast(({ type }) => type === "submitted")).toMatchObject({ status: 406 });
});

test.each([
  ["a refusal", { ...RUNNING, status: 422, body: "" }],
  ["a redirect", { ...RUNNING, status: 307, body: "" }],
  ["a connection that never came about", "unsent"],
] as const)("a post that nobody knows the answer to stays in doubt after %s of the next one", async (_, answer) => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  const service = { posts: 0 };
  const silent: HttpClient = {
    post: (_url, { signal }) => {
      service.posts += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut off")), { once: true });
      });
    },
  };
  const first = runDaemonByHand(rig, { http: silent });
  for (let round = 0; round < 50 && service.posts === 0; round += 1) await first.pass(20);
  await first.stop();
  expect(typesOf(rig).at(-1)).toBe("submitting");
  const second = partsFor(rig, { http: answeringInTurn(answer, RUNNING) });
  expect((await runOnce(second)).troubled).toBe(1);
  const { failure } = listJobs(second.disk, second.fileSystem, rig.flag)[0] ?? {};
  if (failure?.retryAt === null) askOfJob(second, "session", { do: "redrive", now: false }, "ada@rig-1");
  const third = partsFor(rig, { http: answeringInTurn(RUNNING) });
  expect((await runOnce(third)).troubled).toBe(0);
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toMatchObject({ status: 406 });
});

test("a manifest that was taken away while it was posted, and is back: the doubt about that post is back with it", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: ENDPOINT });
  const text = readFileSync(manifest, "utf8");
  const service = { posts: 0 };
  const silent: HttpClient = {
    post: (_url, { signal }) => {
      service.posts += 1;
      rmSync(manifest);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut off")), { once: true });
      });
    },
  };
  const first = runDaemonByHand(rig, { http: silent });
  for (let round = 0; round < 50 && first.count("cancelled") === 0; round += 1) await first.pass(20);
  await first.stop();
  expect([service.posts, first.count("cancelled")]).toEqual([1, 1]);
  writeFileSync(manifest, text);
  expect((await runOnce(partsFor(rig, { http: answeringInTurn(RUNNING) }))).troubled).toBe(0);
  expect(recordsOf(rig).find(({ type }) => type === "submitted")).toMatchObject({ status: 406 });
});

test("a manifest that was taken away while its post was refused, and is back: the refusal is known, and a job that runs then is another's", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: ENDPOINT });
  const text = readFileSync(manifest);
  const refusing = answeringInTurn(RUNNING);
  const http: HttpClient = {
    post: (...args) => {
      rmSync(manifest);
      return refusing.post(...args);
    },
  };
  await runOnce(partsFor(rig, { http }));
  expect(recordsOf(rig).some(({ type }) => type === "submitted")).toBe(false);
  writeFileSync(manifest, text);
  const again = partsFor(rig, { http: answeringInTurn(RUNNING) });
  expect((await runOnce(again)).troubled).toBe(1);
  expect(listJobs(again.disk, again.fileSystem, rig.flag)[0]?.failure?.code).toBe("SUBMIT_ALREADY_RUNNING");
});

test("a post that was never made, whose record could not be taken back, is none in doubt: another's job is not the own", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT });
  let isSick = true;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    openAppend: (path) => {
      const file = nodeFileSystem.openAppend(path);
      const refuse = (): never => {
        throw Object.assign(new Error("EBUSY: injected"), { code: "EBUSY" });
      };
      const isPosting = (): boolean => isSick && readFileSync(path, "utf8").includes('"submitting"');
      return {
        ...file,
        get size() {
          return file.size;
        },
        sync: () => (isPosting() ? refuse() : file.sync()),
        truncate: (size) => (isPosting() ? refuse() : file.truncate(size)),
      };
    },
  };
  const body = JSON.stringify({ data: { errors: ["Job is already running/queued for x"] } });
  const http = {
    posts: 0,
    post: () => {
      http.posts += 1;
      return Promise.resolve({ status: 406, headers: {}, body });
    },
  };
  const daemon = runDaemonByHand(rig, { fileSystem, http, settings: settingsFor(rig, { rescanMs: 1_000 }) });
  for (let round = 0; round < 50 && daemon.count("notice") === 0; round += 1) await daemon.pass(20);
  expect(typesOf(rig).at(-1)).toBe("submitting");
  isSick = false;
  for (let round = 0; round < 200 && daemon.count("submitted") === 0 && http.posts < 2; round += 1)
    await daemon.pass(1_000);
  expect(daemon.count("submitted")).toBe(0);
  expect(recordsOf(rig)).toContainEqual(expect.objectContaining({ code: "SUBMIT_NOT_SENT" }));
  await daemon.stop();
});

test("a manifest that is taken away while its post can't be recorded: what was done before stays on record", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: ENDPOINT });
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    openAppend: (path) => {
      const file = nodeFileSystem.openAppend(path);
      return {
        get size() {
          return file.size;
        },
        append: (bytes) => {
          if (!Buffer.from(bytes).toString().includes('"submitting"')) return file.append(bytes);
          rmSync(manifest);
          throw Object.assign(new Error("ENOSPC: injected"), { code: "ENOSPC" });
        },
        sync: () => file.sync(),
        truncate: (size) => file.truncate(size),
        close: () => file.close(),
      };
    },
  };
  const http = acceptingService();
  await runOnce(partsFor(rig, { fileSystem, http }));
  expect(http.posts).toEqual([]);
  expect(typesOf(rig)).toContain("published");
  expect(typesOf(rig).at(-1)).toBe("cancelled");
});
