import { z } from "zod";
import { bool, clockTime, filePath, isoDatetime, json, loggedJson, paths, subject, text } from "./manifest-values.js";

/**
 * A manifest's keys as they stand in the file, as aind-watchdog-service 0.1.9 takes them (extra keys are ignored). Keys of
 * the old form are optional here: `processor_full_name` marks it.
 */
export const ManifestFileSchema = z.object({
  name: text.nullish(),
  subject_id: subject,
  acquisition_datetime: isoDatetime,
  schedule_time: clockTime.nullish(),
  transfer_endpoint: text.nullish(),
  platform: text.nullish(),
  project_name: text,
  upload_notification_email: text.nullish(),
  destination: filePath,
  modalities: z.record(z.string(), paths).default({}),
  schemas: paths.default([]),
  transfer_service_args: json.nullish(),
  transfer_service_job_type: text.default("default"),
  delete_modalities_source_after_success: bool.default(false),
  extra_identifying_info: loggedJson.nullish(),
  checksum_mode_override: z.enum(["no_check", "file_size", "crc32"]).nullish(),

  // Without effect since 0.1.6, which ignores them: a value that is none stops nothing.
  processor_full_name: text.nullish().catch(undefined),
  capsule_id: text.nullish().catch(undefined),
  mount: text.nullish().catch(undefined),
  s3_bucket: z.enum(["private", "open", "default"]).nullish().catch(undefined),
  script: z.record(z.string(), z.array(text)).nullish().catch(undefined),
  force_cloud_sync: bool.nullish().catch(undefined),
  /** Computed by the service when it is absent; of no effect. */
  total_data_size: z.unknown().optional(),
});

export type ManifestFile = z.output<typeof ManifestFileSchema>;

export const MANIFEST_KEYS: readonly string[] = Object.keys(ManifestFileSchema.shape);
