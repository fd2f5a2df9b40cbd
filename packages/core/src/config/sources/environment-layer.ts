import { formatPath } from "@rigline/foundation/errors";
import type { ConfigLayer, KeyPlace } from "../layers/config-layer.js";
import { setAt } from "../layers/config-tree.js";
import { LEAVE_OUT } from "../leave-out.js";

/** All variables of Rigline begin with it, so that a machine's own PLATFORM or SUBJECT never gets into a session. */
export const ENVIRONMENT_PREFIX = "RIGLINE_";
/** Names the folder of secret files; it is no part of the configuration. */
export const SECRETS_DIR = "RIGLINE_SECRETS_DIR";

/** What the launcher tells the programs that it starts: facts of that session, and no settings of a rigline among them. */
const SESSION_FACTS = new Set(["RIGLINE_SESSION_DIRECTORY", "RIGLINE_SESSION_NAME", "RIGLINE_SESSION_DATE"]);
const ALSO_SESSION_FACTS = new Set(["RIGLINE_SUBJECT", "RIGLINE_EXPERIMENTERS", "RIGLINE_RIG_NAME"]);

/** The process's own variables, less what a launcher around this process has put there. */
export function settingsOf(environment: Readonly<Record<string, string>>): NamedText[] {
  const isInSession = environment["RIGLINE_SESSION_DIRECTORY"] !== undefined;
  return Object.entries(environment)
    .filter(([name]) => !SESSION_FACTS.has(name) && !(isInSession && ALSO_SESSION_FACTS.has(name)))
    .map(([name, text]) => ({ name, text, place: { name } }));
}

/** `["watchdog", "project_name"]` → `RIGLINE_WATCHDOG__PROJECT_NAME`. */
export function variableFor(path: readonly string[]): string {
  return `${ENVIRONMENT_PREFIX}${path.join("__").toUpperCase()}`;
}

export interface NamedText {
  /** `RIGLINE_DATA_DIR`. */
  readonly name: string;
  readonly text: string;
  readonly place: KeyPlace;
}

/**
 * Variables as a layer: `__` goes one key deeper, lists and objects are JSON. A variable that is set to nothing is not
 * set. The longer name wins over a key inside a shorter one's JSON.
 */
export function environmentLayer(
  kind: "environment" | "dotenv" | "secret",
  name: string,
  variables: Iterable<NamedText>,
): ConfigLayer {
  const tree: Record<string, unknown> = {};
  const places = new Map<string, KeyPlace>();
  const texts = new Map<string, string>();
  const known = [...variables].filter(isSetting).map((variable) => ({ variable, path: pathOf(variable.name) }));
  for (const { variable, path } of known.sort((one, other) => one.path.length - other.path.length)) {
    const value = decode(variable.text);
    if (!setAt(tree, path, value)) continue;
    places.set(formatPath(path), variable.place);
    if (value !== variable.text) texts.set(formatPath(path), variable.text);
  }
  return { kind, name, tree, places, texts, spelling: "text", shared: true };
}

function isSetting({ name, text }: NamedText): boolean {
  return name.startsWith(ENVIRONMENT_PREFIX) && name !== SECRETS_DIR && name !== LEAVE_OUT && text !== "";
}

function pathOf(name: string): string[] {
  return name.slice(ENVIRONMENT_PREFIX.length).toLowerCase().split("__");
}

/** Lists and objects early, so that they merge key by key with other sources; numbers when the schema asks for one. */
export function decode(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
