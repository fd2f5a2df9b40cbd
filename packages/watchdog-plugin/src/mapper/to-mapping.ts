import { basename, join } from "node:path";
import type { Session, SessionOutcome } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { formatIso, wallTimeIn } from "@rigline/foundation/time";
import { readSessionMetadata, RENAMED_MODALITIES, type SessionMetadata } from "@rigline/manifest";
import { CORE_DOCUMENTS, documentName } from "./core-documents.js";
import { mapperError } from "./mapper-errors.js";
import type { MapperOption } from "./mapper-option.js";
import type { MapperSource } from "./read-mapper-source.js";
import { readSaidMapping } from "./said-mapping.js";
import type { SessionMapping } from "./session-mapping.js";

export interface MappingContext {
  /** What is found by the folders' names. */
  readonly folders: SessionMapping;
  /** The names of all folders in the session's, of a modality or not. */
  readonly there: readonly string[];
  readonly session: Session;
  readonly outcome: SessionOutcome | undefined;
  readonly modalities: MapperOption["modalities"];
}

export interface ToldMapping {
  readonly mapping: SessionMapping;
  /** What a person should hear of, one sentence each. */
  readonly notes: readonly string[];
}

/** What a program, a file or the folders say, as the mapping that is handed off. */
export function toMapping(source: MapperSource | undefined, context: MappingContext): ToldMapping {
  const { folders } = context;
  if (source === undefined) return { mapping: folders, notes: [] };
  if (typeof source.value !== "object" || source.value === null || Array.isArray(source.value))
    throw mapperError("MAPPER_OUTPUT_INVALID", { what: `${source.name} is JSON, and no object` });
  if (documentName(source.value) === undefined)
    return { mapping: readSaidMapping(source.value, source.name, context), notes: [] };
  return mapDocument(source, context);
}

function mapDocument(source: MapperSource, context: MappingContext): ToldMapping {
  const { folders, session } = context;
  const metadata = readMetadata(source);
  refuseOtherSubject(metadata, source, session);
  const { chosen, notes } = chooseModalities(metadata, context, source);
  return {
    mapping: {
      subjectId: metadata.subjectId,
      experimenters: metadata.experimenters.length > 0 ? [...metadata.experimenters] : folders.experimenters,
      acquisitionStart: atRig(metadata.acquisitionStart, session),
      modalities: chosen,
      schemas: [...new Set([...folders.schemas, ...(source.file === undefined ? [] : [source.file])])],
    },
    notes: [...doubtTime(metadata, source, session), ...notes],
  };
}

function readMetadata({ value, name }: MapperSource): SessionMetadata {
  try {
    return readSessionMetadata(value, { file: name });
  } catch (error) {
    throw mapperError("MAPPER_OUTPUT_INVALID", { what: messageOf(error), cause: error });
  }
}

function refuseOtherSubject({ subjectId }: SessionMetadata, { name }: MapperSource, session: Session): void {
  // What programs wrote keeps the name that the session had then.
  if ([session.subject, ...(session.formerSubjects ?? [])].includes(subjectId)) return;
  throw mapperError("MAPPER_OTHER_SUBJECT", {
    what: `${name} is of subject ${subjectId}, and the session of ${session.subject}`,
  });
}

/** Metadata of another session, left in the folder of a program, would be taken for this one's. */
function doubtTime({ acquisitionStart }: SessionMetadata, { name }: MapperSource, session: Session): string[] {
  const apart = Math.abs(Date.parse(acquisitionStart) - Date.parse(session.date));
  if (!(apart > 24 * 60 * 60 * 1000)) return [];
  return [`${name} says that the acquisition began at ${acquisitionStart}, and the session began at ${session.date}`];
}

/**
 * The rig's wall time where the document has UTC's, as pydantic writes it: the offset is dropped on the way to the transfer
 * service, and names of data are in local time.
 */
function atRig(start: string, { zone }: Session): string {
  if (!/z$/iu.test(start)) return start;
  const fraction = /[.,](\d{1,6})/u.exec(start)?.[1] ?? "";
  return formatIso({
    ...wallTimeIn(new Date(Date.parse(start)), zone),
    microsecond: Number(fraction.padEnd(6, "0")),
  });
}

function chooseModalities(
  { modalities: streams }: SessionMetadata,
  { folders, there, session, outcome, modalities }: MappingContext,
  { name, file }: MapperSource,
): { readonly chosen: SessionMapping["modalities"]; readonly notes: readonly string[] } {
  if (modalities === "folders") return { chosen: folders.modalities, notes: [] };
  const found = folders.modalities;
  // Renamed as the services name it today, its folder as whoever recorded it.
  const placed = streams.map((stream) => {
    const modality = RENAMED_MODALITIES[stream] ?? stream;
    return { modality, sources: found[modality] ?? placesNamed([modality, stream], there, session) };
  });
  const chosen = Object.fromEntries(
    placed.map(({ modality, sources }) => [modality, sources ?? [join(session.directory, modality)]]),
  );
  const empty = placed.filter(({ sources }) => sources === undefined).map(({ modality }) => modality);
  if (empty.length > 0 && outcome === "success")
    throw mapperError("STREAM_NOT_RECORDED", {
      what: `${name} has a stream of ${empty.join(", ")}, and ${session.directory} has no folder of that name`,
      where: { file: join(session.directory, empty[0] ?? "") },
    });
  const sends = modalities === "both";
  const others = Object.keys(found).filter((folder) => chosen[folder] === undefined);
  // Of the session's own document the coverage of its folders tells the same, and of folders that are not sent too.
  const isTold = !sends || CORE_DOCUMENTS.some((own) => own === basename(file ?? "").toLowerCase());
  const notes = isTold
    ? []
    : others.map(
        (other) => `${name} has no stream of ${other}, and the session has a folder of it: it is sent all the same`,
      );
  return { chosen: sends ? { ...chosen, ...found } : chosen, notes };
}

function placesNamed(names: readonly string[], there: readonly string[], session: Session): string[] | undefined {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const found = there.filter((folder) => wanted.has(folder.toLowerCase()));
  return found.length === 0 ? undefined : found.map((folder) => join(session.directory, folder));
}
