import { z } from "zod";
import { bool, filePath, isoDatetime, json, paths, subject, text } from "../manifest/manifest-values.js";
import { reading, YamlTimestamp } from "../yaml/index.js";
import { MODALITIES_BEFORE_0_1_6, PLATFORMS } from "../vocabulary/index.js";

/** `%H:%M:%S`, where one digit is enough. */
const STRICT_TIME = /^(?:[01]?\d|2[0-3]):[0-5]?\d:(?:[0-5]?\d|6[01])$/;

/** Before 0.1.9, of numbers none is a time, and of texts only this form. */
const strictTime = reading("a time written as 20:00:00, in quotes", (written) => {
  if (written instanceof YamlTimestamp) return written.hasTime ? written.text : undefined;
  return typeof written === "string" && STRICT_TIME.test(written) ? written : undefined;
});

const looseTime = reading("a time such as 20:00:00", (written) =>
  written instanceof YamlTimestamp && !written.hasTime ? undefined : written,
);

const integerSubject = subject.refine((id) => /^\s*[-+]?\d+\s*$/.test(id), { error: "expected a whole number" });
const oldModality = z.enum([...MODALITIES_BEFORE_0_1_6, "ophys"]);
const oldPlatform = z.enum(Object.keys(PLATFORMS));
const filled = { error: "names no data" };

const oldKeys = {
  name: text,
  processor_full_name: text,
  subject_id: integerSubject,
  acquisition_datetime: isoDatetime,
  schedule_time: strictTime.nullish(),
  force_cloud_sync: bool.optional(),
  transfer_endpoint: text.nullish(),
  platform: oldPlatform,
  capsule_id: text.nullish(),
  mount: text.nullish(),
  s3_bucket: z.enum(["private", "open", "default"]).optional(),
  project_name: text,
  destination: filePath,
  modalities: z.partialRecord(oldModality, paths).refine(isFilled, filled),
  schemas: paths.optional(),
  script: z.record(z.string(), z.array(text)).optional(),
};

function isFilled(modalities: object): boolean {
  return Object.keys(modalities).length > 0;
}

function withCapsule(shape: z.core.$ZodLooseShape): z.ZodType {
  return z
    .strictObject(shape)
    .refine((file) => ((file["capsule_id"] ?? null) === null) === ((file["mount"] ?? null) === null), {
      error: "capsule_id and mount must both be given, or neither",
    });
}

const RULES_0_1_1 = withCapsule({
  ...oldKeys,
  transfer_endpoint: text.optional(),
  modalities: z.partialRecord(oldModality, paths).optional(),
});
const RULES_0_1_4 = withCapsule({ ...oldKeys, transfer_service_args: json.nullish() });
const RULES_0_1_5 = withCapsule({
  ...oldKeys,
  transfer_service_args: json.nullish(),
  delete_modalities_source_after_success: bool.optional(),
  extra_identifying_info: json.nullish(),
});

const currentKeys = {
  name: text,
  subject_id: subject,
  acquisition_datetime: isoDatetime,
  schedule_time: strictTime.nullish(),
  transfer_endpoint: text.nullish(),
  platform: text.nullish(),
  project_name: text,
  destination: filePath,
  modalities: z.record(z.string(), paths).refine(isFilled, filled),
  schemas: paths.optional(),
  transfer_service_args: json.nullish(),
  transfer_service_job_type: text.optional(),
  delete_modalities_source_after_success: bool.optional(),
  extra_identifying_info: json.nullish(),
  checksum_mode_override: z.enum(["no_check", "file_size", "crc32"]).nullish(),
};
const RULES_0_1_6 = z.object(currentKeys);
const RULES_0_1_7 = z.object({ ...currentKeys, upload_notification_email: text.nullish() });
const RULES_0_1_9 = z.object({ ...RULES_0_1_7.shape, schedule_time: looseTime.nullish() });

/** What each version of aind-watchdog-service takes, oldest first. */
export const VERSION_RULES: Readonly<Record<string, z.ZodType>> = {
  "0.1.1": RULES_0_1_1,
  "0.1.4": RULES_0_1_4,
  "0.1.5": RULES_0_1_5,
  "0.1.6": RULES_0_1_6,
  "0.1.7": RULES_0_1_7,
  "0.1.8": RULES_0_1_7,
  "0.1.9": RULES_0_1_9,
};
