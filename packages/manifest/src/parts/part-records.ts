import { z } from "zod";
import { UploadPartSchema } from "./upload-parts.js";

/** Whose record it is: which manifest of which computer. */
const OwnerSchema = z.object({
  host: z.string(),
  /** Absolute, in the flag folder there. */
  manifest: z.string(),
  /** sha256 of its bytes. */
  digest: z.string(),
});

export type PartOwner = z.output<typeof OwnerSchema>;

/** All that belong together, by modality, in the order in which the manifests name them. */
const parts = z.array(z.string()).readonly();

/** The first to come has begun the session's folder. */
const BegunSchema = z.object({
  format: z.literal("rigline-parts-1"),
  name: z.string(),
  parts,
  owner: OwnerSchema,
  at: z.string(),
});

/** The files of one modality stand under their final names, each of them read back and equal. */
const ArrivedSchema = z.object({
  format: z.literal("rigline-part-1"),
  modality: z.string(),
  parts,
  owner: OwnerSchema,
  at: z.string(),
  /** Of the whole manifest, and so are the bytes. */
  files: z.number(),
  bytes: z.number(),
  /** What the request of whoever submits is to say of the manifest's modalities. */
  upload: UploadPartSchema,
});

/** The transfer service has the job of the whole session, or none was to be posted. */
const SubmissionSchema = z.object({
  format: z.literal("rigline-submission-1"),
  owner: OwnerSchema,
  at: z.string(),
  /** Without user, password, query and fragment; null: nothing was posted. */
  endpoint: z.string().nullable(),
  status: z.number().nullable(),
  idempotencyKey: z.string(),
  /** What the service calls the uploads. */
  names: z.array(z.string()).readonly(),
});

const RecordSchema = z.discriminatedUnion("format", [BegunSchema, ArrivedSchema, SubmissionSchema]);

export type PartRecord = z.output<typeof RecordSchema>;
export type ArrivedRecord = z.output<typeof ArrivedSchema>;
export type SubmissionOfAll = z.output<typeof SubmissionSchema>;

/** A record as it lies at the destination. */
export interface PartFile {
  readonly name: string;
  readonly text: string;
}

/** What the records at a destination say of a session. */
export interface Gathered {
  readonly begun: z.output<typeof BegunSchema> | undefined;
  readonly arrived: readonly ArrivedRecord[];
  readonly submission: SubmissionOfAll | undefined;
}

/** The name says what it is about, so that of several computers one alone can have written it. */
export function renderPartRecord(record: PartRecord): PartFile {
  return { name: nameOf(record), text: `${JSON.stringify(record, undefined, 1)}\n` };
}

function nameOf(record: PartRecord): string {
  if (record.format === "rigline-part-1") return `part-${record.modality}.json`;
  return record.format === "rigline-parts-1" ? "parts.json" : "submission.json";
}

/** What is no record of ours, or was written by halves, says nothing: whoever wrote it writes it again. */
export function readPartRecords(written: readonly PartFile[]): Gathered {
  const records = written.flatMap(({ name, text }) => {
    const record = readPartRecord(text);
    return record !== undefined && nameOf(record) === name ? [record] : [];
  });
  return {
    begun: records.find((record) => record.format === "rigline-parts-1"),
    arrived: records.filter((record) => record.format === "rigline-part-1"),
    submission: records.find((record) => record.format === "rigline-submission-1"),
  };
}

export function readPartRecord(text: string): PartRecord | undefined {
  try {
    return RecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function isSameOwner(one: PartOwner, other: PartOwner): boolean {
  return isSameManifest(one, other) && one.digest === other.digest;
}

/** Also where it was corrected since. */
export function isSameManifest(one: PartOwner, other: PartOwner): boolean {
  return one.host === other.host && one.manifest === other.manifest;
}

/** What a part of a session waits for that several computers hand off. */
export interface Awaiting {
  /** Parts that no computer has handed off yet. */
  readonly missing: readonly string[];
  /** The computer that submits the session, where that is known. */
  readonly submits: string | null;
  /** ISO 8601 in UTC. */
  readonly since: string | undefined;
}
