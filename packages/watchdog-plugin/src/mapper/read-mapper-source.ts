import { basename, isAbsolute, join } from "node:path";
import { fillText, type ProgramContext, type ProgramResult, readProgramJson, runSessionProgram } from "@rigline/core";
import { messageOf, type RiglineError } from "@rigline/foundation/errors";
import type { PluginParts } from "../parts.js";
import { CORE_DOCUMENTS, documentName } from "./core-documents.js";
import { keepDocument } from "./keep-document.js";
import { mapperError } from "./mapper-errors.js";
import { MAPPER, type MapperOption } from "./mapper-option.js";
import { sayMapping } from "./said-mapping.js";
import type { SessionMapping } from "./session-mapping.js";

/** What says which folder is which. */
export interface MapperSource {
  /** `acquisition.json`, `the mapper (map.py)`, for messages. */
  readonly name: string;
  /** As it was read: a mapping, or a document. */
  readonly value: unknown;
  /** The file that it is, absolute; undefined where it is none of the session's. */
  readonly file?: string;
}

/**
 * Runs the config's mapper, or reads its file, or the document that the session has. Undefined: there is none of these, and
 * none was asked for. Throws MAPPER_OUTPUT_INVALID, MAPPER_FILE_MISSING, and what the program fails with.
 */
export async function readMapperSource(
  parts: PluginParts,
  option: MapperOption,
  context: ProgramContext,
  folders: SessionMapping,
): Promise<MapperSource | undefined> {
  const printed = option.command === undefined ? undefined : await runMapper(parts, option, context, folders);
  if (printed !== undefined) return printed;
  const { session } = context;
  if (option.file !== undefined) {
    const path = fillText(option.file, parts.config, session);
    const file = isAbsolute(path) ? path : join(session.directory, path);
    return isLeftOut(parts, file, context) ? undefined : readFile(parts, file);
  }
  const found = CORE_DOCUMENTS.map((name) => join(session.directory, name)).find((path) =>
    parts.fileSystem.exists(path),
  );
  if (found !== undefined) return readFile(parts, found);
  if (option.command === undefined && option.modalities !== "document") return undefined;
  const names = CORE_DOCUMENTS.join(" or ");
  throw option.command === undefined
    ? missing(join(session.directory, names), "`mapper.modalities: document` needs a document")
    : mapperError("MAPPER_OUTPUT_INVALID", {
        what: `${nameMapper(option)} ended well, printed nothing, and wrote neither the file that RIGLINE_RESULT names nor ${names} of the session`,
        where: { runner: MAPPER },
      });
}

/** What a failed experiment has recorded is data, and its document may be what it did not come to. */
function isLeftOut({ fileSystem }: PluginParts, file: string, { outcome, log, report }: ProgramContext): boolean {
  if (outcome === undefined || outcome === "success" || fileSystem.exists(file)) return false;
  const ended = outcome === "aborted" ? "was aborted" : "failed";
  const note = `${file} does not exist, because the experiment ${ended}: the folders' names are gone by`;
  log.warning(note);
  report("note", note);
  return true;
}

function nameMapper({ command = [] }: MapperOption): string {
  return `the mapper (${command.at(-1) ?? ""})`;
}

/** Undefined: its result is the file that the config names, or that it wrote into the session's folder. */
async function runMapper(
  parts: PluginParts,
  { command = [], ...option }: MapperOption,
  context: ProgramContext,
  folders: SessionMapping,
): Promise<MapperSource | undefined> {
  const ended = await runSessionProgram(parts, context, {
    kind: MAPPER,
    name: MAPPER,
    program: { ...option, command },
    // What is found without it, to be corrected and handed back.
    input: { mapping: sayMapping(folders) },
    // Beside a file that has the result it may print what it likes.
    quiet: option.file === undefined,
  });
  if (option.file !== undefined && ended.from !== "file") return undefined;
  return readEnd(parts, { ...option, command }, context, ended);
}

function readEnd(
  parts: PluginParts,
  option: MapperOption,
  context: ProgramContext,
  { result, from, bytes, lastWords }: ProgramResult,
): MapperSource | undefined {
  const name = nameMapper(option);
  if (from === undefined && isBlank(bytes)) return undefined;
  try {
    const value = from === undefined ? readProgramJson(bytes) : result;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Error(`is JSON, and no object: ${JSON.stringify(value).slice(0, 60)}`);
    const document = documentName(value);
    if (document === undefined) return { name, value };
    return { name: `${document} of ${name}`, value, file: keepDocument(parts.fileSystem, context, document, bytes) };
  } catch (error) {
    if (lastWords !== "") context.report("last words", lastWords);
    throw invalid(`what ${name} ${from === "file" ? "wrote" : "printed"} ${messageOf(error)}`, error);
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).toString("latin1").trim() === "";
}

function readFile({ fileSystem }: PluginParts, file: string): MapperSource {
  if (!fileSystem.exists(file)) throw missing(file, "nothing has written it");
  try {
    return { name: basename(file), value: readProgramJson(fileSystem.read(file)), file };
  } catch (error) {
    throw invalid(`${file} ${messageOf(error)}`, error, file);
  }
}

function invalid(what: string, cause: unknown, file?: string): RiglineError {
  const where = { runner: MAPPER, ...(file === undefined ? {} : { file }) };
  return mapperError("MAPPER_OUTPUT_INVALID", { what, where, cause });
}

function missing(file: string, why: string): RiglineError {
  return mapperError("MAPPER_FILE_MISSING", { what: `${file} does not exist`, where: { runner: MAPPER, file }, why });
}
