import type { RunnerHandle } from "@rigline/core";
import { formatPath, showValue } from "@rigline/foundation/errors";
import type { z } from "zod";
import { mapperError } from "./mapper-errors.js";
import {
  MappingAdditionsSchema,
  SessionMappingSchema,
  type MappingAdditions,
  type SessionMapping,
} from "./session-mapping.js";

/** What the mapper's runner gave, believed only when it is a mapping. `mapper` is done. Throws MAPPING_INVALID. */
export function readMapping(mapper: RunnerHandle<SessionMapping>): Promise<SessionMapping> {
  return read(SessionMappingSchema, mapper, "session mapping");
}

/** The mapping with what each runner adds. Throws MAPPING_INVALID. */
export async function addTo(
  mapping: SessionMapping,
  additions: readonly RunnerHandle<MappingAdditions>[],
): Promise<SessionMapping> {
  const all: MappingAdditions[] = [];
  for (const handle of additions) all.push(await read(MappingAdditionsSchema, handle, "additions to a mapping"));
  return mergeAdditions(mapping, all);
}

/** A mapping with all that is added to it, in their order; what is there already is not added again. */
export function mergeAdditions(mapping: SessionMapping, additions: readonly MappingAdditions[]): SessionMapping {
  const modalities: Record<string, string[]> = { ...mapping.modalities };
  const schemas = new Set(mapping.schemas);
  const tags = new Set(mapping.dataDescriptionTags);
  for (const added of additions) {
    for (const [name, paths] of Object.entries(added.modalities ?? {}))
      modalities[name] = [...new Set([...(modalities[name] ?? []), ...paths])];
    for (const schema of added.schemas ?? []) schemas.add(schema);
    for (const tag of added.dataDescriptionTags ?? []) tags.add(tag);
  }
  const dataDescriptionTags = tags.size === 0 ? {} : { dataDescriptionTags: [...tags] };
  return { ...mapping, modalities, schemas: [...schemas], ...dataDescriptionTags };
}

async function read<Schema extends z.ZodType>(
  schema: Schema,
  mapper: RunnerHandle<unknown>,
  expected: string,
): Promise<z.output<Schema>> {
  const value = mapper.result();
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const plugin = (await mapper.settled)?.plugin as string | undefined;
  const owner = plugin === undefined ? "" : ` (plugin ${plugin})`;
  throw mapperError("MAPPING_INVALID", {
    what: `the runner ${mapper.name}${owner} gave no ${expected}`,
    where: { ...(plugin === undefined ? {} : { plugin }), runner: mapper.name },
    why: describeIssues(value, parsed.error),
  });
}

/** What was found in the place of what, a line each. */
export function describeIssues(value: unknown, { issues }: z.ZodError): string {
  return issues.map((issue) => describe(value, issue)).join("\n");
}

function describe(value: unknown, { path, message }: z.core.$ZodIssue): string {
  const found = path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const text = `found ${showValue(found)}, ${message}${pointOut(value, path)}`;
  return path.length === 0 ? text : `${formatPath(path)}: ${text}`;
}

/** `subject_id` where `subjectId` was meant. */
function pointOut(value: unknown, [key]: readonly PropertyKey[]): string {
  if (typeof key !== "string" || Object.hasOwn(value as object, key)) return "";
  const alike = Object.keys(value as object).find((found) => plain(found) === plain(key));
  return alike === undefined ? "" : ` (there is a key ${alike})`;
}

function plain(key: string): string {
  return key.replaceAll(/[_-]/g, "").toLowerCase();
}
