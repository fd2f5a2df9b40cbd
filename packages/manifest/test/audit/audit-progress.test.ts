import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, onTestFinished, test } from "vitest";
import { readAuditProgress, removeAuditProgress, writeAuditProgress } from "../../src/audit/audit-progress.js";

const copy = { file: "m.yml", digest: "d" };

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a reading is gone on with by the next daemon, and begun anew of another manifest or where it can't be read", () => {
  const folder = makeFolder();
  const begun = readAuditProgress(nodeFileSystem, folder, copy);
  expect(begun).toMatchObject({ digest: "d", files: 0, missing: [] });
  writeAuditProgress(nodeFileSystem, folder, copy.file, { ...begun, files: 3, missing: ["a"] });
  expect(readAuditProgress(nodeFileSystem, folder, copy)).toMatchObject({ files: 3, missing: ["a"] });
  expect(readAuditProgress(nodeFileSystem, folder, { ...copy, digest: "e" }).files).toBe(0);
  writeFileSync(join(folder, ".rigline/audits/m.yml.json"), "{");
  expect(readAuditProgress(nodeFileSystem, folder, copy).files).toBe(0);
  removeAuditProgress(nodeFileSystem, folder, copy.file);
  expect(readAuditProgress(nodeFileSystem, folder, copy).files).toBe(0);
});
