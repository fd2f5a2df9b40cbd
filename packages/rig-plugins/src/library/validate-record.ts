import { type FileSystem, messageOf, type ResolvedConfig, resolveFrom } from "@rigline/core";
import { z } from "zod";
import { askProgram, type ProgramPorts } from "../programs/ask-program.js";
import { libraryError } from "./library-errors.js";
import type { LibraryOptions } from "./library-options.js";

export interface ValidationParts extends ProgramPorts {
  readonly fileSystem: FileSystem;
  readonly config: ResolvedConfig;
}

const MOST_ISSUES = 5;

/** The value of a JSON file. Throws LIBRARY_RECORD_INVALID. */
export function readRecord(fileSystem: FileSystem, path: string): unknown {
  try {
    return JSON.parse(
      Buffer.from(fileSystem.read(path))
        .toString("utf8")
        .replace(/^\uFEFF/, ""),
    ) as unknown;
  } catch (error) {
    throw invalid(path, messageOf(error));
  }
}

/** Holds a record against its schema and its program. Throws LIBRARY_RECORD_INVALID. */
export async function validateRecord(
  parts: ValidationParts,
  { schemas, validate }: LibraryOptions,
  record: { readonly kind: string; readonly path: string; readonly value: unknown },
  signal: AbortSignal,
): Promise<void> {
  const { kind, path, value } = record;
  const schema = Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
  if (schema !== undefined) {
    const file = resolveFrom(parts.config, schema);
    const issues = issuesOf(readRecord(parts.fileSystem, file), value, file);
    if (issues.length > 0) throw invalid(path, issues.join("\n"));
  }
  const [program, ...args] = (Object.hasOwn(validate, kind) ? validate[kind] : undefined) ?? [];
  if (program === undefined) return;
  const command = [program, ...args, path] as const;
  const { ok, why } = await askProgram(parts, { command: [...command], directory: parts.config.folder, signal });
  if (!ok) throw invalid(path, why);
}

/** `cameras[0].fps: expected number`, one for each place. */
function issuesOf(schema: unknown, value: unknown, file: string): readonly string[] {
  let type: z.ZodType;
  try {
    type = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    return [`the schema ${file} can't be used: ${messageOf(error)}`];
  }
  const { error } = type.safeParse(value);
  return (error?.issues ?? [])
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => `${path.join(".") || "(all of it)"}: ${message}`);
}

function invalid(file: string, why: string): Error {
  return libraryError("LIBRARY_RECORD_INVALID", { what: `${file} can't be used`, where: { file }, why });
}
