import { join } from "node:path";
import { expect, test } from "vitest";
import { watchFolder } from "../../src/watch/watch-folder.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("a folder that can't be watched is no failure: the rescan finds what comes", () => {
  const hints = watchFolder(join(temporaryFolder(), "away"), () => {});
  expect(() => {
    hints.start();
    hints.start();
    hints.stop();
  }).not.toThrow();
});
