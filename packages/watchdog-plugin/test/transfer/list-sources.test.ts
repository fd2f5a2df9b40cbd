import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { listSources } from "../../src/transfer/list-sources.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { writeTree } from "../support/write-tree.js";

const never = new AbortController().signal;

test("files are listed where they go: a folder's content under its modality, a file by its name, schemas beside", async () => {
  const folder = temporaryFolder();
  writeTree(folder, { "raw/a": "1", "raw/deep/er/b": "22", "raw/empty/": "", "one.bin": "333", "session.json": "{}" });
  if (process.platform !== "win32") symlinkSync(join(folder, "one.bin"), join(folder, "raw", "linked"));
  const manifest = {
    modalities: { behavior: [join(folder, "raw"), join(folder, "one.bin")], fib: [join(folder, "gone")] },
    schemas: [join(folder, "session.json")],
  };
  const found = await listSources(nodeFileSystem, manifest, never);
  const linked = process.platform === "win32" ? [] : [{ path: "behavior/linked", bytes: 3 }];
  expect([...found].sort((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
    { path: "behavior/a", bytes: 1 },
    { path: "behavior/deep/er/b", bytes: 2 },
    ...linked,
    { path: "behavior/one.bin", bytes: 3 },
    { path: "session.json", bytes: 2 },
  ]);
});

test("it is given up when nobody waits any more", async () => {
  await expect(
    listSources(nodeFileSystem, { modalities: { fib: ["/x"] }, schemas: [] }, AbortSignal.abort()),
  ).rejects.toThrow("aborted");
});
