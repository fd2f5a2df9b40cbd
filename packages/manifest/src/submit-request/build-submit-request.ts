import { formatClock, formatDate } from "@rigline/foundation/time";
import { formatPath } from "@rigline/foundation/errors";
import { type BucketName, dataPlaceOf, type JsonObject, type JsonValue, type Manifest } from "../manifest/index.js";
import { buildDataName, requireWallTime } from "../names/index.js";
import { joinPosix } from "../paths/posix-path.js";
import { findModality, findPlatform, isPlatform, type NamedAbbreviation } from "../vocabulary/index.js";
import { fillPlaceholders } from "./fill-placeholders.js";
import { submitRequestErrors } from "./submit-request-errors.js";
import { normalizeEmail } from "./submit-request.js";

/** One dataset to be uploaded. */
export type UploadJob = {
  readonly job_type: string;
  readonly user_email: string | null;
  readonly email_notification_types: readonly string[];
  readonly s3_bucket: BucketName;
  readonly project_name: string;
  readonly platform: NamedAbbreviation | null;
  readonly modalities: readonly NamedAbbreviation[];
  readonly subject_id: string;
  /** Wall time at the rig, without a zone: `2026-07-14T09:05:00`. */
  readonly acq_datetime: string;
  readonly tasks: JsonObject;
  /** The name of the data asset; the service computes it anyway. */
  readonly s3_prefix?: string;
};

/** The body that is posted to `/api/v2/submit_jobs`: aind-data-transfer-service's SubmitJobRequestV2. */
export type SubmitRequest = {
  readonly dag_id: "transform_and_upload_v2";
  readonly user_email: string | null;
  readonly email_notification_types: readonly string[];
  readonly upload_jobs: readonly UploadJob[];
};

export interface SubmitOptions {
  /** Who is written to; the manifest's `uploadNotificationEmail` when absent. */
  readonly userEmail?: string | null;
  /**
   * When absent: `default`, as aind-watchdog-service 0.1.6 and later have it, whatever the manifest's old key `s3_bucket`
   * says; with `withPrefix` that of the old key, as clabe 0.6.13 has it.
   */
  readonly bucket?: BucketName;
  /** Tasks that replace the default ones of the same name or are added. `{{ destination }}` in their texts becomes `<destination>/<name>`. */
  readonly uploadTasks?: JsonObject | null;
  /** Whether the jobs carry their computed `s3_prefix`, as clabe writes them. */
  readonly withPrefix?: boolean;
}

/**
 * What is posted for a manifest: its own `transferServiceArgs` as they stand, unchecked; without them a SubmitRequest as
 * aind-watchdog-service 0.1.9 builds it or, with the options, as clabe writes it into a manifest: a platform that nobody
 * knows is none. Throws UNKNOWN_MODALITY and MODALITY_TWICE.
 */
export function buildSubmitRequest(manifest: Manifest, options: SubmitOptions = {}): JsonObject {
  return manifest.transferServiceArgs ?? makeRequest(manifest, options);
}

function makeRequest(manifest: Manifest, options: SubmitOptions): SubmitRequest {
  const written = options.userEmail === undefined ? manifest.uploadNotificationEmail : options.userEmail;
  const email = written === null ? null : normalizeEmail(written);
  return {
    dag_id: "transform_and_upload_v2",
    user_email: email,
    email_notification_types: ["fail"],
    upload_jobs: [makeJob(manifest, email, options)],
  };
}

function makeJob(manifest: Manifest, email: string | null, options: SubmitOptions): UploadJob {
  const platform = manifest.platform !== null && isPlatform(manifest.platform) ? findPlatform(manifest.platform) : null;
  const label = platform === null ? manifest.subjectId : `${platform.abbreviation}_${manifest.subjectId}`;
  const time = requireWallTime(manifest.acquisitionDatetime);
  return {
    job_type: manifest.transferServiceJobType,
    user_email: email,
    email_notification_types: ["fail"],
    s3_bucket: options.bucket ?? (options.withPrefix === true ? manifest.legacy?.s3Bucket : undefined) ?? "default",
    project_name: manifest.projectName,
    platform,
    modalities: findModalities(manifest),
    subject_id: manifest.subjectId,
    acq_datetime: `${formatDate(time)}T${formatClock(time, ":")}`,
    tasks: makeTasks(manifest, options.uploadTasks ?? {}),
    ...(options.withPrefix === true ? { s3_prefix: buildDataName(label, manifest.acquisitionDatetime) } : {}),
  };
}

/** Old names are submitted by their new ones, so two folders can become one modality, of which one would be in no task. */
function findModalities({ modalities }: Manifest): readonly NamedAbbreviation[] {
  const folders = new Map<string, string>();
  return Object.keys(modalities).map((key) => {
    const modality = findModality(key, { path: formatPath(["modalities", key]) });
    const other = folders.get(modality.abbreviation);
    if (other !== undefined)
      throw submitRequestErrors("MODALITY_TWICE", {
        what: `${other} and ${key} are one modality to the transfer service, ${modality.abbreviation}`,
        where: { path: formatPath(["modalities", key]) },
      });
    folders.set(modality.abbreviation, key);
    return modality;
  });
}

function makeTasks(manifest: Manifest, uploadTasks: JsonObject): JsonObject {
  const { name, modalities } = manifest;
  const folder = joinPosix(dataPlaceOf(manifest), name);
  const transformations = Object.keys(modalities).map((key): [string, JsonValue] => [
    findModality(key).abbreviation,
    task({ input_source: joinPosix(folder, key) }),
  ]);
  return {
    modality_transformation_settings: Object.fromEntries(transformations),
    gather_preliminary_metadata: task({ metadata_dir: folder }),
    ...completeTasks(fillPlaceholders(uploadTasks, { destination: folder })),
  };
}

function task(settings: JsonObject): JsonObject {
  return { ...EMPTY_TASK, job_settings: settings };
}

const EMPTY_TASK: JsonObject = {
  skip_task: false,
  image: null,
  image_version: null,
  image_resources: null,
  job_settings: null,
  command_script: null,
};

/** The service's model writes out every field of a task, also of those by modality. */
function completeTasks(tasks: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(tasks).map(([id, value]) => [id, completeTask(value)]));
}

function completeTask(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.every((key) => key in EMPTY_TASK)) return { ...EMPTY_TASK, ...value };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isObject(item) ? { ...EMPTY_TASK, ...item } : item]),
  );
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
