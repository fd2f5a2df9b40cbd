import { didYouMean, listNames } from "../../errors/nearest-name.js";
import { configError } from "../config-errors.js";
import { pathBelow } from "../layers/config-path.js";
import type { KnownKey } from "../schema/list-keys.js";
import { variableFor } from "../sources/environment-layer.js";
import type { Provenance, ValueSource } from "../value-source.js";
import type { Redact } from "./redact-sources.js";

/** Where the value of one key comes from. Values are redacted. */
export interface KeyExplanation {
  readonly key: string;
  readonly description?: string;
  /** The winner first; empty when no source sets the key and it has no default. */
  readonly sources: readonly ValueSource[];
  /** The variable that could set it; absent for what lies in a list. */
  readonly variable?: string;
}

/** Explains a key, or every key below it. Throws CONFIG_UNKNOWN_KEY with the nearest key there is. */
export function explainKey(
  key: string,
  provenance: Provenance,
  known: readonly KnownKey[],
  redact: Redact,
): KeyExplanation[] {
  const leaves = known.filter(({ path }) => !known.some((other) => other.path.startsWith(`${path}.`)));
  const paths = new Set(
    [...leaves.map(({ path }) => path), ...provenance.keys()].filter((path) => pathBelow(path, key) !== undefined),
  );
  // The items of a list are told with the list, unless one of them is asked for.
  const told = [...paths].filter((path) => path === key || !path.slice(key.length).includes("["));
  if (told.length === 0) throw unknown(key, [...new Set([...known.map(({ path }) => path), ...provenance.keys()])]);
  return told.map((path) => explain(path, provenance, known, redact));
}

function explain(path: string, provenance: Provenance, known: readonly KnownKey[], redact: Redact): KeyExplanation {
  const description = known.find((entry) => entry.path === path)?.description;
  return {
    key: path,
    ...(description === undefined ? {} : { description }),
    sources: (provenance.get(path) ?? []).map((source) => ({ ...source, value: redact(path, source) })),
    ...(/[["]/u.test(path) ? {} : { variable: variableFor(path.split(".")) }),
  };
}

function unknown(key: string, names: readonly string[]): Error {
  const tops = new Set(names.map((name) => name.replace(/[.[].*$/u, "")));
  return configError("CONFIG_UNKNOWN_KEY", {
    what: `there is no key "${key}".${didYouMean(key, names)}`,
    where: { path: key },
    why: `the keys at the top are: ${listNames(tops)}`,
    todo: "`rigline config` prints the configuration with all its keys.",
  });
}
