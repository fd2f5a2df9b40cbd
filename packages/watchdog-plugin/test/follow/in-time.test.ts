import { join } from "node:path";
import { createFakeClock } from "@rigline/core/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { findUnreachable, within } from "../../src/follow/in-time.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("what comes in time is given, and the clock is let go", async () => {
  const clock = createFakeClock();
  expect(await within(() => Promise.resolve(5), clock, 1000)).toBe(5);
  expect(clock.pending).toBe(0);
});

test("what fails or never comes gives nothing", async () => {
  const clock = createFakeClock();
  expect(await within(() => Promise.reject(new Error("no")), clock, 1000)).toBeUndefined();
  const never = within(() => new Promise(() => undefined), clock, 1000);
  await clock.advance(1000);
  expect(await never).toBeUndefined();
});

test("a path that is there and one that is not both answer", async () => {
  const folder = temporaryFolder();
  expect(
    await findUnreachable(nodeFileSystem, [folder, join(folder, "absent")], createFakeClock(), 1000),
  ).toBeUndefined();
});
