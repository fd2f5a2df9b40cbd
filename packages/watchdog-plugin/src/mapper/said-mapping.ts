import { isAbsolute, join } from "node:path";
import type { Session } from "@rigline/core";
import { didYouMean } from "@rigline/foundation/errors";
import { z } from "zod";
import { mapperError } from "./mapper-errors.js";
import { type SessionMapping, SessionMappingSchema } from "./session-mapping.js";

const Paths = z.union(
  [
    z
      .string()
      .min(1)
      .transform((path) => [path]),
    z.array(z.string().min(1)).min(1),
  ],
  {
    error: "expected a path or a list of paths",
  },
);

/** A mapping as a program says it: snake_case, paths from the session's folder, and nothing that it has no need to change. */
const SaidSchema = z
  .object({
    subject_id: z.string().min(1).optional(),
    experimenters: z.array(z.string()).optional(),
    acquisition_start: SessionMappingSchema.shape.acquisitionStart.optional(),
    modalities: z.record(z.string(), Paths).optional(),
    schemas: z.array(z.string().min(1)).optional(),
    data_description_tags: z.array(z.string().min(1)).optional(),
    report: z.unknown().optional(),
  })
  .strict();

const KEYS = Object.keys(SaidSchema.shape);
/** How TypeScript's mappers and other programs call them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  subjectId: "subject_id",
  subject: "subject_id",
  acquisitionStart: "acquisition_start",
  acquisition_start_time: "acquisition_start",
  acquisition_datetime: "acquisition_start",
  session_start_time: "acquisition_start",
  experimenter_full_name: "experimenters",
  dataDescriptionTags: "data_description_tags",
  tags: "data_description_tags",
};

/** A mapping as it is said to a program, and by one. */
export function sayMapping({
  subjectId,
  experimenters,
  acquisitionStart,
  modalities,
  schemas,
}: SessionMapping): object {
  return { subject_id: subjectId, experimenters, acquisition_start: acquisitionStart, modalities, schemas };
}

/** What a program said, over what is known without it. Throws MAPPER_OUTPUT_INVALID with the path of what is wrong. */
export function readSaidMapping(
  value: unknown,
  name: string,
  { folders, session }: { readonly folders: SessionMapping; readonly session: Session },
): SessionMapping {
  const parsed = SaidSchema.safeParse(rename(value));
  if (!parsed.success) throw explain(parsed.error, name);
  const { subject_id, experimenters, acquisition_start, modalities, schemas, data_description_tags } = parsed.data;
  const place = (path: string): string => (isAbsolute(path) ? path : join(session.directory, path));
  return {
    subjectId: subject_id ?? folders.subjectId,
    experimenters: experimenters ?? folders.experimenters,
    acquisitionStart: acquisition_start ?? folders.acquisitionStart,
    modalities:
      modalities === undefined
        ? folders.modalities
        : Object.fromEntries(Object.entries(modalities).map(([modality, paths]) => [modality, paths.map(place)])),
    schemas: schemas?.map(place) ?? folders.schemas,
    ...(data_description_tags === undefined ? {} : { dataDescriptionTags: data_description_tags }),
  };
}

function rename(value: unknown): unknown {
  return Object.fromEntries(
    Object.entries(value as object)
      // What Python has no value for is not said.
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : key, inner] as const),
  );
}

function explain(error: z.ZodError, name: string): Error {
  const problems = error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => `there is no key "${key}".${didYouMean(key, KEYS)}`).join("\n");
    return `${issue.path.map(String).join(".")}: ${issue.message}`;
  });
  return mapperError("MAPPER_OUTPUT_INVALID", {
    what: `what ${name} says is no mapping: ${problems[0] ?? ""}`,
    ...(problems.length > 1 ? { why: problems.join("\n") } : {}),
  });
}
