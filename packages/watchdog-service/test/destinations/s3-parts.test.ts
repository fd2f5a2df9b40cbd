import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { beforeEach, expect, test } from "vitest";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { createCrash, type Crash } from "../support/crash-points.mjs";
import { lendS3Server } from "../support/destination-kinds.js";
import { configure, runOnce, settingsFor } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import type { S3Server } from "../support/s3-server.js";
import { seededRandom } from "../support/seeded-random.js";
import { twoRigs, WHOLE } from "../support/two-rigs.js";

let server: S3Server;
lendS3Server((lent) => (server = lent));
beforeEach(() => {
  server.fault = () => undefined;
  server.objects.clear();
});

const IN_FULL = process.env["RIGLINE_DESTINATIONS"] === "all";
const SEED = Number(process.env["RIGLINE_DESTINATIONS_SEED"] ?? process.env["TESTS_SEED"]);
const PLACE = "lab/stage/session/";
/** Of empty folders a store knows nothing. */
const FILES = Object.fromEntries(Object.entries(WHOLE).filter(([path]) => !path.endsWith("/")));

function rigs(deleteSource = false) {
  const { service, ...both } = twoRigs();
  for (const rig of [both.first, both.second]) rig.give({ deleteSource, notes: { rigline_remote: "s3://lab/stage" } });
  const parts = (role: "first" | "second", changes: Parameters<typeof both.first.parts>[0] = {}) => {
    const stores = { s3: { endpoint: server.endpoint, pathStyle: true } };
    const settings = settingsFor(both[role], { hostname: both[role].host, stores });
    return both[role].parts({ settings, http: service, ...changes });
  };
  const run = async (role: "first" | "second", changes: Parameters<typeof parts>[1] = {}) => {
    const own = parts(role, changes);
    await runOnce(own).catch(() => undefined);
    return own.events.flatMap((event) => ("code" in event ? [event.code] : []));
  };
  return { ...both, service, run };
}

/** What of the session is published: its modalities behind their inventories, and files. */
function published(): Record<string, string> {
  const all = [...server.objects].flatMap(([key, { body }]) =>
    key.startsWith(PLACE) ? [[key.slice(PLACE.length), body.toString("latin1")] as const] : [],
  );
  const whole = new Set(all.map(([path]) => path).filter((path) => path.endsWith("/.rigline/whole.json")));
  return Object.fromEntries(
    all.filter(([path]) => {
      const [top = "", ...rest] = path.split("/");
      return !path.includes(".rigline/") && (rest.length === 0 || whole.has(`${top}/.rigline/whole.json`));
    }),
  );
}

const stepsOf = ({ first, second }: Pick<ReturnType<typeof rigs>, "first" | "second">) => [
  first.job()?.step,
  second.job()?.step,
];

test("two computers publish their parts of a session into a store, one submits it, and both delete their sources", async () => {
  const both = rigs(true);
  expect(await both.run("first")).toEqual([]);
  expect(Object.keys(published()).sort()).toEqual(["behavior.json", "behavior/data.bin", "behavior/deep/more.bin"]);
  for (const role of ["second", "first", "second"] as const) expect(await both.run(role)).toEqual([]);
  expect([published(), stepsOf(both), both.service.posts.length]).toEqual([FILES, ["complete", "complete"], 1]);
  expect([both.first, both.second].map((rig) => existsSync(join(rig.root, "own")))).toEqual([false, false]);
  configure(both.first, { s3: { endpoint: server.endpoint, path_style: true } });
  const { code, stdout } = await runMain("verify", "-c", both.first.config, "s3://lab/stage/session");
  expect([code, stdout]).toEqual([0, expect.stringContaining("compared   6 files")]);
  const outside = [...server.objects.keys()].filter((key) => !key.startsWith(PLACE));
  expect(outside.map((key) => key.slice("lab/stage/.rigline/".length)).sort()).toEqual([
    "inventories/session.parts/behavior.json",
    "inventories/session.parts/ecephys.json",
    "parts/session/part-behavior.json",
    "parts/session/part-ecephys.json",
    "parts/session/parts.json",
    "parts/session/submission.json",
  ]);
});

test("a place that is somebody else's, and a metadata file that another has, are left as they are; what is cancelled takes its own along", async () => {
  const both = rigs();
  server.objects.set(`${PLACE}theirs.txt`, { body: Buffer.from("theirs"), etag: '"t"', checksum: undefined });
  expect(await both.run("first")).toEqual(["DESTINATION_CONFLICT"]);
  server.objects.clear();
  const other = rigs();
  await other.run("second");
  server.objects.set(`${PLACE}behavior.json`, { body: Buffer.from("another"), etag: '"b"', checksum: undefined });
  expect(await other.run("first")).toEqual(["DESTINATION_CONFLICT"]);
  expect(server.objects.get(`${PLACE}behavior.json`)?.body.toString()).toBe("another");
  // The other computer's part is untouched by who gives up.
  const third = rigs();
  server.objects.clear();
  await third.run("second");
  const before = [...server.objects.keys()];
  const pool = createInlinePool(nodeDisk);
  const killed: typeof pool.run = (order, options) =>
    order.kind === "publishStore" ? Promise.reject(new Error("killed")) : pool.run(order, options);
  await third.run("first", { pool: { ...pool, run: killed } });
  expect([...server.objects.keys()].some((key) => key.startsWith(`${PLACE}behavior/data`))).toBe(true);
  rmSync(join(third.first.flag, "manifest_session.yml"));
  await third.run("first");
  expect([...server.objects.keys()].sort()).toEqual(before.sort());
});

/** One of the two with all that it does, and asks of the store, passing the points at which it may end. */
function dying(both: ReturnType<typeof rigs>, role: "first" | "second", crash: Crash) {
  const disk = crash.disk(nodeDisk);
  const fileSystem = crash.fileSystem(nodeFileSystem);
  const passes = (point: string): boolean => {
    try {
      crash.pass(point);
      return true;
    } catch {
      return false;
    }
  };
  server.fault = ({ operation }) => {
    if (!passes(`before ${operation}`)) return "lose";
    return passes(`after ${operation}`) ? undefined : "lose answer";
  };
  return both
    .run(role, {
      disk,
      fileSystem,
      pool: createInlinePool(disk, { fileSystem }),
      http: crash.http(both.service),
      openJournal: crash.openJournal(jobJournals(nodeFileSystem, systemClock, both[role].host)),
    })
    .finally(() => (server.fault = () => undefined));
}

test("whatever step one of two computers ends at, each part is whole or not there, and the session is submitted once", async () => {
  const random = seededRandom(SEED);
  let died = 0;
  for (const role of ["first", "second"] as const) {
    const begin = async (): Promise<ReturnType<typeof rigs>> => {
      server.objects.clear();
      const both = rigs();
      await both.run(role === "first" ? "second" : "first");
      return both;
    };
    const counting = createCrash({ die: () => {} });
    await dying(await begin(), role, counting);
    const all = [...counting.hits].flatMap(([point, count]) =>
      Array.from({ length: count }, (_, index) => ({ point, occurrence: index + 1 })),
    );
    const picked = IN_FULL ? all : all.filter(() => random() < 4 / all.length);
    for (const death of picked) {
      const at = `${role}, ${death.point}, ${death.occurrence}; RIGLINE_DESTINATIONS_SEED=${SEED}`;
      const both = await begin();
      const crash = createCrash({ ...death, die: () => {} });
      await dying(both, role, crash);
      died += crash.dead ? 1 : 0;
      for (const [path, text] of Object.entries(published())) expect(text, `${at}: ${path}`).toBe(FILES[path]);
      for (const next of [role, "first", "second"] as const) expect(await both.run(next), at).toEqual([]);
      expect([published(), stepsOf(both)], at).toEqual([FILES, ["complete", "complete"]]);
      const isDoubtful = ["after post", "before record submitted"].includes(death.point);
      expect(both.service.posts.length, `${at}: posts`).toBe(isDoubtful ? 2 : 1);
      expect(new Set(both.service.posts.map(({ key, body }) => `${key} ${body}`)).size, at).toBe(1);
    }
  }
  if (IN_FULL) console.info(`two computers into S3: ${died} deaths`);
}, 600_000);

test("a source of one part that changes while it is sent is not published in two halves", async () => {
  const both = rigs();
  const pool = createInlinePool(nodeDisk);
  const changing: typeof pool.run = async (order, options) => {
    const result = await pool.run(order, options);
    if (order.kind === "bringFiles") writeFileSync(join(both.first.root, "own/deep/more.bin"), "changed late");
    return result;
  };
  expect(await both.run("first", { pool: { ...pool, run: changing } })).toEqual(["SOURCE_CHANGED"]);
  expect(published()).toEqual({});
  expect(await both.run("first")).toEqual([]);
  expect(published()["behavior/deep/more.bin"]).toBe("changed late");
});
