import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the real Python programs wrote and answered. */
export const GOLDEN = fileURLToPath(new URL("golden/", import.meta.url));

export function golden(...path: string[]): string {
  return readFileSync(join(GOLDEN, ...path), "utf8");
}

export function goldenJson<Value>(...path: string[]): Value {
  return JSON.parse(golden(...path)) as Value;
}

/** Manifests of a program's folder, `<program>/<file>`. */
export function goldenManifests(program: string): string[] {
  return readdirSync(join(GOLDEN, program))
    .filter((name) => name.startsWith("manifest_") && /\.ya?ml$/.test(name))
    .map((name) => `${program}/${name}`);
}

export interface Answer {
  readonly accepted: boolean;
  readonly message?: string;
  readonly acquisition_datetime?: string;
  readonly destination?: string;
  readonly ignored_keys?: readonly string[];
  readonly name?: string;
  readonly post?: string;
  readonly schedule_time?: string | null;
  readonly subject_id?: number | string;
}

/** What each version of aind-watchdog-service answers to each case. */
export const ACCEPTANCE = goldenJson<{ cases: Record<string, Record<string, Answer>> }>(
  "manifest-acceptance/acceptance.json",
).cases;
