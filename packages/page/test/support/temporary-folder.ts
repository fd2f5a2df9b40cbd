import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder; whoever makes it removes it. */
export function makeTemporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-page-")));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
