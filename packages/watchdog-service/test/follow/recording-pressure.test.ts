import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { BandwidthLimiter } from "../../src/bandwidth/bandwidth-limiter.js";
import { RecordingPressure } from "../../src/follow/recording-pressure.js";

const MB = 1024 * 1024;

/** Beside a copy that never waits for anything but the pressure. */
function createCopying({ follows = true }: { follows?: boolean } = {}) {
  const recordings = ["/rig/session"];
  const told: string[] = [];
  let probes = 0;
  const clock = createFakeClock();
  const disk = { usual: 1, beside: 1, isCopying: false, isMute: false };
  const pressure = new RecordingPressure({
    clock,
    probe: () => {
      probes += 1;
      return disk.isMute
        ? Promise.reject(new Error("EIO"))
        : Promise.resolve(disk.isCopying && clock.monotonic() - copied.at < 1000 ? disk.beside : disk.usual);
    },
    recordings: () => recordings,
    bandwidth: undefined,
    follows,
    onFirstRest: (message) => void told.push(message),
  });
  const abort = new AbortController();
  const watch = pressure.during(
    () => new Promise<void>((resolve) => abort.signal.addEventListener("abort", () => resolve())),
  );
  const copied = { times: 0, at: -Infinity };
  const copy = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      await pressure.spend(MB, () => {});
      copied.times += 1;
      copied.at = clock.monotonic();
      await clock.sleep(100, abort.signal).catch(() => undefined);
    }
  };
  let copying: Promise<void> = Promise.resolve();
  return {
    clock,
    disk,
    pressure,
    copied,
    recordings,
    told,
    probes: () => probes,
    startCopying: () => {
      disk.isCopying = true;
      copying = copy();
    },
    end: async () => {
      abort.abort();
      await clock.advance(120_000);
      await Promise.all([watch, copying]);
    },
  };
}

test("a copy that slows the recording's disk down rests, for longer each time, and goes on", async () => {
  const { clock, disk, pressure, copied, told, startCopying, end } = createCopying();
  await clock.advance(10_000);
  startCopying();
  await clock.advance(10_000);
  expect(pressure.resting).toBeUndefined();
  expect(copied.times).toBeGreaterThanOrEqual(100);

  disk.beside = 20;
  await clock.advance(3000);
  expect(pressure.resting).toBe("a small write beside the recording took 20.0 ms, and usually takes 1.0 ms");
  const before = copied.times;
  await clock.advance(60_000);
  // Three seconds of copying between rests of 2, 4, 8, 16 and 32 s.
  expect(copied.times - before).toBeGreaterThan(60);
  expect(copied.times - before).toBeLessThan(200);

  disk.beside = 1;
  await clock.advance(130_000);
  expect(pressure.resting).toBeUndefined();
  expect(told).toEqual([
    "copies rest now and then for the session that runs: a small write beside the recording took 20.0 ms, and usually takes 1.0 ms",
  ]);
  await end();
});

test("a copy that a session finds under way waits until it is known what is usual on its disk", async () => {
  const { clock, disk, pressure, copied, recordings, probes, startCopying, end } = createCopying({ follows: false });
  recordings.length = 0;
  disk.beside = 20;
  startCopying();
  await clock.advance(20_000);
  expect([probes(), pressure.resting]).toEqual([0, undefined]);

  recordings.push("/rig/session");
  const before = copied.times;
  await clock.advance(1700);
  expect(copied.times - before).toBeLessThan(4);
  await clock.advance(5000);
  expect(pressure.resting).toBe("a small write beside the recording took 20.0 ms, and usually takes 1.0 ms");
  recordings.length = 0;
  const resting = copied.times;
  await clock.advance(2000);
  expect(copied.times - resting).toBeGreaterThan(15);
  await end();
});

test("a recording's disk that nobody can ask holds a copy up for a moment, and one that nothing is copied beside is not asked", async () => {
  const mute = createCopying({ follows: false });
  mute.disk.isMute = true;
  await mute.clock.advance(60_000);
  expect(mute.probes()).toBe(0);
  mute.startCopying();
  await mute.clock.advance(5000);
  expect(mute.copied.times).toBe(0);
  await mute.clock.advance(5000);
  expect(mute.copied.times).toBeGreaterThan(40);
  await mute.end();
});

test("a disk that is slow by itself, or a little slower beside a copy, holds nothing up", async () => {
  const { clock, disk, pressure, startCopying, end } = createCopying();
  disk.usual = 40;
  await clock.advance(10_000);
  startCopying();
  disk.beside = 60;
  await clock.advance(30_000);
  expect(pressure.resting).toBeUndefined();
  disk.isMute = true;
  await clock.advance(30_000);
  expect(pressure.resting).toBeUndefined();
  await end();
});

test("where no session runs nothing rests, and the bandwidth's limit holds all the while", async () => {
  const clock = createFakeClock({ now: "2026-07-14T16:05:00Z", zone: "UTC" });
  const day = { from: 0, to: 0, bytesPerSecond: MB };
  const pressure = new RecordingPressure({
    clock,
    probe: undefined,
    recordings: () => [],
    bandwidth: new BandwidthLimiter([day], clock),
    follows: true,
    onFirstRest: () => {},
  });
  let done = 0;
  const sending = (async () => {
    for (; done < 10; done += 1) await pressure.spend(MB, () => {});
  })();
  await clock.advance(5000);
  expect(done).toBeLessThanOrEqual(6);
  await clock.advance(10_000);
  await sending;
  expect(done).toBe(10);
});
