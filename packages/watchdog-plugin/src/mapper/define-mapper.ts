import { PROGRAM_KILL_MS, reportDetails, type RunnerDefinition, toRetryPolicy } from "@rigline/core";
import type { PluginParts } from "../parts.js";
import { deriveMapping } from "./derive-mapping.js";
import { isNothingRecorded } from "./is-nothing-recorded.js";
import { MAPPER, type MapperOption } from "./mapper-option.js";
import { readMapperSource } from "./read-mapper-source.js";
import { type SessionMapping, SessionMappingSchema } from "./session-mapping.js";
import { toMapping } from "./to-mapping.js";

/** The config's mapper as a runner: its result is in the journal, and `rigline resume` runs it again when it has failed. */
export function defineMapper(
  parts: PluginParts,
  option: MapperOption,
  onFailure: "abort" | "continue",
): RunnerDefinition<SessionMapping> {
  const { fileSystem } = parts;
  return {
    name: MAPPER,
    phase: "postSession",
    result: SessionMappingSchema,
    graceMs: option.grace_seconds * 1000 + PROGRAM_KILL_MS,
    onFailure,
    ...(option.retry === undefined ? {} : { retry: toRetryPolicy(option.retry) }),
    run: async (context) => {
      const { session, outcome, log, report } = context;
      const folders = deriveMapping(fileSystem, session);
      // Of nothing there is no metadata: no program is asked for it.
      if (isNothingRecorded(fileSystem, folders, session, outcome)) return folders;
      const source = await readMapperSource(parts, option, context, folders);
      const there = fileSystem.list(session.directory).flatMap(({ name, isFolder }) => (isFolder ? [name] : []));
      const { modalities } = option;
      const { mapping, notes } = toMapping(source, { folders, there, session, outcome, modalities });
      for (const note of notes) {
        log.warning(note);
        report("note", note);
      }
      report("mapping", describeMapping(source?.name, mapping));
      reportDetails(source?.value, context);
      return mapping;
    },
  };
}

function describeMapping(source: string | undefined, { modalities, schemas }: SessionMapping): string {
  const found = Object.keys(modalities).join(", ") || "none";
  return `from ${source ?? "the folders' names"}: ${found}; metadata files: ${schemas.length}`;
}
