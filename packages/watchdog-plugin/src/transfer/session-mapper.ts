import { resolve } from "node:path";
import type { FileSystem, RunnerHandle } from "@rigline/core";
import { deriveMapping } from "../mapper/derive-mapping.js";
import { mapperError } from "../mapper/mapper-errors.js";
import { describeIssues, readMapping } from "../mapper/read-mapping.js";
import { SessionMappingSchema, type SessionMapping } from "../mapper/session-mapping.js";
import { transferError } from "./transfer-errors.js";

/** Where a mapping comes from. Asked only while nothing has been published. */
export interface MappingSource {
  take(): SessionMapping | Promise<SessionMapping>;
  /** Another one where the first names what is not there; absent: that is an error. */
  instead?(error: unknown): SessionMapping | Promise<SessionMapping>;
}

/**
 * Who was recorded, when and by whom; without `modalities` the folders of the source are taken by their names, without
 * `schemas` its `*.json`.
 */
export type SessionFacts = Pick<SessionMapping, "subjectId" | "experimenters" | "acquisitionStart"> &
  Partial<SessionMapping>;

/** A mapper as those of Python are: something that maps first, and then has it. */
export interface MappedSession {
  isMapped(): boolean;
  readonly mapped: SessionFacts;
}

/** Who says what of a session is what. */
export type SessionMapper = SessionFacts | MappedSession | RunnerHandle<SessionMapping> | MappingSource;

export function isHandle(mapper: SessionMapper): mapper is RunnerHandle<SessionMapping> {
  return "settled" in mapper;
}

/** `sources`: the folders in which modalities are looked for by their names. */
export function toMappingSource(
  mapper: SessionMapper,
  { fileSystem, sources }: { readonly fileSystem: FileSystem; readonly sources: readonly string[] },
): MappingSource {
  if ("take" in mapper) return mapper;
  if (isHandle(mapper)) return { take: () => readMapping(mapper) };
  return { take: () => fillMapping(factsOf(mapper), fileSystem, sources) };
}

/** Throws SESSION_MAPPER_UNSET. */
function factsOf(mapper: SessionFacts | MappedSession): SessionFacts {
  if (!("isMapped" in mapper)) return mapper;
  if (mapper.isMapped()) return mapper.mapped;
  throw transferError("SESSION_MAPPER_UNSET", { what: "the session mapper has not mapped yet" });
}

const FactsSchema = SessionMappingSchema.partial({ modalities: true, schemas: true });

/** Throws MAPPING_INVALID. */
function fillMapping(given: SessionFacts, fileSystem: FileSystem, sources: readonly string[]): SessionMapping {
  const parsed = FactsSchema.safeParse(given);
  if (!parsed.success)
    throw mapperError("MAPPING_INVALID", {
      what: "what the session mapper gave is no session mapping",
      why: describeIssues(given, parsed.error),
      todo: "Correct what the mapper gives. Then {resume}.",
    });
  const facts = parsed.data;
  const { modalities, schemas } = facts;
  if (modalities !== undefined && schemas !== undefined) return { ...facts, modalities, schemas };
  const found = deriveFrom(facts, fileSystem, sources);
  return { ...facts, modalities: modalities ?? found.modalities, schemas: schemas ?? found.schemas };
}

/** Throws SESSION_FOLDER_GONE. */
function deriveFrom(
  {
    subjectId: subject,
    experimenters,
    acquisitionStart: date,
  }: Pick<SessionMapping, "subjectId" | "experimenters" | "acquisitionStart">,
  fileSystem: FileSystem,
  sources: readonly string[],
): Pick<SessionMapping, "modalities" | "schemas"> {
  const modalities: Record<string, string[]> = {};
  const schemas: string[] = [];
  for (const source of sources) {
    const directory = resolve(source);
    if (!fileSystem.exists(directory))
      throw mapperError("SESSION_FOLDER_GONE", {
        what: `the source ${directory} is not there`,
        where: { file: directory },
      });
    const found = deriveMapping(fileSystem, { subject, experimenters: [...experimenters], date, directory });
    for (const [name, paths] of Object.entries(found.modalities)) (modalities[name] ??= []).push(...paths);
    schemas.push(...found.schemas);
  }
  return { modalities, schemas };
}
