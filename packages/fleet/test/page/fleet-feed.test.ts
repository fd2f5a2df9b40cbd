import { createFakeClock } from "@rigline/foundation/testing";
import { expect, test } from "vitest";
import { FleetFeed } from "../../src/page/fleet-feed.js";
import type { Queries } from "../../src/store/database.js";

test("a database that takes its time is looked at seldom, which is no silence; one that does not answer is", async () => {
  const clock = createFakeClock();
  let takes = 3000;
  const query: Queries["query"] = async () => {
    await clock.sleep(takes);
    return [];
  };
  const database = { query, driver: { executeSql: () => Promise.resolve({ rows: [] }) } };
  const feed = new FleetFeed({ clock, database, lateAfterHours: 24, onFailure: () => {} });
  const stop = feed.listen(() => {});
  let oldest = 0;
  for (let second = 0; second < 60; second += 1) {
    await clock.advance(1000);
    if (second > 10) oldest = Math.max(oldest, feed.age);
    if (second > 10) expect(feed.overdue).toBe(0);
  }
  expect(oldest).toBeGreaterThan(5000);
  expect(oldest).toBeLessThan(20_000);
  takes = 120_000;
  await clock.advance(60_000);
  expect(feed.overdue).toBeGreaterThan(20_000);
  stop();
});
