import { createRedactor as createGate, type Redactor } from "@rigline/foundation/redaction";
import type { ConfigLayer } from "../layers/config-layer.js";
import { parsePath } from "../layers/config-path.js";
import { HIDDEN, isSecretKey } from "../problems/hide-secrets.js";
import type { ValueSource } from "../value-source.js";
import { knowSecrets } from "./known-secrets.js";

export type Redact = (path: string, source: ValueSource) => unknown;

/**
 * Shows values without secrets: what a secret file holds, and values of keys whose name speaks of a secret, both also where
 * another text repeats them; credentials in URLs.
 */
export function createRedactor(layers: readonly ConfigLayer[]): Redact {
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
