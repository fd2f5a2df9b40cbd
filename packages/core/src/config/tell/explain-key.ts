import { didYouMean, listNames } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import { parsePath, pathBelow, pathsAround } from "../layers/config-path.js";
import { getAt } from "../layers/config-tree.js";
import { describePlaceholders } from "../placeholders.js";
import type { KnownKey } from "../schema/list-keys.js";
import { variableFor } from "../sources/environment-layer.js";
import type { Provenance } from "../resolved-config.js";
import type { ValueSource } from "../layers/config-layer.js";
import type { Redact } from "./known-secrets.js";

/** Where the value of one key comes from. Values are redacted. */
export interface KeyExplanation {
  readonly key: string;
  readonly description?: string;
  /** The names that are filled in there, as `{subject}`, each with its meaning; absent where none are. */
  readonly placeholders?: readonly { readonly name: string; readonly meaning: string }[];
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
  const all = [...new Set([...known.map(({ path }) => path), ...provenance.keys()])];
  const isAbove = (path: string): boolean => all.some((other) => (pathBelow(other, path) ?? "") !== "");
  // A key that no source sets and that holds others speaks through them.
  const below = all.filter((path) => pathBelow(path, key) !== undefined && (provenance.has(path) || !isAbove(path)));
  // The items of a list are told with the list, unless one of them is asked for.
  const isList = Array.isArray(provenance.get(key)?.[0]?.value);
  const told = below.filter((path) => path === key || (!isList && !/\[\d*\]/u.test(path.slice(key.length))));
  if (told.length > 0) return told.map((path) => explain(path, provenance, known, redact));
  const sources = sourcesInList(key, provenance);
  if (sources === undefined) throw unknown(key, all);
  return [explain(key, new Map([[key, sources]]), known, redact)];
}

/** Of a key in a list's item, what the sources of the list say of it: a list is taken whole. Undefined: none has the key. */
function sourcesInList(key: string, provenance: Provenance): readonly ValueSource[] | undefined {
  const path = parsePath(key) ?? [];
  for (const [index, around] of [...pathsAround(path)].entries()) {
    const sources = provenance.get(around);
    if (sources === undefined) continue;
    const inner = path.slice(path.length - index);
    const found = sources.map((source) => ({ ...source, value: getAt(source.value, inner) }));
    return found.some(({ value }) => value !== undefined) ? found : undefined;
  }
  return undefined;
}

function explain(path: string, provenance: Provenance, known: readonly KnownKey[], redact: Redact): KeyExplanation {
  const { description, templates } = known.find((entry) => entry.path === path.replaceAll(/\[\d+\]/gu, "[]")) ?? {};
  return {
    key: path,
    ...(description === undefined ? {} : { description }),
    ...(templates === undefined ? {} : { placeholders: describePlaceholders(templates) }),
    sources: (provenance.get(path) ?? []).map((source) => ({ ...source, value: redact(path, source) })),
    ...(/[["]/u.test(path) ? {} : { variable: variableFor(path.split(".")) }),
  };
}

function unknown(key: string, names: readonly string[]): Error {
  const around = key.slice(0, Math.max(0, key.lastIndexOf(".")));
  const beside = around === "" ? [] : firstSteps(names.map((name) => pathBelow(name, around) ?? ""));
  const tops = firstSteps(names);
  return configError("CONFIG_UNKNOWN_KEY", {
    what: whatIsWrong(key, [...names, ...tops]),
    ...(key === "" ? {} : { where: { path: key } }),
    why:
      beside.length > 0
        ? `the keys in ${around} are: ${listNames(beside)}`
        : `the keys at the top are: ${listNames(tops)}`,
    todo: "`rigline config` prints the configuration with all its keys.",
  });
}

function whatIsWrong(key: string, names: readonly string[]): string {
  if (key === "") return "no key was named";
  const meant = names.find((name) => variableFor(name.split(".")) === key.toUpperCase());
  if (meant !== undefined) return `${key} is the variable of the key "${meant}"`;
  return `there is no key "${key}".${didYouMean(key, names)}`;
}

function firstSteps(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.replace(/[.[].*$/u, "")))].filter((step) => step !== "");
}
