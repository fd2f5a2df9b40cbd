import { nameObjection } from "@rigline/foundation/names";
import { meantFor, type Problem } from "@rigline/foundation/errors";
import { isRemotePlace } from "@rigline/foundation/paths";
import { z } from "zod";
import { buildDataName, MANIFEST_NAME } from "../names/index.js";
import { readDocument, type ReadOptions, type YamlDocument, type YamlMapping } from "../yaml/index.js";
import { detectTruncation, type Wholeness } from "./detect-truncation.js";
import { findNotices } from "./find-notices.js";
import { DEFAULT_TRANSFER_ENDPOINT, type LegacyFields, type Manifest } from "./manifest.js";
import { manifestError } from "./manifest-errors.js";
import { findNoteProblems } from "./own-notes.js";
import { MANIFEST_KEYS, ManifestFileSchema, type ManifestFile } from "./manifest-schema.js";

export interface ParsedManifest {
  readonly manifest: Manifest;
  /** Top-level keys that mean nothing to any version, and were ignored. */
  readonly ignoredKeys: readonly string[];
  /** What was probably not meant, although it stops nothing: the ignored keys among it, with the nearest known one. */
  readonly notices: readonly Problem[];
  readonly wholeness: Wholeness;
}

/**
 * Reads a manifest as aind-watchdog-service 0.1.9 does, in the current form or that of clabe 0.6.13, and makes one form of
 * it. Throws a RiglineError (codes in `manifest-errors.ts` and `yaml-errors.ts`) whatever the content is, with everything
 * that is wrong in `problems`.
 */
export function parseManifest(content: string | Uint8Array, options: ReadOptions = {}): ParsedManifest {
  const document = readDocument(content, options);
  const wholeness = detectTruncation(document);
  if (typeof wholeness === "object")
    throw manifestError("MANIFEST_TRUNCATED", {
      what: `${options.file ?? "the manifest"} is cut off: it lacks ${wholeness.missing}`,
      where: document.place([]),
    });
  const parsed = ManifestFileSchema.safeParse(document.mapping);
  if (!parsed.success)
    throw refuse(
      document,
      parsed.error.issues.map((issue) => problemOf(document, issue)),
    );
  const manifest = toManifest(parsed.data);
  const problems = [
    ...namingProblems(document, manifest),
    ...destinationProblems(document, manifest),
    ...noteProblems(document, manifest),
  ];
  if (problems.length > 0) throw refuse(document, problems);
  const ignoredKeys = Object.keys(document.mapping).filter((key) => !MANIFEST_KEYS.includes(key));
  return { manifest, ignoredKeys, notices: findNotices(document), wholeness };
}

function toManifest(file: ManifestFile): Manifest {
  const platform = file.platform ?? null;
  const label = platform === null ? file.subject_id : `${platform}_${file.subject_id}`;
  return {
    name: file.name ?? buildDataName(label, file.acquisition_datetime),
    subjectId: file.subject_id,
    acquisitionDatetime: file.acquisition_datetime,
    scheduleTime: file.schedule_time ?? null,
    transferEndpoint: file.transfer_endpoint === undefined ? DEFAULT_TRANSFER_ENDPOINT : file.transfer_endpoint,
    platform,
    projectName: file.project_name,
    uploadNotificationEmail: file.upload_notification_email ?? null,
    destination: file.destination,
    modalities: file.modalities,
    schemas: file.schemas,
    transferServiceJobType: file.transfer_service_job_type,
    transferServiceArgs: file.transfer_service_args ?? null,
    deleteModalitiesSourceAfterSuccess: file.delete_modalities_source_after_success,
    extraIdentifyingInfo: file.extra_identifying_info ?? null,
    checksumModeOverride: file.checksum_mode_override ?? null,
    legacy: toLegacy(file),
  };
}

function toLegacy(file: ManifestFile): LegacyFields | null {
  if (file.processor_full_name === undefined || file.processor_full_name === null) return null;
  return {
    processorFullName: file.processor_full_name,
    capsuleId: file.capsule_id ?? null,
    mount: file.mount ?? null,
    s3Bucket: file.s3_bucket ?? "private",
    script: file.script ?? {},
    forceCloudSync: file.force_cloud_sync ?? false,
  };
}

type Found = Pick<Problem, "message" | "where"> & { readonly code: keyof typeof manifestError.table };

function problemOf(document: YamlDocument, issue: z.core.$ZodIssue): Found {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const key = path.join(".");
  const where = document.place(path);
  if (path.length === 1 && !(key in document.mapping)) {
    const unknown = Object.keys(document.mapping).filter((name) => !MANIFEST_KEYS.includes(name));
    return { code: "MANIFEST_KEY_MISSING", message: `the key ${key} is missing${meantFor(key, unknown)}`, where };
  }
  return { code: "MANIFEST_VALUE_INVALID", message: `${where.path ?? "the manifest"}: ${issue.message}`, where };
}

/** Names become folders at the destination: none may lead elsewhere. */
function namingProblems(document: YamlDocument, { name }: Manifest): Found[] {
  const found: Found[] = [];
  const object = (path: readonly string[], text: string, objection = nameObjection(text, MANIFEST_NAME)): void => {
    if (objection === undefined) return;
    const message = `${path.join(".")}: ${JSON.stringify(text)} can't be a folder's name: ${objection}`;
    found.push({ code: "MANIFEST_NAME_UNUSABLE", message, where: document.place(path) });
  };
  object(["name"], name);
  // Of the file, not of what was made of it: zod leaves a key named __proto__ out.
  const modalities = (document.mapping["modalities"] ?? {}) as YamlMapping;
  const abbreviations = Object.keys(modalities);
  for (const abbreviation of abbreviations) {
    const { text = abbreviation, isText = true } = document.writtenKey(modalities, abbreviation) ?? {};
    object(
      ["modalities", abbreviation],
      text,
      isText ? nameObjection(text, MANIFEST_NAME) : "it is no text: put it in quotes",
    );
  }
  if (abbreviations.length === 0)
    found.push({ code: "MANIFEST_NO_DATA", message: "no modality is named", where: document.place(["modalities"]) });
  return found;
}

/** aind-watchdog-service would make a folder of that name where it runs, and call the data copied. */
function destinationProblems(document: YamlDocument, { destination }: Manifest): Found[] {
  if (!isRemotePlace(destination)) return [];
  const message = `destination: ${destination} is no folder, and other watchdogs would make one of that name: write it as \`rigline_remote\` in extra_identifying_info, and here a folder of the lab`;
  return [{ code: "MANIFEST_VALUE_INVALID", message, where: document.place(["destination"]) }];
}

function noteProblems(document: YamlDocument, manifest: Manifest): Found[] {
  return findNoteProblems(manifest).map(({ key, message }) => {
    const where = document.place(["extra_identifying_info", key]);
    return { code: "MANIFEST_VALUE_INVALID", message: `extra_identifying_info.${key}: ${message}`, where };
  });
}

function refuse(document: YamlDocument, found: readonly Found[]): Error {
  const [first] = found;
  if (first === undefined) throw new RangeError("refused without a problem");
  const file = document.place([]).file ?? "the manifest";
  const problems = found.map((problem) => ({ ...problem, todo: manifestError.table[problem.code].todo }));
  const others = problems.slice(1).map(({ message, where }) => `line ${where.line ?? "?"}: ${message}`);
  return manifestError(first.code, {
    what: `${file}: ${first.message}`,
    where: first.where,
    problems,
    ...(others.length === 0 ? {} : { why: `besides, ${others.join("\nand ")}` }),
  });
}
