import { readFileSync } from "node:fs";
import { messageOf } from "../../errors/index.js";
import { configError } from "../config-errors.js";
import { isModule } from "./config-files.js";
import { loadModule } from "./load-module.js";
import { type ParsedFile, parseYaml } from "./parse-yaml.js";

/** Reads a config of any format. Throws CONFIG_UNREADABLE, CONFIG_SYNTAX or CONFIG_FAILED. */
export async function readConfigFile(file: string): Promise<ParsedFile> {
  const content = readText(file);
  return isModule(file) ? loadModule(file) : parseYaml(file, content);
}

/** The file's text, without a byte order mark. Throws CONFIG_UNREADABLE. */
export function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): Error {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  return configError("CONFIG_UNREADABLE", {
    what: `${file} is there but can't be read: ${REASONS[code] ?? messageOf(cause)}`,
    where: { file },
    ...(ADVICE[code] === undefined ? {} : { todo: ADVICE[code] }),
    cause,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user has no permission",
  EPERM: "this user has no permission",
  EISDIR: "it is a folder",
  ENOENT: "it is a link to something that does not exist",
  ELOOP: "it is a link that leads back to itself",
  EBUSY: "another program holds it",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text",
};

const ADVICE: Readonly<Record<string, string>> = {
  EISDIR: "Give the folder another name.",
  ENOENT: "Correct the link, or take it away.",
  ELOOP: "Correct the link, or take it away.",
  EBUSY: "Close the program that has the file open.",
  ERR_ENCODING_INVALID_ENCODED_DATA: "Save the file as UTF-8.",
};
