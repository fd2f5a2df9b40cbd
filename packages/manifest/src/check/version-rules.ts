import { z } from "zod";
import { MODALITIES_BEFORE_0_1_6, PLATFORMS } from "../vocabulary/index.js";
import {
  anyBoolean as bool,
  anyMapping as mapping,
  anyNumber,
  anyText as text,
  looseDatetime,
  looseSubject,
  looseTime,
  ownKey,
  strictTime,
  texts,
  wholeNumber,
} from "./lax-values.js";

const oldModality = z.enum([...MODALITIES_BEFORE_0_1_6, "ophys"]);
const oldPlatform = z.enum(Object.keys(PLATFORMS));
const filled = { error: "names no data" };

const oldKeys = {
  name: text,
  processor_full_name: text,
  subject_id: wholeNumber,
  acquisition_datetime: looseDatetime,
  schedule_time: strictTime.nullish(),
  force_cloud_sync: bool.optional(),
  transfer_endpoint: text.nullish(),
  platform: oldPlatform,
  capsule_id: text.nullish(),
  mount: text.nullish(),
  s3_bucket: z.enum(["private", "open", "default"]).optional(),
  project_name: text,
  destination: text,
  modalities: z.partialRecord(oldModality, texts).refine(isFilled, filled),
  schemas: texts.optional(),
  script: z.record(z.string(), texts).optional(),
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
  modalities: z.partialRecord(oldModality, texts).optional(),
});
const RULES_0_1_4 = withCapsule({ ...oldKeys, transfer_service_args: mapping.nullish() });
const RULES_0_1_5 = withCapsule({
  ...oldKeys,
  transfer_service_args: mapping.nullish(),
  delete_modalities_source_after_success: bool.optional(),
  extra_identifying_info: mapping.nullish(),
});

const currentKeys = {
  name: text,
  subject_id: looseSubject,
  acquisition_datetime: looseDatetime,
  schedule_time: strictTime.nullish(),
  transfer_endpoint: text.nullish(),
  platform: text.nullish(),
  project_name: text,
  destination: text,
  modalities: z.record(z.string(), texts).refine(isFilled, filled),
  schemas: texts.optional(),
  transfer_service_args: mapping.nullish(),
  transfer_service_job_type: text.optional(),
  delete_modalities_source_after_success: bool.optional(),
  extra_identifying_info: mapping.nullish(),
  checksum_mode_override: z.enum(["no_check", "file_size", "crc32"]).nullish(),
  checksum_mode: ownKey,
  total_data_size: anyNumber.nullish(),
};
const RULES_0_1_6 = z.object(currentKeys);
const RULES_0_1_7 = z.object({ ...currentKeys, upload_notification_email: text.nullish() });
const RULES_0_1_9 = z.object({ ...RULES_0_1_7.shape, schedule_time: looseTime.nullish() });

/** The versions of aind-watchdog-service whose rules are known, oldest first. */
export const SERVICE_VERSIONS = ["0.1.1", "0.1.4", "0.1.5", "0.1.6", "0.1.7", "0.1.8", "0.1.9"] as const;
export type ServiceVersion = (typeof SERVICE_VERSIONS)[number];

export function isServiceVersion(text: string): text is ServiceVersion {
  return (SERVICE_VERSIONS as readonly string[]).includes(text);
}

/** What each of them takes, oldest first. */
export const VERSION_RULES: Readonly<Record<ServiceVersion, z.ZodType>> = {
  "0.1.1": RULES_0_1_1,
  "0.1.4": RULES_0_1_4,
  "0.1.5": RULES_0_1_5,
  "0.1.6": RULES_0_1_6,
  "0.1.7": RULES_0_1_7,
  "0.1.8": RULES_0_1_7,
  "0.1.9": RULES_0_1_9,
};
