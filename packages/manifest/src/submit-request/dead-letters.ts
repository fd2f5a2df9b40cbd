import { isDeepStrictEqual } from "node:util";
import { parseJson } from "@rigline/foundation/documents";
import { z } from "zod";

const RequestSchema = z.record(z.string(), z.unknown());

/** A job of which the transfer service took nothing. */
const DeadLetterSchema = z.object({
  /** The job's name. */
  name: z.string(),
  /** The manifest's file name. */
  manifest: z.string(),
  /** sha256 of the manifest's bytes: whose request it is. */
  digest: z.string(),
  /** To where it was posted, without its secrets; that is the manifest's to say. */
  endpoint: z.string().nullable(),
  refused: z.object({ code: z.string(), message: z.string() }),
  /** As it was posted: what is to be corrected. */
  request: RequestSchema,
});

export type DeadLetter = z.output<typeof DeadLetterSchema>;

const FORMAT = "rigline-dead-letters-1";

/** What `dead-letters export` writes. Keys that a person adds beside are passed over. */
const DeadLettersSchema = z.object({
  format: z.literal(FORMAT),
  /** When it was written, ISO 8601 in UTC. */
  at: z.string(),
  jobs: z.array(DeadLetterSchema),
});

export function renderDeadLetters(jobs: readonly DeadLetter[], at: string): string {
  return `${JSON.stringify({ format: FORMAT, at, jobs }, undefined, 2)}\n`;
}

/** `problem`: why the text is none, one sentence with the place. */
export function parseDeadLetters(
  text: string,
): { readonly jobs: readonly DeadLetter[] } | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `it is no JSON: ${(error as Error).message}` };
  }
  const parsed = DeadLettersSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${(issue?.path ?? []).map(String).join(".")}: ${issue?.message ?? ""}` };
}

/** What of a request is another than before, by dotted path, in order. */
export function changedPaths(before: string, now: DeadLetter["request"]): readonly string[] {
  return differences(parseJson(before), now, "");
}

function differences(before: unknown, now: unknown, path: string): readonly string[] {
  if (isDeepStrictEqual(before, now)) return [];
  if (!isContainer(before) || !isContainer(now) || Array.isArray(before) !== Array.isArray(now)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys].flatMap((key) => differences(before[key], now[key], path === "" ? key : `${path}.${key}`));
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
