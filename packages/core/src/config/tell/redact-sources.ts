import type { ConfigLayer } from "../layers/config-layer.js";
import { parsePath } from "../layers/config-path.js";
import { leavesOf, mapLeaves } from "../layers/config-tree.js";
import { HIDDEN, hideSecrets, isSecretKey } from "../problems/hide-secrets.js";
import type { ValueSource } from "../value-source.js";

/** Shorter ones would hide every `a` of the output. */
const SHORTEST_SECRET = 4;
/** A key's name alone is no proof: `sort_key: date` must not hide every date. */
const SHORTEST_SUSPECT = 8;

export type Redact = (path: string, source: ValueSource) => unknown;

/**
 * Shows values without secrets: what a secret file holds, and values of keys whose name speaks of a secret, both also where
 * another text repeats them; credentials in URLs.
 */
export function createRedactor(layers: readonly ConfigLayer[]): Redact {
  const held = layers.flatMap(heldSecrets).toSorted((one, other) => other.length - one.length);
  const withoutHeld = (leaf: unknown): unknown =>
    typeof leaf === "string" ? held.reduce((text, secret) => text.replaceAll(secret, HIDDEN), leaf) : leaf;
  return (path, { kind, value }) => {
    const names = (parsePath(path) ?? [path]).filter((step) => typeof step === "string");
    if (kind === "secret" || names.some(isSecretKey)) return value === null ? null : HIDDEN;
    return mapLeaves(hideSecrets(value), withoutHeld);
  };
}

function heldSecrets({ kind, tree }: ConfigLayer): string[] {
  return [...leavesOf(tree, true)].flatMap(([path, value]) => {
    const isSuspect = typeof value === "string" && path.some((step) => typeof step === "string" && isSecretKey(step));
    const shortest = kind === "secret" ? SHORTEST_SECRET : isSuspect ? SHORTEST_SUSPECT : Infinity;
    const text = String(value);
    return text.length >= shortest ? [text] : [];
  });
}
