import { didYouMean, formatPath } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import { LAUNCHER_KEYS } from "../launcher-config.js";
import type { ConfigLayer, KeyPlace } from "../layers/config-layer.js";
import { parsePath } from "../layers/config-path.js";
import { setAt } from "../layers/config-tree.js";
import { decode } from "./environment-layer.js";

/** Keys that have a flag of their own; all others are given by `--set key=value`. */
const FLAGS: Readonly<Record<string, string>> = {
  subject: "--subject",
  experimenters: "--experimenter",
  notes: "--notes",
  data_dir: "--data-dir",
  allow_dirty: "--allow-dirty",
  input: "--no-input",
};

/**
 * Flags as a layer, by dotted path; text is converted as the schema asks. `set`: those given by `--set`, which a flag of the
 * key's own wins over. Throws CONFIG_UNKNOWN_KEY, CONFIG_INVALID.
 */
export function flagsLayer(
  flags: Readonly<Record<string, unknown>>,
  set: Readonly<Record<string, unknown>> = {},
): ConfigLayer {
  const tree: Record<string, unknown> = {};
  const places = new Map<string, KeyPlace>();
  const texts = new Map<string, string>();
  for (const [key, given] of Object.entries({ ...set, ...flags })) {
    if (given === undefined) continue;
    const own = flags[key] === undefined ? undefined : FLAGS[key];
    const name = own ?? (/^answers[.[]/.test(key) ? "--answer" : `--set ${key}`);
    const value = typeof given === "string" ? decode(given) : given;
    if (!setAt(tree, namesOf(key, name), value)) throw contradiction(key, name);
    places.set(key, { name });
    if (value !== given) texts.set(key, given as string);
  }
  return { kind: "flag", name: "command line", tree, places, texts, spelling: "text", shared: false };
}

function namesOf(key: string, flag: string): string[] {
  const path = parsePath(key);
  if (path === undefined || path.length === 0)
    throw configError("CONFIG_UNKNOWN_KEY", {
      what: `${flag} names no key.${didYouMean(key, LAUNCHER_KEYS)}`,
      todo: "Write names with dots between them, such as `watchdog.project_name`.",
    });
  const index = path.findIndex((step) => typeof step === "number");
  if (index === -1) return path.map(String);
  throw configError("CONFIG_INVALID", {
    what: `${flag} sets one item of a list, and a list is only set whole`,
    where: { path: key },
    todo: `Give the whole list as JSON, such as --set '${formatPath(path.slice(0, index))}=["a","b"]', or write it in the config file.`,
  });
}

function contradiction(key: string, flag: string): Error {
  return configError("CONFIG_INVALID", {
    what: `${flag} goes into a key that another flag has set to a single value`,
    where: { path: key },
    todo: "Keep one of the two flags.",
  });
}
