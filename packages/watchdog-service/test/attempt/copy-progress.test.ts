import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { progressPath, readCopyProgress, toCopyStatus } from "@rigline/manifest";
import { expect, test } from "vitest";
import { CopyProgressTeller } from "../../src/attempt/copy-progress.js";
import { CopyRate } from "../../src/attempt/copy-rate.js";
import { toLimitedHours } from "../../src/bandwidth/limited-hours.js";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createRig, partsFor, runOnce } from "../support/rig.js";
import { quickFolder } from "../support/temporary-folder.js";

const MB = 1_000_000;
const GB = 1000 * MB;

/** A clock that is moved between two lines of what is not asynchronous. */
function createSteppedClock() {
  const begun = Date.parse("2026-07-14T16:05:00Z");
  let passed = 0;
  return {
    ...createFakeClock(),
    monotonic: () => passed,
    now: () => new Date(begun + passed),
    pass: (milliseconds: number) => void (passed += milliseconds),
  };
}

function tellerOf(
  {
    bytes,
    files = 1,
    resting,
    ...limits
  }: { bytes: number; files?: number; resting?: () => string | undefined } & Pick<DaemonSettings, "bandwidth">,
  fileSystem: FileSystem = nodeFileSystem,
) {
  const flagFolder = quickFolder();
  mkdirSync(join(flagFolder, ".rigline"));
  const clock = createSteppedClock();
  const events: DaemonEvent[] = [];
  const manifest = join(flagFolder, "manifest_s.yml");
  const parts = {
    clock,
    fileSystem,
    settings: { flagFolder, ...limits },
    resting,
    report: (event: DaemonEvent) => void events.push(event),
  };
  const job = { manifest, digest: "d1", label: "s" };
  const teller = new CopyProgressTeller(parts, job, { bytes, files: { length: files } });
  const path = progressPath(flagFolder, manifest);
  const read = () => readCopyProgress(nodeFileSystem, path, "d1");
  const status = () => {
    const progress = read();
    return progress === undefined ? undefined : toCopyStatus(progress, clock.now());
  };
  return { teller, clock, events, path, read, status };
}

test("the limit of the hour is told as long as it holds", () => {
  // 09:05 on the clock at the rig.
  const bandwidth = toLimitedHours([{ from: "09:00", to: "09:06", mb_per_s: 20 }]);
  const { teller, clock, status } = tellerOf({ bytes: 300 * GB, bandwidth });
  clock.pass(1000);
  teller.addBytes(20 * MB);
  expect(status()).toMatchObject({ bytesPerSecond: 10 * MB, limit: 20 * MB });
  clock.pass(60_000);
  teller.addBytes(20 * MB);
  expect(status()).not.toHaveProperty("limit");
});

test("that it rests for a session that runs is told as long as it is news", () => {
  let why: string | undefined = "a small write took 20.0 ms";
  const { teller, clock, status } = tellerOf({ bytes: GB, resting: () => why });
  clock.pass(1000);
  teller.addBytes(0);
  expect(status()).toMatchObject({ rests: why });
  clock.pass(11_000);
  expect(status()).not.toHaveProperty("rests");
  why = undefined;
  teller.addBytes(0);
  expect(status()).not.toHaveProperty("rests");
});

test("within one large file percent, rate and time left are told, by what was read and what was read back", () => {
  const { teller, clock, status } = tellerOf({ bytes: 300 * GB });
  expect(status()).toBeUndefined();
  for (let second = 1; second <= 20; second += 1) {
    clock.pass(1000);
    teller.addBytes(200 * MB);
  }
  // Each byte is read twice: so 100 MB a second are done.
  expect(status()).toEqual({
    files: 0,
    ofFiles: 1,
    bytes: 2 * GB,
    ofBytes: 300 * GB,
    percent: 0,
    bytesPerSecond: 100 * MB,
    secondsLeft: 2980,
  });
  teller.addBytes(2 * (300 - 2) * GB);
  clock.pass(1000);
  teller.addFiles([{ bytes: 300 * GB, copied: true }]);
  expect(status()).toMatchObject({ files: 1, percent: 100, bytes: 300 * GB, secondsLeft: 0 });
});

test("the file is written at most twice a second, and taken away at the end", () => {
  let written = 0;
  const counting: FileSystem = {
    ...nodeFileSystem,
    rename: (from, to) => {
      written += 1;
      nodeFileSystem.rename(from, to);
    },
  };
  const { teller, clock, path } = tellerOf({ bytes: GB }, counting);
  for (let step = 0; step < 100; step += 1) {
    clock.pass(50);
    teller.addBytes(MB);
  }
  expect(written).toBe(10);
  expect(readdirSync(dirname(path))).toEqual(["manifest_s.yml.json"]);
  teller.end();
  expect(readdirSync(dirname(path))).toEqual([]);
});

test("a disk that is slow is written to so much more seldom", () => {
  let written = 0;
  const { teller, clock } = tellerOf(
    { bytes: GB },
    {
      ...nodeFileSystem,
      rename: (from, to) => {
        written += 1;
        clock.pass(200);
        nodeFileSystem.rename(from, to);
      },
    },
  );
  for (let second = 0; second < 20; second += 1) {
    clock.pass(1000);
    teller.addBytes(MB);
  }
  expect(written).toBeLessThanOrEqual(6);
});

test("what can't be written or taken away fails nothing, and the events go on", () => {
  const refuse = (): never => {
    throw Object.assign(new Error("no room"), { code: "ENOSPC" });
  };
  const { teller, clock, events, path } = tellerOf({ bytes: GB }, { ...nodeFileSystem, rename: refuse });
  clock.pass(1000);
  teller.addBytes(MB);
  teller.end();
  expect(existsSync(path)).toBe(false);
  expect(events).toEqual([expect.objectContaining({ event: "progress", bytes: MB / 2 })]);

  const keeping = tellerOf(
    { bytes: GB },
    { ...nodeFileSystem, remove: (file) => (file.endsWith(".json") ? refuse() : undefined) },
  );
  keeping.clock.pass(1000);
  keeping.teller.addBytes(MB);
  keeping.teller.end();
  expect(keeping.read()).toMatchObject({ bytes: MB / 2 });
});

test("of a flag folder that is away none is made", () => {
  const { teller, clock, path } = tellerOf({ bytes: GB });
  nodeFileSystem.remove(dirname(dirname(path)));
  clock.pass(1000);
  teller.addBytes(MB);
  expect(existsSync(dirname(dirname(path)))).toBe(false);
});

test("a rate is that of the last ten seconds, and none before a second is over", () => {
  const rate = new CopyRate(0);
  expect(rate.at(500, 5 * MB)).toBeNull();
  expect(rate.at(1000, 10 * MB)).toBe(10 * MB);
  for (let second = 2; second <= 30; second += 1) rate.at(second * 1000, 10 * MB + (second - 1) * MB);
  expect(rate.at(31_000, 40 * MB)).toBe(MB);
  for (let second = 32; second <= 45; second += 1) rate.at(second * 1000, 40 * MB);
  expect(rate.at(46_000, 40 * MB)).toBe(0);
});

test("old news have no rate, another job's or half a file tell nothing", () => {
  const { teller, clock, path, read } = tellerOf({ bytes: GB });
  for (let second = 0; second < 3; second += 1) {
    clock.pass(1000);
    teller.addBytes(2 * MB);
  }
  const progress = read();
  if (progress === undefined) throw new Error("nothing was written");
  expect(toCopyStatus(progress, clock.now())).toMatchObject({ bytesPerSecond: MB, secondsLeft: 997 });
  clock.pass(11_000);
  expect(toCopyStatus(progress, clock.now())).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  expect(readCopyProgress(nodeFileSystem, path, "another")).toBeUndefined();
  writeFileSync(path, '{"digest":"d1",');
  expect(read()).toBeUndefined();
});

test("a daemon's copy of one large file can be followed while it goes on, and leaves no file behind", async () => {
  const rig = createRig();
  writeFileSync(join(rig.data, "behavior", "video.avi"), Buffer.alloc(8 * MB, 1));
  const clock = createSteppedClock();
  const manifest = rig.hand("s");
  const path = progressPath(rig.flag, manifest);
  const seen: (number | undefined)[] = [];
  const parts = partsFor(rig, { clock });
  const { pool } = parts;
  const slow: typeof pool = {
    ...pool,
    run: (order, options) =>
      pool.run(order, {
        ...options,
        onBytes: (bytes) => {
          clock.pass(600);
          options.onBytes?.(bytes);
          // As `rigline-watchdog status` tells it.
          seen.push(listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.copy?.percent);
        },
      }),
  };
  await runOnce({ ...parts, pool: slow });
  const told = seen.filter((percent) => percent !== undefined);
  expect(told.length).toBeGreaterThan(10);
  expect(told).toEqual(told.toSorted((one, other) => one - other));
  expect(told.some((percent) => percent > 10 && percent < 90)).toBe(true);
  expect(existsSync(path)).toBe(false);
});
