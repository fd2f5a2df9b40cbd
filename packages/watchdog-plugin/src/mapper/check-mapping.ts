import { isAbsolute, join } from "node:path";
import type { FileSystem, Session, SessionOutcome } from "@rigline/core";
import type { RiglineError } from "@rigline/foundation/errors";
import { standsAt } from "@rigline/foundation/platform";
import { mapperError } from "./mapper-errors.js";
import type { SessionMapping } from "./session-mapping.js";

export interface CheckedMapping {
  readonly mapping: SessionMapping;
  /** What a person should hear of, although it stops nothing; one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Looks at every path of a mapping before it is promised to anybody. After a failed or aborted experiment what was never
 * written is left out, for the rest is data. Throws the errors of `mapper-errors.ts`.
 */
export function checkMapping(
  fileSystem: FileSystem,
  mapping: SessionMapping,
  session: Session,
  outcome: SessionOutcome | undefined,
): CheckedMapping {
  const paths = [...Object.values(mapping.modalities).flat(), ...mapping.schemas];
  const astray = paths.find((path) => !isAbsolute(path));
  if (astray !== undefined) throw refuseRelative(mapping, astray, session);

  const missing = paths.filter((path) => !standsAt(fileSystem, path));
  const mayMiss = outcome === "failed" || outcome === "aborted";
  if (missing.length > 0 && !mayMiss) throw refuseMissing(fileSystem, mapping, missing, session);

  const present = (path: string): boolean => !missing.includes(path);
  const modalities = Object.entries(mapping.modalities)
    .map(([name, sources]) => [name, sources.filter(present)] as const)
    .filter(([, sources]) => sources.length > 0);
  if (modalities.length === 0) {
    throw mapperError("NO_MODALITIES", {
      what: `nothing of the session ${session.name} can be handed off`,
      where: { file: session.directory },
      why: `no modality folder exists: ${describeFolder(fileSystem, session)}`,
    });
  }
  const checked = { ...mapping, modalities: Object.fromEntries(modalities), schemas: mapping.schemas.filter(present) };
  return { mapping: checked, warnings: missing.map(describeMissing) };
}

function refuseRelative(mapping: SessionMapping, path: string, session: Session): RiglineError {
  const modality = modalityOf(mapping, path);
  return mapperError("MAPPING_PATH_RELATIVE", {
    what: `the mapping has the path "${path}" (${modality === undefined ? "a metadata file" : `modality ${modality}`})`,
    why: "relative paths are not allowed, because they mean another place in every process",
    todo: `Let the mapper write ${join(session.directory, path)}. Then {resume}.`,
  });
}

function refuseMissing(
  fileSystem: FileSystem,
  mapping: SessionMapping,
  missing: readonly string[],
  session: Session,
): RiglineError {
  const [first = ""] = missing;
  const more = missing.length === 1 ? "" : ` (and ${missing.length - 1} more)`;
  const modality = modalityOf(mapping, first);
  const code = modality === undefined ? "SCHEMA_MISSING" : "MODALITY_MISSING";
  const what = modality === undefined ? `the metadata file ${first}` : `${first} (modality ${modality})`;
  return mapperError(code, {
    what: `${what}${more} does not exist`,
    where: { file: first },
    why: describeFolder(fileSystem, session),
  });
}

function modalityOf({ modalities }: SessionMapping, path: string): string | undefined {
  return Object.entries(modalities).find(([, sources]) => sources.includes(path))?.[0];
}

function describeMissing(path: string): string {
  return `${path} does not exist and is left out: the experiment did not come that far`;
}

function describeFolder(fileSystem: FileSystem, session: Session): string {
  const names = fileSystem.list(session.directory).map(({ name, isFolder }) => (isFolder ? `${name}/` : name));
  return names.length === 0 ? `${session.directory} is empty` : `${session.directory} holds ${names.join(", ")}`;
}
