import { lstatSync } from "node:fs";
import path from "node:path";
import { configError } from "../config-errors.js";

const YAML_EXTENSIONS = ["yaml", "yml", "json"] as const;
const MODULE_EXTENSIONS = ["js", "mjs", "cjs", "ts", "mts", "cts"] as const;

const EXTENSIONS = [...YAML_EXTENSIONS, ...MODULE_EXTENSIONS];
const CLABE_FILE = "clabe.yml";
/** A folder of its own for those who want the root of their project clean. */
export const DOT_FOLDER = ".rigline";

/** Whether a config is a program. */
export function isModule(file: string): boolean {
  return (MODULE_EXTENSIONS as readonly string[]).includes(path.extname(file).slice(1));
}

/** Where a configuration is looked for in each folder, from the working folder upwards. */
export const CONFIG_PLACES: readonly string[] = [
  ...EXTENSIONS.map((extension) => `rigline.config.${extension}`),
  ...EXTENSIONS.map((extension) => path.join(DOT_FOLDER, `config.${extension}`)),
];

/** The same for people, who want to know where and not read eighteen names. */
export const CONFIG_PLACES_IN_WORDS = `rigline.config.* and ${path.join(DOT_FOLDER, "config.*")} (${EXTENSIONS.join(", ")})`;

/** clabe's own files in a folder, in the order in which clabe reads them: a later one wins. */
export const CLABE_PLACES: readonly string[] = [
  CLABE_FILE,
  path.join("local", CLABE_FILE),
  path.join(".local", CLABE_FILE),
];

/**
 * clabe's settings for every rig of a machine: `%PROGRAMDATA%/clabe.yml`, weaker than those of a folder. clabe 0.8 and
 * later (its constants.py) fall back on `C:/ProgramData`; here it is looked for only where the variable is set.
 */
export function machineClabeFile(environment: Readonly<Record<string, string>>): string | undefined {
  const folder = environment["PROGRAMDATA"] ?? "";
  return folder === "" ? undefined : path.resolve(folder, CLABE_FILE);
}

/** The folder that a config file speaks for: its own, or the one that holds `.rigline`, `local` or `.local`. */
export function folderOfFile(file: string): string {
  const folder = path.dirname(file);
  const inner = isClabeFile(file) ? ["local", ".local"] : [DOT_FOLDER];
  return inner.includes(path.basename(folder)) ? path.dirname(folder) : folder;
}

export function isClabeFile(file: string): boolean {
  return path.basename(file) === CLABE_FILE;
}

/** Of these places, those where something lies, readable or not. */
export function existing(folder: string, places: readonly string[]): string[] {
  return places.map((place) => path.join(folder, place)).filter(existsAsFile);
}

export function existsAsFile(file: string): boolean {
  try {
    return lstatSync(file) !== undefined;
  } catch {
    return false;
  }
}

/** Throws CONFIG_NOT_FOUND. `flag`: which one names the file. */
export function requireNamed(file: string, flag: "--config" | "--clabe-yml"): void {
  if (existsAsFile(file)) return;
  throw configError("CONFIG_NOT_FOUND", {
    what: `the configuration ${file} does not exist`,
    todo: `Correct the path that ${flag} names; it starts at the working folder.`,
  });
}
