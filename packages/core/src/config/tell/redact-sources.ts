import type { ConfigLayer } from "../layers/config-layer.js";
import { parsePath } from "../layers/config-path.js";
import { leavesOf, mapLeaves } from "../layers/config-tree.js";
import { HIDDEN, hideSecrets, isSecretKey } from "../problems/hide-secrets.js";
import type { ValueSource } from "../value-source.js";

/** Shorter ones would hide every `a` of the output. */
const SHORTEST_SECRET = 4;

export type Redact = (path: string, source: ValueSource) => unknown;

/**
 * Shows values without secrets: what a secret file holds, also where another source repeats it; values of keys whose
 * name speaks of a secret; credentials in URLs.
 */
export function createRedactor(layers: readonly ConfigLayer[]): Redact {
  const held = layers
    .filter(({ kind }) => kind === "secret")
    .flatMap(({ tree }) => [...leavesOf(tree, true)].map(([, value]) => String(value)))
    .filter((text) => text.length >= SHORTEST_SECRET);
  const withoutHeld = (leaf: unknown): unknown =>
    typeof leaf === "string" ? held.reduce((text, secret) => text.replaceAll(secret, HIDDEN), leaf) : leaf;
  return (path, { kind, value }) => {
    const names = (parsePath(path) ?? [path]).filter((step) => typeof step === "string");
    if (kind === "secret" || names.some(isSecretKey)) return value === null ? null : HIDDEN;
    return mapLeaves(hideSecrets(value), withoutHeld);
  };
}
