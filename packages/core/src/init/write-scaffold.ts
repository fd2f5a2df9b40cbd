import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { resolvePath, UnusablePathError } from "@rigline/foundation/paths";
import { adviceOnFileInTheWay, makeFolder } from "@rigline/foundation/platform";
import { CONFIG_PLACES, DOT_FOLDER, existing } from "../config/sources/config-files.js";
import { listNames } from "@rigline/foundation/errors";
import { initError } from "./init-errors.js";
import { findPackage, modulesFolders } from "../modules/find-package.js";
import { hostFolders } from "../modules/host-packages.js";
import { HAND_OFF_PLUGIN, scaffoldConfig, TRY_OUT_DESTINATION } from "./scaffold-config.js";
import { SCAFFOLD_EXPERIMENT } from "./scaffold-experiment.js";
import { SCAFFOLD_PLUGIN } from "./scaffold-plugin.js";
import type { StarterAnswers } from "./starter-questions.js";

const SCHEMA_FILE = path.join(DOT_FOLDER, "config.schema.json");
const FILES = ["rigline.config.yaml", path.join("plugins", "first-plugin.mjs"), "experiment.mjs"] as const;

/** Throws INIT_EXISTS where a rig can't be written without writing over something, or beside another configuration. */
export function requireRoom(folder: string): void {
  // A second configuration beside another one would make both of them useless.
  const inTheWay = existing(folder, [...new Set([...CONFIG_PLACES, SCHEMA_FILE, ...FILES])]);
  if (inTheWay.length > 0) throw exists(folder, inTheWay);
}

/** The same for a config alone, beside files that a rig has already. */
export function requireRoomForConfig(folder: string): void {
  const inTheWay = existing(folder, [...CONFIG_PLACES, SCHEMA_FILE]);
  if (inTheWay.length > 0) throw exists(folder, inTheWay);
}

/** Writes the config alone. Returns the file. Throws as `writeScaffold`. */
export function writeConfig(folder: string, content: string): string {
  return writeNew(path.join(folder, FILES[0]), content);
}

/**
 * Writes a rig that runs at once: a config, a plugin, an experiment. Returns the files, absolute. Throws INIT_EXISTS before it
 * writes anything, and INIT_NOT_WRITTEN.
 */
export function writeScaffold(folder: string, answers: StarterAnswers, handsOff: boolean): readonly string[] {
  requireRoom(folder);
  const contents = [scaffoldConfig(answers, handsOff), SCAFFOLD_PLUGIN, SCAFFOLD_EXPERIMENT];
  const files = FILES.map((name, index) => writeNew(path.join(folder, name), contents[index] as string));
  // It is no share that might be away, and is there from the start.
  if (handsOff && answers.destination === "") makeFolder(path.join(folder, TRY_OUT_DESTINATION));
  return files;
}

/** Writes beside the config the schema that it names for the editor. Returns the file. Throws as `writeScaffold`. */
export function writeSchema(folder: string, schema: unknown): string {
  return writeNew(path.join(folder, SCHEMA_FILE), `${JSON.stringify(schema, undefined, 2)}\n`);
}

/** Whether a rig in this folder would find the plugin that hands sessions off. */
export function canHandOff(folder: string): boolean {
  return findPackage(HAND_OFF_PLUGIN, [...modulesFolders(folder), ...hostFolders()]) !== undefined;
}

/**
 * The folder of the new rig, absolute. cmd.exe leaves `~` as it is, and a shell what is in quotes: throws INIT_FOLDER_UNUSABLE.
 */
export function resolveHome(from: string, folder: string): string {
  try {
    return resolvePath(from, folder);
  } catch (cause) {
    if (!(cause instanceof UnusablePathError)) throw cause;
    throw initError("INIT_FOLDER_UNUSABLE", { what: cause.message, cause });
  }
}

function writeNew(file: string, content: string): string {
  try {
    makeFolder(path.dirname(file));
    writeFileSync(file, content, { flag: "wx" });
    return file;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST" && !isFolderInTheWay(cause))
      throw exists(path.dirname(file), [file]);
    throw initError("INIT_NOT_WRITTEN", {
      what: `${file} could not be written`,
      where: { file },
      ...adviceOnFileInTheWay(path.dirname(file)),
      cause,
    });
  }
}

/** A file that stands where a folder is needed. */
function isFolderInTheWay(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).syscall === "mkdir";
}

function exists(folder: string, files: readonly string[]): Error {
  const names = listNames(files.map((file) => path.relative(folder, file)));
  return initError("INIT_EXISTS", {
    what: `${folder} already holds ${names}`,
    where: { file: files[0] as string },
    why: "nothing was written over",
    todo: `Name a folder that is not there yet, such as \`rigline init ${quote(freeBeside(folder))}\`, or move the file away.`,
  });
}

/** `my-rig-2` beside `my-rig`: advice must not name what is in the way. */
function freeBeside(folder: string): string {
  for (let number = 2; ; number++) {
    const candidate = `${folder}-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}

function quote(text: string): string {
  return /\s/u.test(text) ? `"${text}"` : text;
}
