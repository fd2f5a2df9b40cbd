import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { RiglineError } from "@rigline/foundation/errors";

/** A folder of its own with these files, by path; removed after the test. */
export function writeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-plugins-")));
  // Windows keeps the name of a file that is still being read, so it is waited for without holding up who reads.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A plugin's module in plain JavaScript, that needs nothing to be installed. */
export function moduleOf(name: string, exporting = "export default"): string {
  return `${exporting} { name: "${name}", version: "1.0.0", hooks: {} };\n`;
}

export function packageOf(name: string, others: object = {}): string {
  return JSON.stringify({ name, version: "1.0.0", ...others });
}

export async function failureOf(action: () => unknown): Promise<RiglineError> {
  try {
    await action();
  } catch (error) {
    return error as RiglineError;
  }
  throw new Error("it did not fail");
}
