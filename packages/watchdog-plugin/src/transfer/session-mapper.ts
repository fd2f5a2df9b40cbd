import { resolve } from "node:path";
import type { FileSystem, RunnerHandle, Session } from "@rigline/core";
import { showValue } from "@rigline/foundation/errors";
import { deriveMapping } from "../mapper/derive-mapping.js";
import { mapperError } from "../mapper/mapper-errors.js";
import { readMapping } from "../mapper/read-mapping.js";
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

function fillMapping(facts: SessionFacts, fileSystem: FileSystem, sources: readonly string[]): SessionMapping {
  const isWhole = facts.modalities !== undefined && facts.schemas !== undefined;
  const found = isWhole ? { modalities: {}, schemas: [] } : deriveFrom(facts, fileSystem, sources);
  const parsed = SessionMappingSchema.safeParse({ ...found, ...facts });
  if (parsed.success) return parsed.data;
  throw mapperError("MAPPING_INVALID", {
    what: "what the session mapper gave is no session mapping",
    why: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"),
  });
}

function deriveFrom(
  facts: SessionFacts,
  fileSystem: FileSystem,
  sources: readonly string[],
): Pick<SessionMapping, "modalities" | "schemas"> {
  const modalities: Record<string, string[]> = {};
  const schemas: string[] = [];
  for (const source of sources) {
    const found = deriveMapping(fileSystem, { ...sessionOfFacts(facts), directory: resolve(source) });
    for (const [name, paths] of Object.entries(found.modalities)) (modalities[name] ??= []).push(...paths);
    schemas.push(...found.schemas);
  }
  return { modalities, schemas };
}

/** What a session has of the facts about it. */
function sessionOfFacts({
  subjectId,
  experimenters,
  acquisitionStart,
}: SessionFacts): Pick<Session, "subject" | "experimenters" | "date"> {
  if (typeof subjectId === "string" && Array.isArray(experimenters))
    return { subject: subjectId, experimenters: [...experimenters], date: acquisitionStart };
  throw mapperError("MAPPING_INVALID", {
    what: `what the session mapper gave is no session mapping: subjectId is ${showValue(subjectId)}, experimenters ${showValue(experimenters)}`,
  });
}
