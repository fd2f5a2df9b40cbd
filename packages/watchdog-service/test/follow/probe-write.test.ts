import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { probeWrite } from "../../src/follow/probe-write.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("a probe tells how long a small write takes, and leaves nothing behind", async () => {
  const folder = temporaryFolder();
  await expect(probeWrite(folder)).rejects.toMatchObject({ code: "ENOENT" });
  mkdirSync(join(folder, ".rigline"));
  expect(await probeWrite(folder)).toBeGreaterThan(0);
  expect(readdirSync(join(folder, ".rigline"))).toEqual([]);
});
