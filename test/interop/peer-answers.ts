import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@rigline/manifest";

/** The versions of aind-watchdog-service whose answers are kept, oldest first. */
export const SERVICE_VERSIONS = ["0.1.1", "0.1.4", "0.1.5", "0.1.6", "0.1.7", "0.1.8", "0.1.9"] as const;

/** What is put in a place of the one that it is a change of; without a value, what is left out there. */
type Change = readonly [path: readonly (string | number)[], value?: unknown];

/** One manifest, and what the service's versions and its 0.1.9 make of it. */
export interface ManifestAnswer {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The versions that take it. */
  readonly takenBy: readonly string[];
  /** The values of its model; undefined where it takes none, or can't write them as JSON. */
  readonly model: Readonly<Record<string, unknown>> | undefined;
  /** The request that it makes, null when it can make none; undefined when it has to make none. */
  readonly body: JsonObject | null | undefined;
}

export function manifestAnswers(): ManifestAnswer[] {
  const file = read<{
    readonly model: Readonly<Record<string, unknown>>;
    readonly body: JsonObject;
    readonly cases: Readonly<
      Record<
        string,
        {
          readonly text?: string;
          readonly base64?: string;
          readonly takes: string;
          readonly model?: Readonly<Record<string, unknown>>;
          readonly body?: readonly Change[] | null;
        }
      >
    >;
  }>("manifests.json");
  return Object.entries(file.cases).map(([name, { text, base64, takes, model, body }]) => ({
    name,
    bytes: text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text),
    takenBy: SERVICE_VERSIONS.filter((_, index) => takes[index] === "1"),
    model: model === undefined ? undefined : { ...file.model, ...model },
    body: body === undefined || body === null ? body : (change(file.body, body) as JsonObject),
  }));
}

/** One request, and whether aind-data-transfer-service 2.2.2 takes it. */
export interface RequestAnswer {
  readonly name: string;
  readonly request: unknown;
  readonly taken: boolean;
}

export function requestAnswers(): RequestAnswer[] {
  const file = read<{
    readonly request: JsonObject;
    readonly cases: Readonly<Record<string, { readonly changes: readonly Change[]; readonly taken: boolean }>>;
  }>("requests.json");
  return Object.entries(file.cases).map(([name, { changes, taken }]) => ({
    name,
    request: change(file.request, changes),
    taken,
  }));
}

/** An agreed difference: `match` is a regular expression on `group|case`, `reason` stands on the page that `documented` names. */
export interface KnownDifference {
  readonly match: string;
  readonly documented: string;
  readonly reason: string;
}

export function knownDifferences(): readonly KnownDifference[] {
  const file = fileURLToPath(new URL("known-differences.json", import.meta.url));
  return JSON.parse(readFileSync(file, "utf8")) as KnownDifference[];
}

function read<Value>(file: string): Value {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`golden/${file}`, import.meta.url)), "utf8")) as Value;
}

function change(base: unknown, changes: readonly Change[]): unknown {
  let root = structuredClone(base);
  for (const [path, ...value] of changes) {
    const last = path.at(-1);
    if (last === undefined) {
      root = structuredClone(value[0]);
      continue;
    }
    let inner = root as Record<string | number, unknown>;
    for (const part of path.slice(0, -1)) inner = inner[part] as Record<string | number, unknown>;
    if (value.length > 0) inner[last] = structuredClone(value[0]);
    else delete inner[last];
  }
  return root;
}
