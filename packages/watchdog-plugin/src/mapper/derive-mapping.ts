import { join } from "node:path";
import type { FileSystem, Session } from "@rigline/core";
import { isModality, MODALITIES } from "@rigline/manifest";
import type { SessionMapping } from "./session-mapping.js";

/**
 * The mapping of a session that no plugin maps: folders named as a modality, in any case, and every `*.json` of the
 * session's root, as current clabe takes them.
 */
export function deriveMapping(
  fileSystem: FileSystem,
  session: Pick<Session, "subject" | "experimenters" | "date" | "directory">,
): SessionMapping {
  const modalities: Record<string, string[]> = {};
  const schemas: string[] = [];
  for (const { name, isFolder } of sortByName(fileSystem.list(session.directory))) {
    const path = join(session.directory, name);
    const modality = isFolder ? modalityNamed(name) : undefined;
    if (modality !== undefined) (modalities[modality] ??= []).push(path);
    else if (!isFolder && name.toLowerCase().endsWith(".json")) schemas.push(path);
  }
  return {
    subjectId: session.subject,
    experimenters: [...session.experimenters],
    acquisitionStart: session.date,
    modalities,
    schemas,
  };
}

function modalityNamed(folder: string): string | undefined {
  if (isModality(folder)) return folder;
  return Object.keys(MODALITIES).find((abbreviation) => abbreviation.toLowerCase() === folder.toLowerCase());
}

function sortByName<Entry extends { readonly name: string }>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((left, right) => (left.name < right.name ? -1 : 1));
}
