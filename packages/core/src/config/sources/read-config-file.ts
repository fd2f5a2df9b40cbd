import { readFileSync } from "node:fs";
import { decodeDocument, DOCUMENT_LIMITS } from "@rigline/foundation/documents";
import { messageOf } from "@rigline/foundation/errors";
import { configError } from "../config-errors.js";
import { isModule } from "./config-files.js";
import { loadModule } from "./load-module.js";
import { type ParsedFile, parseYaml } from "./parse-yaml.js";

/** Reads a config of any format. Throws CONFIG_UNREADABLE, CONFIG_SYNTAX or CONFIG_FAILED. */
export async function readConfigFile(file: string): Promise<ParsedFile> {
  if (!isModule(file)) return parseYaml(file, readText(file));
  // Node reads modules as UTF-8, whatever mark they have.
  if (decodeDocument(readBytes(file))?.encoding !== "utf-8") throw unreadable(file, withCode("NO_UTF_8"));
  return loadModule(file);
}

/** The file's text, without its mark: UTF-8, or UTF-16 as PowerShell's `>` and Notepad write it. Throws CONFIG_UNREADABLE. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  // A module is code, and may be bundled; Node reads it whatever its size.
  if (!isModule(file) && bytes.length > DOCUMENT_LIMITS.bytes) throw unreadable(file, withCode("TOO_LARGE"));
  const text = decodeDocument(bytes)?.text;
  if (text === undefined) throw unreadable(file, withCode("NO_UTF_8"));
  if (text.includes("\0")) throw unreadable(file, withCode("ZERO_BYTES"));
  return text;
}

function withCode(code: string): Error {
  return Object.assign(new Error(REASONS[code]), { code });
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
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
  NO_UTF_8: "it is not UTF-8 text",
  TOO_LARGE: "it has more than 4 MiB, which no configuration has",
  ZERO_BYTES: "it has zero bytes: it is no text, or was cut by a power failure",
};

const ADVICE: Readonly<Record<string, string>> = {
  EISDIR: "Give the folder another name.",
  ENOENT: "Correct the link, or take it away.",
  ELOOP: "Correct the link, or take it away.",
  EBUSY: "Close the program that has the file open.",
  TOO_LARGE: "Take what is no setting out of it: data belong into a file of its own, which a plugin's option names.",
  NO_UTF_8:
    'Save the file as UTF-8: the encoding in Notepad\'s "Save as", in PowerShell `… | Out-File -Encoding utf8 FILE`.',
  ZERO_BYTES: "Write the file again, as UTF-8.",
};
