import type { Redactor } from "@rigline/foundation/redaction";
import { isSecretKey } from "@rigline/foundation/redaction";
import { leavesOf } from "../layers/config-tree.js";
import type { ResolvedConfig } from "../resolved-config.js";

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
