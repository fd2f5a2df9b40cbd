import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../../src/paths/index.js";

test.each([
  ["/data", "behavior/video.avi"],
  ["/", "data"],
  ["/data/", "video.avi"],
  ["/data", ""],
  ["relative", "..."],
])("%j and %j are put together as node:path does it", (folder, path) => {
  expect(inFolder(folder, path)).toBe(join(folder, path));
});
