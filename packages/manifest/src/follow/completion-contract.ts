import { z } from "zod";

/** The least that a file which changed after it was copied is left alone for, before it counts as whole again, in seconds. */
export const CHANGED_QUIET_SECONDS = 60;

/** By what a session's files are known to be whole while the session still runs. */
export const ContractSchema = z.object({
  wholeWhen: z.enum(["quiet", "renamed", "listed"]),
  /** A name that ends so is being written, whatever else holds. */
  suffix: z.string(),
  quietSeconds: z.number(),
  /** Relative to the session's folder. */
  list: z.string(),
  /** Patterns of files that go first, in this order, before the smaller. */
  first: z.array(z.string()),
});

export type CompletionContract = z.output<typeof ContractSchema>;

/** A file of which the experiment said that it is complete. */
export interface CompleteFile {
  /** Relative to the session's folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Of its bytes as the experiment wrote them, lower-case hex; undefined: it did not say. */
  readonly sha256: string | undefined;
}

const Bytes = z.number().int().nonnegative();

const CompleteSchema = z.looseObject({
  path: z.string().min(1),
  kind: z.string().optional(),
  bytes: Bytes.optional(),
  size: Bytes.optional(),
  sha256: z.string().optional(),
});

/**
 * The `complete` lines of a list as an experiment writes it while it runs: one JSON object a line, append-only, as Squid's
 * `transfer_manifest.jsonl` has it (`start`, `complete` with `path` and `bytes`, `timepoint_done`, `end`). What a line is stands in
 * `event` or `type`. Other lines, and such as can't be read, say nothing.
 */
export function readCompleteLines(text: string): readonly CompleteFile[] {
  return text.split("\n").flatMap((line) => {
    const record = parseLine(line);
    if (record === undefined || (record["event"] ?? record["type"]) !== "complete") return [];
    const { data } = CompleteSchema.safeParse(record);
    const bytes = data?.bytes ?? data?.size;
    if (data === undefined || bytes === undefined || (data.kind ?? "file") !== "file") return [];
    return [{ path: data.path.replace(/^\.\//, ""), bytes, sha256: data.sha256?.toLowerCase() }];
  });
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
