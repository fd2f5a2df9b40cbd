import { writeFileSync } from "node:fs";
import { nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { readManifest } from "../../src/intake/read-manifest.js";
import { createRig, manifestText, partsFor } from "../support/rig.js";

test("the same bytes under the same name are the job that was read of them before, and others are another", () => {
  const rig = createRig();
  const path = rig.hand("session");
  const parts = partsFor(rig);
  const read = (known?: ReturnType<typeof readManifest>): ReturnType<typeof readManifest> =>
    readManifest(parts, { path, entry: nodeDisk.inspect(path) }, known);
  const first = read();
  expect(read(first)).toBe(first);
  writeFileSync(path, manifestText(rig, { name: "another" }));
  expect(read(first).request.name).toBe("another");
});
