import { formatPath } from "@rigline/foundation/errors";
import { type ConfigTree, isTree, mapLeaves } from "../layers/config-tree.js";
import type { ResolvedConfig } from "../resolved-config.js";
import type { ValueSource } from "../layers/config-layer.js";
import type { Redact } from "./known-secrets.js";

/** The whole configuration as one tree that can be printed: redacted, functions and other objects named by what they are. */
export function showConfig(
  { values, sections, provenance }: Pick<ResolvedConfig, "values" | "sections" | "provenance">,
  options: Readonly<Record<string, unknown>>,
  redact: Redact,
): ConfigTree {
  const show = (path: readonly string[], value: unknown): unknown => {
    if (isTree(value) && Object.keys(value).length > 0)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, show([...path, key], inner)]));
    const key = formatPath(path);
    const winner: ValueSource | undefined = provenance.get(key)?.[0];
    return mapLeaves(redact(key, { kind: winner?.kind ?? "default", name: winner?.name ?? "default", value }), toPlain);
  };
  return show([], { ...values, ...sections, ...options }) as ConfigTree;
}

function toPlain(value: unknown): unknown {
  if (typeof value === "function") return `[function ${value.name}]`;
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "object" && value !== null && !(value instanceof Date)) return `[${value.constructor.name}]`;
  return value;
}
