import { readdirSync } from "node:fs";
import path from "node:path";
import { configError } from "../config-errors.js";
import type { ConfigLayer } from "../layers/config-layer.js";
import { ENVIRONMENT_PREFIX, environmentLayer, SECRETS_DIR } from "./environment-layer.js";
import { readText } from "./read-config-file.js";

/**
 * The files of the folder that RIGLINE_SECRETS_DIR names, each called as its variable would be; white space around a
 * value is dropped. Throws CONFIG_UNREADABLE.
 */
export function readSecrets(environment: Readonly<Record<string, string>>, from: string): ConfigLayer | undefined {
  const named = environment[SECRETS_DIR] ?? "";
  if (named === "") return undefined;
  const folder = path.resolve(from, named);
  const secrets = list(folder)
    .filter((name) => name.toUpperCase().startsWith(ENVIRONMENT_PREFIX))
    .map((name) => ({ name: name.toUpperCase(), file: path.join(folder, name) }))
    .map(({ name, file }) => ({ name, text: readText(file).trim(), place: { name: file } }));
  return environmentLayer("secret", folder, secrets);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw configError("CONFIG_UNREADABLE", {
      what: `the folder of secrets ${folder} ${REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? "can't be read"}`,
      where: { file: folder },
      todo: `Correct the variable ${SECRETS_DIR}, or make the folder readable.`,
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = { ENOENT: "does not exist", ENOTDIR: "is a file" };
