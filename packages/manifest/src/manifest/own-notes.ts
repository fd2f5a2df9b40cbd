import { didYouMean, showValue } from "@rigline/foundation/errors";
import { z } from "zod";
import { nameObjection } from "@rigline/foundation/names";
import { readTraceparent } from "@rigline/foundation/telemetry";
import { MANIFEST_NAME } from "../names/index.js";
import type { FilePatterns } from "../selection/index.js";
import { CopyOfSchema } from "../further/further-copy.js";
import {
  ALSO_TO,
  alsoToObjection,
  AlsoToNoteSchema,
  COPY_OF,
  DELETE_SOURCE,
  type FurtherDestination,
  REMOTE,
  RemoteSchema,
} from "./also-to.js";
import type { JsonObject, Manifest } from "./manifest.js";
import { clockTime } from "./manifest-values.js";

// What a manifest says to Rigline alone stands in its extra_identifying_info, which every program takes and no other minds: a key of
// its own would make aind-watchdog-service 0.1.5 refuse the manifest.

const PRIORITY = "rigline_priority";
const KEEP_SOURCES = "rigline_keep_sources";
const INCLUDE = "rigline_include";
const EXCLUDE = "rigline_exclude";
const PARTS = "rigline_parts";
const LATER = "rigline_later";
const TRACEPARENT = "rigline_traceparent";

export const OWN_NOTES: readonly string[] = [
  PRIORITY,
  KEEP_SOURCES,
  INCLUDE,
  EXCLUDE,
  DELETE_SOURCE,
  PARTS,
  LATER,
  TRACEPARENT,
  ALSO_TO,
  COPY_OF,
  REMOTE,
];

const PatternsSchema = z.preprocess(
  (written) => (typeof written === "string" ? [written] : written),
  z.array(z.string().min(1)),
);

const PartsSchema = z
  .array(z.string().refine((name) => nameObjection(name, MANIFEST_NAME) === undefined))
  .min(1)
  .refine((names) => new Set(names).size === names.length);

/** What of the modalities waits for an hour of its own while the rest goes first. */
export interface Later {
  /** Of files, as `FilePatterns` has them. */
  readonly patterns: readonly string[];
  /** `20:00:00` by the clock on the rig's wall. */
  readonly at: string;
  /** What goes first is published at once, each modality by itself; else all of it is, at the end. */
  readonly publishFirst: boolean;
}

const LaterSchema = z
  .strictObject({ files: PatternsSchema, at: clockTime, publish_first: z.boolean().default(false) })
  .transform(({ files, at, publish_first }): Later => ({ patterns: files, at, publishFirst: publish_first }));

/** Those of which a mistake would have another part of the data handed off, or deleted, than was meant. */
const STRICT: Readonly<Record<string, { readonly schema: z.ZodType; readonly expected: string }>> = {
  [INCLUDE]: { schema: PatternsSchema, expected: "a list of patterns" },
  [EXCLUDE]: { schema: PatternsSchema, expected: "a list of patterns" },
  [PARTS]: { schema: PartsSchema, expected: "a list of modalities, each once" },
  [LATER]: { schema: LaterSchema, expected: '`files`, patterns, and `at`, a time such as "20:00"' },
  [DELETE_SOURCE]: { schema: z.boolean(), expected: "true or false" },
  [ALSO_TO]: {
    schema: AlsoToNoteSchema,
    expected:
      "a list of one to eight, each with `destination`, a path, and `needed`, true, false or how many of those that say the same",
  },
  [REMOTE]: { schema: RemoteSchema, expected: "s3://BUCKET/PREFIX or rclone:REMOTE:PATH" },
  [COPY_OF]: { schema: CopyOfSchema, expected: "`manifest`, a file name, and `needed`, true, false or a number" },
};

/** A note that says nothing that can be meant. */
export interface NoteProblem {
  readonly key: string;
  /** One phrase. */
  readonly message: string;
}

/** What is wrong with a manifest's own notes. */
export function findNoteProblems(
  manifest: Pick<Manifest, "extraIdentifyingInfo" | "modalities" | "destination">,
): readonly NoteProblem[] {
  const { extraIdentifyingInfo } = manifest;
  const problems = Object.entries(STRICT).flatMap(([key, { schema, expected }]) => {
    const written = extraIdentifyingInfo?.[key];
    const issue = written === undefined || written === null ? undefined : schema.safeParse(written).error?.issues[0];
    return issue === undefined ? [] : [{ key, message: `expected ${expected}, not ${showWrong(written, issue)}` }];
  });
  const twice = alsoToObjection(manifest);
  if (twice !== undefined) problems.push({ key: ALSO_TO, message: twice });
  const partial = laterOf(manifest)?.publishFirst === true ? findPartial(manifest) : undefined;
  if (partial !== undefined)
    return [
      ...problems,
      {
        key: LATER,
        message: `with publish_first whole modalities wait, and ${partial} is none of the manifest.${didYouMean(partial, Object.keys(manifest.modalities))}`,
      },
    ];
  const parts = partsOf(manifest);
  const other = Object.keys(manifest.modalities).find((modality) => parts?.includes(modality) === false);
  if (parts === undefined || other === undefined) return problems;
  const message = `${other} is not among the parts of the session, ${parts.join(", ")}.${didYouMean(other, parts)}`;
  return [...problems, { key: PARTS, message }];
}

/** What is wrong in a value; within it, with the place. */
function showWrong(written: unknown, { path, ...issue }: z.core.$ZodIssue): string {
  const at = [...path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])];
  if (at.length === 0) return showValue(written);
  const inner = at.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], written);
  const place = at.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return `${showValue(inner)} at ${place}`;
}

/** How urgent a manifest says that it is: a whole number, 0 when it says nothing; the higher begins first. */
export function priorityOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): number {
  const priority = extraIdentifyingInfo?.[PRIORITY];
  return typeof priority === "number" && Number.isSafeInteger(priority) ? priority : 0;
}

/** Of the session all modalities that belong together, which several computers hand off; undefined: the manifest names all itself. */
export function partsOf({
  extraIdentifyingInfo,
}: Pick<Manifest, "extraIdentifyingInfo">): readonly string[] | undefined {
  return PartsSchema.safeParse(extraIdentifyingInfo?.[PARTS]).data;
}

/** What of it waits for an hour of its own; undefined: nothing. */
export function laterOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): Later | undefined {
  return LaterSchema.safeParse(extraIdentifyingInfo?.[LATER]).data;
}

/** A pattern that is no modality of the manifest. */
function findPartial(manifest: Pick<Manifest, "extraIdentifyingInfo" | "modalities">): string | undefined {
  return laterOf(manifest)?.patterns.find((pattern) => !Object.hasOwn(manifest.modalities, pattern));
}

/** A manifest of which these files wait. */
export function withLater(manifest: Manifest, later: Later | undefined): Manifest {
  if (later === undefined) return manifest;
  const { patterns, at, publishFirst } = later;
  const note = { files: [...patterns], at, publish_first: publishFirst };
  return { ...manifest, extraIdentifyingInfo: { ...manifest.extraIdentifyingInfo, [LATER]: note } };
}

/** A manifest of one part of a session. */
export function withParts(manifest: Manifest, parts: readonly string[] | undefined): Manifest {
  if (parts === undefined) return manifest;
  return { ...manifest, extraIdentifyingInfo: { ...manifest.extraIdentifyingInfo, [PARTS]: [...parts] } };
}

/**
 * A manifest of a session that goes to these as well. Nothing of it may be deleted before it is at those that are needed, of which
 * aind-watchdog-service knows nothing: that its source is to be deleted is then said where Rigline alone reads it.
 */
export function withAlsoTo(manifest: Manifest, alsoTo: readonly FurtherDestination[]): Manifest {
  if (alsoTo.length === 0) return manifest;
  const { deleteModalitiesSourceAfterSuccess: deletes, extraIdentifyingInfo } = manifest;
  const note = alsoTo.map(({ destination, needed }) => ({ destination, needed }));
  return {
    ...manifest,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: {
      ...extraIdentifyingInfo,
      [ALSO_TO]: note,
      ...(deletes ? { [DELETE_SOURCE]: true } : {}),
    },
  };
}

/** What is left of a manifest's notes in one that is derived from it for one more destination. `later`: is still to come. */
export function notesOfCopy(info: JsonObject | null, copyOf: JsonObject, later: boolean): JsonObject {
  const dropped = [ALSO_TO, DELETE_SOURCE, KEEP_SOURCES, REMOTE, ...(later ? [] : [LATER])];
  const kept = Object.entries(info ?? {}).filter(([key]) => !dropped.includes(key));
  return { ...Object.fromEntries(kept), [COPY_OF]: copyOf };
}

/** The span of which all that is done for a manifest is a consequence, as `traceparent` of W3C Trace Context; undefined: nobody traces. */
export function traceparentOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): string | undefined {
  const traceparent = extraIdentifyingInfo?.[TRACEPARENT];
  return typeof traceparent === "string" && readTraceparent(traceparent) !== undefined ? traceparent : undefined;
}

export function withTraceparent(manifest: Manifest, traceparent: string | undefined): Manifest {
  if (traceparent === undefined) return manifest;
  return { ...manifest, extraIdentifyingInfo: { ...manifest.extraIdentifyingInfo, [TRACEPARENT]: traceparent } };
}

/** Which files of the modalities a manifest says are taken. */
export function patternsOf({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): FilePatterns {
  const read = (key: string): readonly string[] =>
    PatternsSchema.safeParse(extraIdentifyingInfo?.[key] ?? []).data ?? [];
  return { include: read(INCLUDE), exclude: read(EXCLUDE) };
}

/** The sources that stay where they are, although the manifest's source is to be deleted. */
export function keptSources({ extraIdentifyingInfo }: Pick<Manifest, "extraIdentifyingInfo">): readonly string[] {
  const kept = extraIdentifyingInfo?.[KEEP_SOURCES];
  return Array.isArray(kept) ? kept.filter((source) => typeof source === "string") : [];
}

/** Whether the source is to be deleted, by the key that every program knows or by the note that Rigline alone does. */
export function deletesSource(
  manifest: Pick<Manifest, "deleteModalitiesSourceAfterSuccess" | "extraIdentifyingInfo">,
): boolean {
  return manifest.deleteModalitiesSourceAfterSuccess || manifest.extraIdentifyingInfo?.[DELETE_SOURCE] === true;
}

/**
 * Notes which of a manifest's sources stay where they are, although its source is to be deleted: folders that belong to no one
 * session. aind-watchdog-service does not know the note and deletes them.
 */
export function keepSources(info: JsonObject | null, sources: readonly string[]): JsonObject | null {
  return sources.length === 0 ? info : { ...info, [KEEP_SOURCES]: [...sources] };
}

/**
 * A manifest of which these patterns say what is taken. What they leave out must not be deleted, and aind-watchdog-service, which
 * does not know them, deletes sources whole: so that a source is to be deleted is then said where Rigline alone reads it.
 */
export function withPatterns(manifest: Manifest, { include, exclude }: FilePatterns): Manifest {
  if (include.length + exclude.length === 0) return manifest;
  const { deleteModalitiesSourceAfterSuccess: deletes, extraIdentifyingInfo } = manifest;
  return {
    ...manifest,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: {
      ...extraIdentifyingInfo,
      ...(include.length === 0 ? {} : { [INCLUDE]: [...include] }),
      ...(exclude.length === 0 ? {} : { [EXCLUDE]: [...exclude] }),
      ...(deletes ? { [DELETE_SOURCE]: true } : {}),
    },
  };
}
