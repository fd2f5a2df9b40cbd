import { createToken, type RunnerHandle, type Token } from "@rigline/core";
import { z } from "zod";

/**
 * What a session mapper tells about a session that is over: the plain facts that a manifest needs. Give it to the mapper's
 * runner as `result`, so that the mapping is kept in the session's journal.
 */
export const SessionMappingSchema = z.object({
  subjectId: z.string().min(1),
  /** The first is written to by the transfer service. */
  experimenters: z.array(z.string()),
  /** When the acquisition began: ISO 8601, wall time at the rig with its offset, `2026-07-14T09:05:00-07:00`. */
  acquisitionStart: z.iso.datetime({ offset: true, local: true }),
  /** Absolute folders (or files) by modality abbreviation: `behavior`, `behavior-videos`. */
  modalities: z.record(z.string(), z.array(z.string().min(1)).min(1)),
  /** Absolute paths of the metadata files to be copied beside the modalities. */
  schemas: z.array(z.string().min(1)),
});

export type SessionMapping = z.output<typeof SessionMappingSchema>;

/** The handle of the runner that maps the session. A mapper plugin declares it in `provides` and provides it in `ready`. */
export const SESSION_MAPPER: Token<RunnerHandle<SessionMapping>> = createToken("watchdog/session-mapper");
