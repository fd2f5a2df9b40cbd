import { formatPath, showValue } from "@rigline/foundation/errors";
import type { RunnerHandle } from "@rigline/core";
import type { z } from "zod";
import { mapperError } from "./mapper-errors.js";
import { SessionMappingSchema, type SessionMapping } from "./session-mapping.js";

/** What the mapper's runner gave, believed only when it is a mapping. `mapper` has settled. Throws MAPPING_INVALID. */
export async function readMapping(value: unknown, mapper: RunnerHandle<SessionMapping>): Promise<SessionMapping> {
  const parsed = SessionMappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const plugin = (await mapper.settled)?.plugin as string | undefined;
  const owner = plugin === undefined ? "" : ` (plugin ${plugin})`;
  throw mapperError("MAPPING_INVALID", {
    what: `the runner ${mapper.name}${owner} gave no session mapping`,
    where: { ...(plugin === undefined ? {} : { plugin }), runner: mapper.name },
    why: parsed.error.issues.map((issue) => describe(value, issue)).join("\n"),
  });
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
