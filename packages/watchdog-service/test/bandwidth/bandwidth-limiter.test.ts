import { createFakeClock, type FakeClock } from "@rigline/foundation/testing";
import { describe, expect, test } from "vitest";
import { BandwidthLimiter } from "../../src/bandwidth/bandwidth-limiter.js";
import { limitNow, toLimitedHours } from "../../src/bandwidth/limited-hours.js";

const MB = 1_000_000;
const DAY = toLimitedHours([{ from: "08:00", to: "18:00", mb_per_s: 20 }]);

/** Workers that send as fast as they are let, until they have sent all; how much that is by now. */
function send(limiter: BandwidthLimiter, workers: number, bytes: number): { readonly sent: readonly number[] } {
  const sent = Array.from({ length: workers }, () => 0);
  const work = async (index: number): Promise<void> => {
    for (let more = 1; (sent[index] ?? 0) < bytes;) {
      const now = Math.min(more, bytes - (sent[index] ?? 0));
      sent[index] = (sent[index] ?? 0) + now;
      more = await limiter.spend(now, () => {});
    }
  };
  for (const index of sent.keys()) void work(index);
  return { sent };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The clock on the wall of the fake clock's zone, Los Angeles. */
const at = (time: string, day = "2026-07-14", offset = "-07:00"): FakeClock =>
  createFakeClock({ now: `${day}T${time}${offset}` });

describe("a limit", () => {
  test.each([1, 2, 5])("holds for the daemon as a whole: %i workers, 20 MB in a second", async (workers) => {
    const clock = at("09:00:00");
    const { sent } = send(new BandwidthLimiter(DAY, clock), workers, 1000 * MB);
    const figures: number[] = [];
    let before = sum(sent);
    for (let second = 0; second < 10; second += 1) {
      await clock.advance(1000);
      figures.push((sum(sent) - before) / MB);
      before = sum(sent);
    }
    expect(sum(figures) / 10).toBeGreaterThan(19);
    expect(sum(figures) / 10).toBeLessThan(21 + workers * 0.2);
    expect(Math.max(...sent) - Math.min(...sent)).toBeLessThan(5 * MB);
  });

  test("by the owner of a destination is the lower of both, begins at once, and ends", async () => {
    const clock = at("19:00:00");
    const limiter = new BandwidthLimiter(DAY, clock);
    const { sent } = send(limiter, 2, 1e9 * MB);
    const inASecond = async (): Promise<number> => {
      const before = sum(sent);
      await clock.advance(1000);
      return (sum(sent) - before) / MB;
    };
    limiter.throttle(5 * MB);
    // Each has been let send some without a limit.
    await inASecond();
    for (let second = 0; second < 6; second += 1) await inASecond();
    const slow = [await inASecond(), await inASecond()];
    for (const figure of slow) expect(figure).toBeLessThan(7);
    expect(sum(slow)).toBeGreaterThan(8);
    limiter.throttle(10 * MB);
    await inASecond();
    expect(await inASecond()).toBeGreaterThan(9);
  });

  test("what is idle for an hour saves nothing up but for a moment", async () => {
    const clock = at("09:00:00");
    const limiter = new BandwidthLimiter(DAY, clock);
    await clock.advance(3_600_000);
    const { sent } = send(limiter, 1, 1000 * MB);
    await clock.advance(1000);
    expect(sum(sent) / MB).toBeLessThan(28);
  });

  test("who waits for a small limit gives signs of life", async () => {
    const clock = at("09:00:00");
    const limiter = new BandwidthLimiter(toLimitedHours([{ from: "08:00", to: "18:00", mb_per_s: 0.1 }]), clock);
    let signs = 0;
    let gone = false;
    void limiter.spend(2 * MB, () => (signs += 1)).then(() => (gone = true));
    await clock.advance(19_000);
    expect([gone, signs]).toEqual([false, 76]);
    await clock.advance(1500);
    expect(gone).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("begins and ends by the clock during a copy", async () => {
    const clock = at("17:59:50");
    const { sent } = send(new BandwidthLimiter(DAY, clock), 2, 2000 * MB);
    await clock.advance(5000);
    expect(sum(sent) / MB).toBeLessThan(120);
    await clock.advance(6000);
    expect(sent).toEqual([2000 * MB, 2000 * MB]);

    const early = at("07:59:59");
    const limiter = new BandwidthLimiter(DAY, early);
    expect(await limiter.spend(500 * MB, () => {})).toBe(16 * 1024 * 1024);
    await early.advance(1000);
    const later = send(limiter, 1, 500 * MB);
    await early.advance(1000);
    expect(sum(later.sent) / MB).toBeLessThan(28);
  });

  test("a person who sets the clock changes it too", async () => {
    const clock = at("09:00:00");
    const { sent } = send(new BandwidthLimiter(DAY, clock), 1, 500 * MB);
    await clock.advance(1000);
    clock.setWallTime(new Date("2026-07-14T20:00:00-07:00"));
    await clock.advance(300);
    expect(sum(sent)).toBe(500 * MB);
  });
});

test("who has no limit is not asked for the zone, whose tables would stay in memory", () => {
  const zone = (): string => {
    throw new Error("asked");
  };
  expect(limitNow([], { now: () => new Date(), zone })).toBeUndefined();
});

describe("the hours", () => {
  const zone = "America/Los_Angeles";
  const limit = (entry: { from: string; to: string }, moment: string): number | undefined =>
    limitNow(toLimitedHours([{ ...entry, mb_per_s: 1 }]), { now: () => new Date(moment), zone: () => zone });

  test.each([
    ["07:59:59", undefined],
    ["08:00:00", MB],
    ["17:59:59", MB],
    ["18:00:00", undefined],
  ])("from 08:00 to 18:00, at %s: %s", (time, expected) => {
    expect(limit({ from: "08:00", to: "18:00" }, `2026-07-14T${time}-07:00`)).toBe(expected);
  });

  test.each([
    ["21:59:59", undefined],
    ["22:00:00", MB],
    ["00:00:00", MB],
    ["05:59:59", MB],
    ["06:00:00", undefined],
  ])("over midnight, from 22:00 to 06:00, at %s: %s", (time, expected) => {
    expect(limit({ from: "22:00", to: "06:00" }, `2026-07-14T${time}-07:00`)).toBe(expected);
  });

  test("the same time twice is the whole day", () => {
    for (const time of ["00:00:00", "11:59:59", "12:00:00", "23:59:59"])
      expect(limit({ from: "12:00", to: "12:00" }, `2026-07-14T${time}-07:00`)).toBe(MB);
  });

  test("an hour that daylight saving brings twice is limited twice, one that it skips never", () => {
    const night = { from: "01:30", to: "03:00" };
    const times = (moments: readonly string[]): readonly boolean[] =>
      moments.map((moment) => limit(night, moment) !== undefined);
    expect(times(["2026-11-01T01:45:00-07:00", "2026-11-01T01:15:00-08:00", "2026-11-01T01:45:00-08:00"])).toEqual([
      true,
      false,
      true,
    ]);
    expect(times(["2026-03-08T01:59:59-08:00", "2026-03-08T03:00:00-07:00"])).toEqual([true, false]);
  });
});
