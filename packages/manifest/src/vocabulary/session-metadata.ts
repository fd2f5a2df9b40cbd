import { readWallTime } from "@rigline/foundation/time";
import { z } from "zod";
import { vocabularyError } from "./vocabulary-errors.js";

/** What a manifest needs to know about a session, read from its metadata. */
export interface SessionMetadata {
  readonly subjectId: string;
  readonly experimenters: readonly string[];
  /** ISO 8601 as it stands in the file: wall time with its offset, or `Z`. */
  readonly acquisitionStart: string;
  /** Abbreviations over all data streams, each once, in the order in which they appear. */
  readonly modalities: readonly string[];
}

const Start = z.string().refine((text) => readWallTime(text) !== undefined, { error: "must be an ISO 8601 date-time" });
const Modalities = z.array(z.object({ abbreviation: z.string().min(1) }));

const SessionV1 = z
  .object({
    subject_id: z.string().min(1),
    experimenter_full_name: z.array(z.string()).default([]),
    session_start_time: Start,
    data_streams: z.array(z.object({ stream_modalities: Modalities.default([]) })).default([]),
  })
  .transform((session) => ({
    subjectId: session.subject_id,
    experimenters: session.experimenter_full_name,
    acquisitionStart: session.session_start_time,
    modalities: distinct(session.data_streams.map((stream) => stream.stream_modalities)),
  }));

const AcquisitionV2 = z
  .object({
    subject_id: z.string().min(1),
    experimenters: z.array(z.string()).default([]),
    acquisition_start_time: Start,
    data_streams: z.array(z.object({ modalities: Modalities.default([]) })).default([]),
  })
  .transform((acquisition) => ({
    subjectId: acquisition.subject_id,
    experimenters: acquisition.experimenters,
    acquisitionStart: acquisition.acquisition_start_time,
    modalities: distinct(acquisition.data_streams.map((stream) => stream.modalities)),
  }));

/**
 * Reads a `session.json` of aind-data-schema 1 or an `acquisition.json` of version 2. `json`: the parsed value. Throws
 * METADATA_UNREADABLE with the path of what is missing or wrong.
 */
export function readSessionMetadata(json: unknown, { file }: { readonly file?: string } = {}): SessionMetadata {
  const isAcquisition = typeof json === "object" && json !== null && "acquisition_start_time" in json;
  const parsed = (isAcquisition ? AcquisitionV2 : SessionV1).safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".");
  throw vocabularyError("METADATA_UNREADABLE", {
    what: `${file ?? "the metadata"} can't be read as ${isAcquisition ? "an acquisition" : "a session"}: ${path === "" ? "" : `${path}: `}${issue?.message ?? ""}`,
    where: { ...(file === undefined ? {} : { file }), ...(path === "" ? {} : { path }) },
  });
}

function distinct(streams: readonly (readonly { readonly abbreviation: string }[])[]): string[] {
  return [...new Set(streams.flat().map(({ abbreviation }) => abbreviation))];
}
