import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of the running test's own, with a space in its path as on rigs; removed when the test is over. */
export function temporaryFolder(): string {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), "rigline rig ")));
  // Windows keeps the folder for as long as a program that was started in it takes to end; `rmSync` would not wait for that.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 12 }));
  return folder;
}
