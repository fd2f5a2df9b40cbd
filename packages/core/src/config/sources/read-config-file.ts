import { readFileSync } from "node:fs";
import { messageOf } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import { isModule } from "./config-files.js";
import { loadModule } from "./load-module.js";
import { type ParsedFile, parseYaml } from "./parse-yaml.js";

/** Reads a config of any format. Throws CONFIG_UNREADABLE, CONFIG_SYNTAX or CONFIG_FAILED. */
export async function readConfigFile(file: string): Promise<ParsedFile> {
  if (!isModule(file)) return parseYaml(file, readText(file));
  // Node reads modules as UTF-8, whatever mark they have.
  decodeAs("utf-8", file, readBytes(file));
  return loadModule(file);
}

/** The file's text, without its mark: UTF-8, or UTF-16 as PowerShell's `>` and Notepad write it. Throws CONFIG_UNREADABLE. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  const text = decodeAs(encodingOf(bytes), file, bytes);
  if (text.includes("\0")) throw unreadable(file, Object.assign(new Error("zero bytes"), { code: "ZERO_BYTES" }));
  return text;
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function decodeAs(encoding: string, file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
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
  ZERO_BYTES: "it has zero bytes: it is no text, or was cut by a power failure",
};

const ADVICE: Readonly<Record<string, string>> = {
  EISDIR: "Give the folder another name.",
  ENOENT: "Correct the link, or take it away.",
  ELOOP: "Correct the link, or take it away.",
  EBUSY: "Close the program that has the file open.",
  ERR_ENCODING_INVALID_ENCODED_DATA:
    'Save the file as UTF-8: the encoding in Notepad\'s "Save as", in PowerShell `… | Out-File -Encoding utf8 FILE`.',
  ZERO_BYTES: "Write the file again, as UTF-8.",
};
