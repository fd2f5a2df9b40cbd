import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { foldJobState, jobJournalPath, toJobRecords, toPosixPath } from "@rigline/manifest";
import type { WorkPool } from "../../src/work/work-pool.js";
import { acceptingService, createRig, manifestText, partsFor, PUBLISHED, runOnce, type Rig } from "../support/rig.js";
import { listDestination, readDestination, readTree, writeTree } from "../support/temporary-folder.js";

function records(rig: Rig, name: string) {
  return toJobRecords(readJournal(jobJournalPath(rig.flag, `manifest_${name}.yml`)).records);
}

describe("a manifest", () => {
  test("ends as one published tree, one submission, and an archived manifest, each recorded", async () => {
    const rig = createRig();
    const text = readFileSync(rig.hand("session", { endpoint: "http://service/submit" }));
    const http = acceptingService();
    const end = await runOnce(partsFor(rig, { http }));
    expect(end).toMatchObject({ reason: "once", troubled: 0 });
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
    expect(listDestination(rig.destination)).toEqual(["session"]);
    expect(readFileSync(join(rig.complete, "manifest_session.yml")).equals(text)).toBe(true);
    expect(http.posts).toHaveLength(1);
    expect(JSON.parse(http.posts[0]?.body ?? "")).toMatchObject({
      dag_id: "transform_and_upload_v2",
      upload_jobs: [
        {
          subject_id: "614173",
          tasks: {
            modality_transformation_settings: {
              behavior: { job_settings: { input_source: `${toPosixPath(rig.destination)}/session/behavior` } },
            },
          },
        },
      ],
    });
    const lines = records(rig, "session");
    expect(lines.map((record) => record.type)).toEqual([
      "accepted",
      "destination",
      "planned",
      "verified",
      "published",
      "submitting",
      "submitted",
      "archived",
    ]);
    expect(lines[0]).toMatchObject({ digest: createHash("sha256").update(text).digest("hex"), name: "session" });
    expect(foldJobState(lines)).toMatchObject({
      step: "complete",
      published: { files: 3, algorithm: "sha256" },
      failure: undefined,
    });
  });

  test("that takes long to plan has all workers called meanwhile, and one that does not as many as it needs", async () => {
    const rig = createRig();
    rig.hand("session", {});
    const clock = createFakeClock();
    const parts = partsFor(rig, { clock });
    const called: string[] = [];
    let takesMs = 14;
    const pool: WorkPool = {
      ...parts.pool,
      size: 3,
      run: async (order, options) => {
        if (order.kind === "plan") await clock.advance(takesMs);
        if (["plan", "prepareStaging"].includes(order.kind)) called.push(order.kind);
        return parts.pool.run(order, options);
      },
      prepare: (wanted) => void called.push(`prepare ${wanted}`),
    };
    await runOnce({ ...parts, pool });
    expect(called).toEqual(["prepare undefined", "plan", "prepare 1", "prepareStaging"]);
    called.length = 0;
    takesMs = 15;
    rig.hand("another", {});
    await runOnce({ ...parts, pool });
    expect(called.slice(0, 3)).toEqual(["prepare undefined", "prepare 3", "plan"]);
  });

  test("without an endpoint is copied and nothing is posted", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: null });
    const http = acceptingService();
    await runOnce(partsFor(rig, { http }));
    expect(http.posts).toEqual([]);
    expect(foldJobState(records(rig, "session"))).toMatchObject({
      step: "complete",
      submission: { endpoint: null, status: null },
    });
  });

  test("with its own transfer_service_args posts these as they stand", async () => {
    const rig = createRig();
    const path = rig.hand("session", { endpoint: "http://service/submit" });
    const args = { dag_id: "transform_and_upload_v2", upload_jobs: [{ job_type: "mine", extra: [1, null, "x"] }] };
    const body = JSON.parse(readFileSync(path, "utf8").replace("...", "")) as object;
    writeFileSync(path, `${JSON.stringify({ ...body, transfer_service_args: args })}\n...\n`);
    const http = acceptingService();
    await runOnce(partsFor(rig, { http }));
    expect(JSON.parse(http.posts[0]?.body ?? "")).toEqual(args);
  });

  test("of no files publishes its folders", async () => {
    const rig = createRig();
    writeTree(rig.root, { "nothing/": "" });
    rig.hand("session", { modalities: { fib: [join(rig.root, "nothing")] }, schemas: [] });
    await runOnce(partsFor(rig));
    expect(readTree(join(rig.destination, "session"))).toEqual({ "fib/": "" });
    expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
  });

  test("that appears again with other bytes is a new job, and neither archived one is replaced", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    const http = acceptingService();
    await runOnce(partsFor(rig, { http }));
    writeFileSync(
      join(rig.flag, "manifest_session.yml"),
      manifestText(rig, { name: "second", endpoint: "http://service/submit" }),
    );
    await runOnce(partsFor(rig, { http }));
    expect(listDestination(rig.destination)).toEqual(["second", "session"]);
    expect(readdirSync(rig.complete)).toEqual(["manifest_session.2.yml", "manifest_session.yml"]);
    expect(new Set(http.posts.map((post) => post.key)).size).toBe(2);
  });

  test("that is put back unchanged is handed off again: found published, submitted with the same key", async () => {
    const rig = createRig();
    const path = rig.hand("session", { endpoint: "http://service/submit" });
    const http = acceptingService();
    await runOnce(partsFor(rig, { http }));
    renameSync(join(rig.complete, "manifest_session.yml"), path);
    expect((await runOnce(partsFor(rig, { http }))).troubled).toBe(0);
    expect(http.posts).toHaveLength(2);
    expect(new Set(http.posts.map((post) => post.key)).size).toBe(1);
    expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
  });
});

test("what is submitted is not submitted again when archiving has to be tried twice", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: "http://service/submit" });
  const http = acceptingService();
  let refused = 0;
  const rename: FileSystem["rename"] = (from, to) => {
    if (to.startsWith(rig.complete) && (refused += 1) === 1)
      throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    nodeFileSystem.rename(from, to);
  };
  const parts = partsFor(rig, { http, fileSystem: { ...nodeFileSystem, rename } });
  expect((await runOnce(parts)).troubled).toBe(1);
  expect(parts.events.at(-1)).toMatchObject({ event: "failed", code: "ARCHIVE_FAILED", step: "archive" });
  expect((await runOnce(parts)).troubled).toBe(0);
  expect([http.posts.length, readdirSync(rig.complete)]).toEqual([1, ["manifest_session.yml"]]);
});

describe("deleting the source", () => {
  test("happens after everything else, and takes the folders along", async () => {
    const rig = createRig();
    rig.hand("session", { deleteSource: true, endpoint: "http://service/submit" });
    const http = acceptingService();
    const post = http.post.bind(http);
    const sourceAtPost: string[] = [];
    http.post = (...args) => (sourceAtPost.push(...readdirSync(join(rig.data, "behavior"))), post(...args));
    await runOnce(partsFor(rig, { http }));
    expect(sourceAtPost).toEqual(["empty", "events.csv", "logs"]);
    expect(readdirSync(rig.data)).toEqual(["session.json"]);
    expect(records(rig, "session").map((record) => record.type)).toContain("sourceDeleted");
  });

  test("does not happen when it was not asked for, or the service refused", async () => {
    const rig = createRig();
    rig.hand("kept");
    rig.hand("refused", { deleteSource: true, endpoint: "http://service/submit" });
    const http = { post: () => Promise.resolve({ status: 406, headers: {}, body: "no" }) };
    expect((await runOnce(partsFor(rig, { http }))).troubled).toBe(1);
    expect(readdirSync(join(rig.data, "behavior"))).toEqual(["empty", "events.csv", "logs"]);
  });

  test.each([
    ["changed", (path: string) => writeFileSync(join(path, "events.csv"), "other")],
    ["touched", (path: string) => utimesSync(join(path, "events.csv"), 1_700_000_000, 1_700_000_000)],
    ["new", (path: string) => writeFileSync(join(path, "logs/late.log"), "late")],
  ])("keeps a file that is %s since it was copied, and says so", async (_kind, change) => {
    const rig = createRig();
    rig.hand("session", { deleteSource: true, endpoint: "http://service/submit" });
    const http = acceptingService();
    const post = http.post.bind(http);
    http.post = (...args) => (change(join(rig.data, "behavior")), post(...args));
    const parts = partsFor(rig, { http });
    await runOnce(parts);
    expect(Object.keys(readTree(join(rig.data, "behavior")))).toHaveLength(1);
    expect(parts.events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", kept: 1 }));
    expect(JSON.stringify(parts.events)).toContain("kept at the source");
  });

  test("keeps a file with the size and time of the copied one and other content", async () => {
    const rig = createRig();
    rig.hand("session", { deleteSource: true, endpoint: "http://service/submit" });
    const http = acceptingService();
    const post = http.post.bind(http);
    http.post = (...args) => {
      writeFileSync(join(rig.data, "behavior/events.csv"), "time,event\n1,STOPP\n");
      return post(...args);
    };
    // A disk whose times say nothing, as FAT's do within two seconds.
    const disk: Disk = {
      ...nodeDisk,
      inspect: (path) => ({ ...nodeDisk.inspect(path), modifiedNs: 5n }),
      inspectOpen: (descriptor) => ({ ...nodeDisk.inspectOpen(descriptor), modifiedNs: 5n }),
    };
    await runOnce(partsFor(rig, { http, disk }));
    expect(readTree(join(rig.data, "behavior"))).toEqual({ "events.csv": "time,event\n1,STOPP\n" });
  });
});

describe("what stands at the destination already", () => {
  const run = async (prepare: (target: string, rig: Rig) => void) => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    prepare(join(rig.destination, "session"), rig);
    const before = readTree(rig.destination);
    const http = acceptingService();
    const parts = partsFor(rig, { http });
    const end = await runOnce(parts);
    return { rig, end, before, after: readDestination(rig.destination), posts: http.posts, parts };
  };

  test("identical data are taken for published, and nothing is written", async () => {
    const { end, before, after, posts } = await run((target) => writeTree(target, PUBLISHED));
    expect([end.troubled, posts.length]).toEqual([0, 1]);
    expect(after).toEqual(before);
  });

  const conflicts: Record<string, (target: string) => void> = {
    "another content of the same size": (target) =>
      writeTree(target, { ...PUBLISHED, "session.json": '{"subject_id": "999999"}\n' }),
    "a file of another size": (target) => writeTree(target, { ...PUBLISHED, "session.json": "{}" }),
    "a file less": (target) => {
      writeTree(target, PUBLISHED);
      rmSync(join(target, "session.json"));
    },
    "a file more": (target) => writeTree(target, { ...PUBLISHED, "behavior/other": "x" }),
    "a folder more": (target) => writeTree(target, { ...PUBLISHED, "behavior/other/": "" }),
    "a folder less": (target) => {
      writeTree(target, PUBLISHED);
      rmSync(join(target, "behavior/empty"), { recursive: true });
    },
    "a folder where a file belongs": (target) => {
      writeTree(target, PUBLISHED);
      rmSync(join(target, "session.json"));
      writeTree(target, { "session.json/": "" });
    },
    "an empty folder": (target) => writeTree(target, { "./": "" }),
    "a file with the name": (target) => writeTree(join(target, ".."), { session: "a file" }),
  };
  test.each(Object.entries(conflicts))("%s is left alone, and the job is parked", async (_name, prepare) => {
    const { end, before, after, posts, parts } = await run(prepare);
    expect(after).toEqual(before);
    expect([end.troubled, posts.length]).toEqual([1, 0]);
    const parked = parts.events.find((event) => event.event === "parked");
    expect(parked).toMatchObject({ code: "DESTINATION_CONFLICT", todo: expect.stringContaining("redrive") as string });
    expect(parked).toMatchObject({ todo: expect.stringContaining("would have merged") as string });
  });

  test("of two computers that hand off one session under one name, the second parks with words that say so", async () => {
    const rig = createRig();
    rig.hand("session", { schemas: [] });
    await runOnce(partsFor(rig));
    writeTree(rig.root, { "ephys/probe.bin": "1" });
    rig.hand("session", { modalities: { ecephys: [join(rig.root, "ephys")] }, schemas: [] });
    const parts = partsFor(rig);
    await runOnce(parts);
    expect(parts.events).toContainEqual(
      expect.objectContaining({
        event: "parked",
        code: "DESTINATION_CONFLICT",
        reason: expect.stringContaining("it holds behavior, and the manifest brings ecephys") as string,
      }),
    );
    expect(readTree(join(rig.destination, "session"))).toMatchObject({
      "behavior/events.csv": PUBLISHED["behavior/events.csv"],
    });
  });

  test.runIf(process.platform !== "win32")(
    "a link with the name, and a link among identical files, are left alone",
    async () => {
      const { symlinkSync } = await import("node:fs");
      for (const prepare of [
        (target: string, rig: Rig): void => {
          writeTree(rig.destination, { "elsewhere/": "" });
          writeTree(join(rig.root, "real"), PUBLISHED);
          symlinkSync(join(rig.root, "real"), target);
        },
        (target: string): void => {
          writeTree(target, PUBLISHED);
          rmSync(join(target, "session.json"));
          symlinkSync("behavior/events.csv", join(target, "session.json"));
        },
      ]) {
        const { end, before, after, posts } = await run(prepare);
        expect(after).toEqual(before);
        expect([end.troubled, posts.length]).toEqual([1, 0]);
      }
    },
  );
});

test("rigs that hand off under one name at one destination never merge and never overwrite: 20 races", async () => {
  for (let race = 0; race < 20; race += 1) {
    const first = createRig();
    const second = createRig();
    writeTree(second.root, { "data/behavior/events.csv": "the second rig's\n" });
    first.hand("session");
    second.hand("session", { destination: first.destination });
    const ends = await Promise.all([runOnce(partsFor(first)), runOnce(partsFor(second))]);
    expect((ends[0]?.troubled ?? 0) + (ends[1]?.troubled ?? 0), `race ${race}`).toBe(1);
    const winner = ends[0]?.troubled === 0 ? "time,event\n1,start\n" : "the second rig's\n";
    expect(readTree(join(first.destination, "session"))).toEqual({ ...PUBLISHED, "behavior/events.csv": winner });
    expect(listDestination(first.destination), `race ${race}`).toEqual(["session"]);
  }
});
