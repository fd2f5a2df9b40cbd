import { createToken, extensionPoint, type ExtensionPoint, type RunnerHandle, type Token } from "@rigline/core";
import { z } from "zod";

const TEXT = "expected a text that is not empty";
const TIME = "expected a time in ISO 8601, such as 2026-07-14T09:05:00-07:00";
const SOURCES = "expected a list of absolute paths, one at least";
const Path = z.string({ error: "expected an absolute path" }).min(1, { error: "expected an absolute path" });

/**
 * What a session mapper tells about a session that is over: the plain facts that a manifest needs. Give it to the mapper's
 * runner as `result`, so that the mapping is kept in the session's journal.
 */
export const SessionMappingSchema = z.object(
  {
    subjectId: z.string({ error: TEXT }).min(1, { error: TEXT }),
    /** The first is written to by the transfer service. */
    experimenters: z.array(z.string({ error: "expected a text" }), { error: "expected a list of names" }),
    /** When the acquisition began: ISO 8601, wall time at the rig with its offset, `2026-07-14T09:05:00-07:00`. */
    acquisitionStart: z.iso.datetime({ offset: true, local: true, error: TIME }),
    /** Absolute folders (or files) by modality abbreviation: `behavior`, `behavior-videos`. */
    modalities: z.record(z.string(), z.array(Path, { error: SOURCES }).min(1, { error: SOURCES }), {
      error: "expected an object with a list of absolute paths for each modality",
    }),
    /** Absolute paths of the metadata files to be copied beside the modalities. */
    schemas: z.array(Path, { error: "expected a list of absolute paths" }),
    /** Added to those of the option `data_description_tags`. */
    dataDescriptionTags: z.array(z.string().min(1), { error: "expected a list of tags" }).optional(),
  },
  { error: "expected an object with subjectId, experimenters, acquisitionStart, modalities, schemas" },
);

export type SessionMapping = z.output<typeof SessionMappingSchema>;

/** What a plugin adds to the mapping of another: folders of its own modalities, and metadata files. */
export const MappingAdditionsSchema = z.object(
  {
    modalities: SessionMappingSchema.shape.modalities.optional(),
    schemas: SessionMappingSchema.shape.schemas.optional(),
    dataDescriptionTags: SessionMappingSchema.shape.dataDescriptionTags,
  },
  { error: "expected an object with modalities, schemas, or both" },
);

export type MappingAdditions = z.output<typeof MappingAdditionsSchema>;

/**
 * The handle of the runner that maps the session: `provides: SESSION_MAPPER`, and a `setup` that returns what `runners.add`
 * does. One plugin maps a session; where several would, the config's `services` says which.
 */
export const SESSION_MAPPER: Token<RunnerHandle<SessionMapping>> = createToken("watchdog/session-mapper");

/**
 * Handles of runners that add to the mapping, from any number of plugins: `extends: { mapping: MAPPING_ADDITIONS }`, and in
 * `ready` `context.extends.mapping.add(runners.add({ …, result: MappingAdditionsSchema }))`.
 */
export const MAPPING_ADDITIONS: ExtensionPoint<RunnerHandle<MappingAdditions>> =
  extensionPoint("watchdog/mapping-additions");
