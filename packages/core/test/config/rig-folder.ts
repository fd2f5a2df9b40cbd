import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { loadConfig } from "../../src/config/load-config.js";
import type { LoadConfigOptions } from "../../src/config/load-config-options.js";
import type { ResolvedConfig } from "../../src/config/resolved-config.js";
import { RiglineError } from "@rigline/foundation/errors";

/** A folder of its own with these files, gone after the test. */
export function makeRig(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rigline-config-")));
  // Windows keeps the name of a file that is still being read, so it is waited for without holding up who reads.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const [name, content] of Object.entries(files)) writeIn(folder, name, content);
  return folder;
}

export function writeIn(folder: string, name: string, content: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

export function load(folder: string, options: Partial<LoadConfigOptions> = {}): Promise<ResolvedConfig> {
  return loadConfig({ folder, environment: {}, ...options });
}

/** What it was refused with; fails when it was not refused. */
export async function refusal(action: () => unknown): Promise<RiglineError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof RiglineError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

/** Who set the key, the winner first: `["file rigline.config.yaml:2:1", "default"]`. */
export function sourcesOf({ provenance }: Pick<ResolvedConfig, "provenance">, key: string): string[] {
  return (provenance.get(key) ?? []).map(({ kind, name, line, column }) => {
    const place = line === undefined ? "" : `:${line}:${column}`;
    return kind === "default" ? kind : `${kind} ${path.basename(name)}${place}`;
  });
}
