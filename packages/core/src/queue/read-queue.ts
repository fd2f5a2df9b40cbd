import { z } from "zod";
import { decodeDocument } from "@rigline/foundation/documents";
import { formatPath, messageOf } from "@rigline/foundation/errors";
import type { FileSystem } from "@rigline/foundation/platform";
import { parseYaml } from "../config/sources/parse-yaml.js";
import { queueError } from "./queue-errors.js";

/** One session that is to be run; what it leaves out is asked, or said by the config. */
const QueuedSessionSchema = z.strictObject({
  subject: z.union([z.string().min(1), z.number()]),
  experiment: z.string().min(1).optional(),
  experimenters: z.array(z.string().min(1)).min(1).optional(),
  notes: z.string().optional(),
  answers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

export interface QueuedSession extends Omit<z.output<typeof QueuedSessionSchema>, "subject"> {
  readonly subject: string;
}

/** The sessions of a queue's file, in their order. Throws QUEUE_UNREADABLE, QUEUE_INVALID and CONFIG_SYNTAX. */
export function readQueue(fileSystem: Pick<FileSystem, "read">, file: string): readonly QueuedSession[] {
  const { values, texts } = parseYaml(file, readText(fileSystem, file));
  const parsed = z.array(QueuedSessionSchema).safeParse(values ?? []);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = formatPath((issue?.path ?? []).map((step) => (typeof step === "symbol" ? String(step) : step)));
    throw queueError("QUEUE_INVALID", {
      what: `${file} is no list of sessions: ${path === "" ? "" : `${path}: `}${issue?.message ?? "nothing is right"}`,
      where: { file, ...(path === "" ? {} : { path }) },
    });
  }
  // `000123` is a number of YAML's; what is meant is what is written.
  return parsed.data.map((session, index) => ({
    ...session,
    subject: texts.get(`[${index}].subject`) ?? String(session.subject),
  }));
}

function readText(fileSystem: Pick<FileSystem, "read">, file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = fileSystem.read(file);
  } catch (error) {
    throw queueError("QUEUE_UNREADABLE", {
      what: `the queue ${file} can't be read: ${messageOf(error)}`,
      where: { file },
      cause: error,
    });
  }
  const text = decodeDocument(bytes)?.text;
  if (text === undefined) throw queueError("QUEUE_INVALID", { what: `${file} is no text in UTF-8`, where: { file } });
  return text;
}
