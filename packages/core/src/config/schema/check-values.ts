import { formatPath, didYouMean, listNames } from "@rigline/foundation/errors";
import type { z } from "zod";
import type { ConfigLayer, ValueSource } from "../layers/config-layer.js";
import { type ConfigPath, pathBelow, pathsAround } from "../layers/config-path.js";
import { type ConfigTree, getAt, leavesOf } from "../layers/config-tree.js";
import { type ConfigProblem, describeValue } from "../problems/config-problem.js";
import type { SchemaView } from "./schema-view.js";
import { findUnknownKeys } from "./unknown-keys.js";
import { asWritten, isListOfTexts, type KnownKeys } from "./as-written.js";
import { followsValue } from "./path-text.js";

interface CheckedValues<Output> {
  readonly isValid: boolean;
  /** Undefined unless valid. */
  readonly output: Output | undefined;
  readonly problems: readonly ConfigProblem[];
}

/** Finds the source to name with a problem at a path of the whole config. */
type FindSource = (path: ConfigPath) => ValueSource | undefined;

/** Validates a merged tree. `base` leads to it in the whole config. */
export function checkValues<Output>(
  schema: z.ZodType<Output>,
  view: SchemaView,
  tree: ConfigTree,
  findSource: FindSource,
  base: ConfigPath = [],
): CheckedValues<Output> {
  const unknown = findUnknownKeys(tree, view, base, findSource);
  const parsed = schema.safeParse(tree);
  const problems = parsed.success
    ? unknown
    : [...unknown, ...toProblems(parsed.error.issues, view, tree, base, findSource)];
  return { isValid: parsed.success, output: parsed.success ? parsed.data : undefined, problems };
}

/** The winner at the path; else the place of the nearest key around it; else the fallback. */
export function sourceFinder(
  provenance: ReadonlyMap<string, readonly ValueSource[]>,
  layers: readonly ConfigLayer[],
  fallback?: ValueSource,
): FindSource {
  const placed = (key: string): ValueSource | undefined => {
    const layer = layers.find(({ places }) => places.has(key));
    const place = layer?.places.get(key);
    return layer === undefined || place === undefined ? undefined : { kind: layer.kind, ...place, value: undefined };
  };
  return (path) => {
    for (const key of pathsAround(path)) {
      const source = provenance.get(key)?.[0] ?? placed(key);
      if (source !== undefined) return source;
    }
    return fallback;
  };
}

/** Adds what the schema gave: to keys that nobody set, and below those that somebody did; in the items of lists too. */
export function addDefaults(
  provenance: Map<string, readonly ValueSource[]>,
  view: SchemaView,
  output: unknown,
  base: ConfigPath = [],
): void {
  const given = [...provenance.keys()];
  const isGiven = (path: ConfigPath): boolean => {
    const around = formatPath([...base, ...path]);
    return given.some((key) => pathBelow(key, around) !== undefined);
  };
  const leaves = [...leavesOf(output)];
  const items = leaves.flatMap(([path, value]) =>
    Array.isArray(value) ? [...leavesOf(value, true, path)].filter(([inner]) => inner.length > path.length) : [],
  );
  for (const [path, value] of [...leaves, ...items]) {
    const key = formatPath([...base, ...path]);
    const set = provenance.get(key) ?? [];
    const fallback = defaultFor(path, view, isGiven) ?? (set.length === 0 ? value : undefined);
    if (fallback !== undefined) provenance.set(key, [...set, { kind: "default", name: "default", value: fallback }]);
  }
}

/** A key's own default; or its part of the default of something around it, of which nobody has given anything. */
function defaultFor(path: ConfigPath, view: SchemaView, isGiven: (path: ConfigPath) => boolean): unknown {
  for (let length = 1; length <= path.length; length++) {
    const around = path.slice(0, length);
    const whole = view.defaultAt(around);
    if (whole === undefined || (length < path.length && isGiven(around))) continue;
    const part = getAt(whole, path.slice(length));
    if (part !== undefined) return part;
  }
  return undefined;
}

type Issue = z.core.$ZodIssue;

/** zod's issues with the place, what was found and what was expected. Unknown keys are found elsewhere. */
function toProblems(
  issues: readonly Issue[],
  view: SchemaView,
  value: unknown,
  base: ConfigPath,
  sourceAt: (path: ConfigPath) => ValueSource | undefined,
): ConfigProblem[] {
  return issues
    .flatMap((issue) => nearestBranch(issue, value))
    .filter(({ code }) => code !== "unrecognized_keys")
    .map((issue) => {
      const inner = stepsOf(issue);
      const path = [...base, ...inner];
      const found = getAt(value, inner);
      const source = sourceAt(path);
      const isMissing = found === undefined && issue.code !== "custom";
      return {
        kind: isMissing ? "missing" : "invalid",
        path: formatPath(path),
        text: isMissing
          ? missing(issue, source)
          : wrong(issue, found, formatPath(path), source, () => ({
              all: view.keysAt(inner) ?? [],
              required: view.requiredAt(inner),
            })),
        source,
      };
    });
}

function stepsOf({ path }: Issue): (string | number)[] {
  return path.map((step) => (typeof step === "symbol" ? String(step) : step));
}

/** Of a union's branches the one that went furthest: that is what the writer meant. */
function nearestBranch(issue: Issue, value: unknown): Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const found = getAt(value, stepsOf(issue));
  const branches = issue.errors.map((branch) => branch.flatMap((inner) => nearestBranch(inner, found)));
  if (branches.every((branch) => branch.every(({ code, path }) => code === "invalid_type" && path.length === 0))) {
    const expected = branches.flat().map((inner) => (inner as { expected: string }).expected);
    return [
      { ...issue, code: "invalid_type", expected: [...new Set(expected)].join(" or "), errors: [] } as unknown as Issue,
    ];
  }
  const whole = branches.find((branch) =>
    branch.every(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  // A command where a program belongs is one mistake, not one for each of its words.
  if (whole !== undefined && isListOfTexts(found)) return whole.map((inner) => ({ ...inner, path: issue.path }));
  const depth = (branch: readonly Issue[]): number => Math.max(0, ...branch.map(({ path }) => path.length));
  const [best = []] = branches.sort((one, other) => depth(other) - depth(one) || one.length - other.length);
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function missing(issue: Issue, source: ValueSource | undefined): string {
  const meant = /^must be given: (.*)/su.exec(issue.message)?.[1];
  if (meant !== undefined && source?.value !== null) return `is required and no source sets it: ${meant}`;
  const expected = issue.code === "invalid_type" ? ` (${inWords(issue.expected)})` : "";
  return source?.value === null
    ? `is empty, and a value is required${expected}`
    : `is required${expected} and no source sets it`;
}

/** Said by a schema of what stands elsewhere, and is named in the config alone. */
const SECRET_WRITTEN = /^must not be written here/u;

function wrong(
  issue: Issue,
  found: unknown,
  path: string,
  source: ValueSource | undefined,
  keys: () => KnownKeys,
): string {
  if (SECRET_WRITTEN.test(issue.message)) return issue.message;
  const shown = describeValue(found, path, source);
  if (issue.code === "custom" && followsValue(issue.params)) return `${shown} ${issue.message}`;
  if (issue.code === "invalid_type")
    return `expected ${inWords(issue.expected)}, found ${shown}${asWritten(issue.expected, { found, path, source, keys })}`;
  if (issue.code === "too_small" && found === "") return "is empty, and text is required";
  if (issue.code === "invalid_value" && issue.values.length > 0) {
    const values = issue.values.map(String);
    const nearest = typeof found === "string" ? didYouMean(found, values) : "";
    return `expected ${values.length === 1 ? values[0] : `one of ${listNames(values)}`}, found ${shown}.${nearest}`.replace(
      /\.$/u,
      "",
    );
  }
  const said = issue.message.replace(/^(?:Invalid input: |Too (?:small|big): )/u, "");
  return said.startsWith(shown) ? said : `${said}, found ${shown}`;
}

/** zod's names of types as those who write a config say them. */
function inWords(expected: string): string {
  return expected.replaceAll(/\b(?:array|object|record)\b/gu, (name) =>
    name === "array" ? "list" : "keys and values",
  );
}
