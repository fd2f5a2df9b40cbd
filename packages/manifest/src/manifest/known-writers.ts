import type { YamlMapping } from "../yaml/index.js";

/** A program whose hand a manifest's keys show, and what it never leaves out. */
export interface Writer {
  /** Whether the keys, in the order in which they stand, are a beginning of what it writes. */
  readonly wrote: (keys: readonly string[], mapping: YamlMapping) => boolean;
  readonly always: readonly string[];
  /** Behind which it writes no other, and of a mapping there the last one of that. */
  readonly last: readonly [key: string, inside?: string];
}

const CLABE_SHARED = [
  "acquisition_datetime",
  "delete_modalities_source_after_success",
  "destination",
  "extra_identifying_info",
  "modalities",
  "name",
  "platform",
  "project_name",
  "schedule_time",
  "schemas",
  "subject_id",
  "transfer_endpoint",
  "transfer_service_args",
];
const CLABE_0_6 = [
  ...CLABE_SHARED,
  "capsule_id",
  "force_cloud_sync",
  "mount",
  "processor_full_name",
  "s3_bucket",
  "script",
];
const CLABE_CURRENT = [...CLABE_SHARED, "checksum_mode_override", "transfer_service_job_type"];

/** In the order in which aind-watchdog-service up to 0.1.5 writes them: every one, nulls too. */
const SERVICE_0_1_5 = [
  "name",
  "processor_full_name",
  "subject_id",
  "acquisition_datetime",
  "schedule_time",
  "force_cloud_sync",
  "transfer_endpoint",
  "platform",
  "capsule_id",
  "mount",
  "s3_bucket",
  "project_name",
  "destination",
  "modalities",
  "schemas",
  "script",
  "transfer_service_args",
  "delete_modalities_source_after_success",
  "extra_identifying_info",
];

/** The same of 0.1.6 and later, which leave nulls out. */
const SERVICE_CURRENT = [
  "name",
  "subject_id",
  "acquisition_datetime",
  "schedule_time",
  "transfer_endpoint",
  "platform",
  "project_name",
  "upload_notification_email",
  "destination",
  "modalities",
  "schemas",
  "transfer_service_args",
  "transfer_service_job_type",
  "delete_modalities_source_after_success",
  "extra_identifying_info",
  "checksum_mode_override",
];

const SERVICE_ALWAYS = ["schemas", "transfer_service_job_type", "delete_modalities_source_after_success"];

const WRITERS: readonly Writer[] = [
  {
    wrote: (keys) => isSorted(keys) && has(keys, "capsule_id", "extra_identifying_info", "force_cloud_sync"),
    always: CLABE_0_6,
    last: ["transfer_service_args", "user_email"],
  },
  {
    wrote: (keys) => isSorted(keys) && has(keys, "checksum_mode_override", "extra_identifying_info"),
    always: CLABE_CURRENT,
    last: ["transfer_service_job_type"],
  },
  {
    wrote: (keys) => isBeginning(keys, SERVICE_0_1_5) && has(keys, "capsule_id", "s3_bucket"),
    always: SERVICE_0_1_5,
    last: ["extra_identifying_info"],
  },
  {
    // A person who writes these keys in this order seldom writes the default endpoint, or all that are always there, as well.
    wrote: (keys, mapping) =>
      isSubsequence(keys, SERVICE_CURRENT) &&
      keys[0] === "name" &&
      // The value of the last one can be what is cut off.
      keys.slice(0, -1).every((key) => mapping[key] !== null) &&
      (has(keys, "transfer_endpoint") || has(keys, ...SERVICE_ALWAYS)),
    always: SERVICE_ALWAYS,
    last: ["checksum_mode_override"],
  },
];

export function findWriter(mapping: YamlMapping): Writer | undefined {
  const keys = Object.keys(mapping);
  return WRITERS.find((writer) => writer.wrote(keys, mapping));
}

function has(keys: readonly string[], ...wanted: readonly string[]): boolean {
  return wanted.every((key) => keys.includes(key));
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key);
}

function isBeginning(keys: readonly string[], order: readonly string[]): boolean {
  return keys.every((key, index) => key === order[index]);
}

function isSubsequence(keys: readonly string[], order: readonly string[]): boolean {
  let from = 0;
  return keys.every((key) => {
    const found = order.indexOf(key, from);
    from = found + 1;
    return found >= 0;
  });
}
