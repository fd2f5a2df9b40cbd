import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityOf, nodeDisk, type Disk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { hashFile, readAtOnce } from "../../src/copy/read-file.js";

test.each([
  ["at once", (disk: Disk, path: string) => readAtOnce(disk, { path, side: "source" }, () => {})],
  ["in pieces", (disk: Disk, path: string) => hashFile(disk, "sha256", { path, side: "source" }, () => {})],
])("what is done to a file while it is read %s does not count as what was read", (_how, read) => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-read-"));
  try {
    const path = join(folder, "a.bin");
    writeFileSync(path, "what was read");
    const before = identityOf(nodeDisk.inspect(path));
    const disk: Disk = {
      ...nodeDisk,
      read: (descriptor, into) => {
        const bytes = nodeDisk.read(descriptor, into);
        writeFileSync(path, "somebody else");
        return bytes;
      },
    };
    const { identity } = read(disk, path);
    expect(identity).toBe(before);
    expect(identityOf(nodeDisk.inspect(path))).not.toBe(before);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
