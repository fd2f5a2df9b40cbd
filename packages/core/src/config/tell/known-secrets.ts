import { createRedactor as createGate, HIDDEN, isSecretKey, type Redactor } from "@rigline/foundation/redaction";
import { leavesOf } from "../layers/config-tree.js";
import type { ResolvedConfig } from "../resolved-config.js";
import type { ValueSource, ConfigLayer } from "../layers/config-layer.js";
import { parsePath } from "../layers/config-path.js";

/** A key's name alone is no proof: `sort_key: date` must not hide every date. */
const SHORTEST_SUSPECT = 8;

/**
 * Tells the gate what a configuration holds as secret, to be hidden wherever a text repeats it: what secret files hold, values
 * of keys and variables whose names speak of a secret, and the credentials of every address.
 */
export function knowSecrets(
  redactor: Redactor,
  {
    layers = [],
    environment,
    values,
    sections,
  }: Pick<ResolvedConfig, "layers" | "environment" | "values" | "sections">,
): void {
  for (const { kind, tree } of layers) {
    if (kind !== "secret") knowSecretsIn(redactor, tree);
    else for (const [, value] of leavesOf(tree, true)) redactor.know(String(value));
  }
  knowSecretsIn(redactor, { values, sections });
  for (const [name, value] of Object.entries(environment))
    // PWD is the working folder, and a path to a key is none.
    if (name !== "PWD" && isSecretKey(name) && !/^(?:[A-Za-z]:)?[\\/]/.test(value))
      redactor.know(value, SHORTEST_SUSPECT);
}

/** The same for a tree of values alone. */
export function knowSecretsIn(redactor: Redactor, tree: unknown): void {
  for (const [path, value] of leavesOf(tree, true)) {
    if (typeof value !== "string") continue;
    if (path.some((step) => typeof step === "string" && isSecretKey(step))) redactor.know(value, SHORTEST_SUSPECT);
    else redactor.knowCredentialsIn(value);
  }
}

export type Redact = (path: string, source: ValueSource) => unknown;

/**
 * Shows values without secrets: what a secret file holds, and values of keys whose name speaks of a secret, both also where
 * another text repeats them; credentials in URLs.
 */
export function redactorFor(layers: readonly ConfigLayer[]): Redact {
  const gate = createGate();
  knowSecrets(gate, { layers, environment: {}, values: {} as never, sections: {} });
  return redactWith(gate);
}

/** The same with a gate that knows the secrets already. */
export function redactWith(gate: Redactor): Redact {
  return (path, { kind, value }) => {
    const names = (parsePath(path) ?? [path]).filter((step) => typeof step === "string");
    if (kind === "secret" || names.some(isSecretKey)) return value === null ? null : HIDDEN;
    return gate.hideIn(value);
  };
}
