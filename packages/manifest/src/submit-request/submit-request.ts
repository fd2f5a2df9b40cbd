import { formatIso } from "@rigline/foundation/time";
import { z } from "zod";
import { readDatetime } from "../pydantic/read-value.js";
import { readEmail } from "../pydantic/read-email.js";
import { MODALITIES, PLATFORMS, type NamedAbbreviation } from "../vocabulary/index.js";
import { reading } from "../yaml/index.js";
import { TasksSchema } from "./tasks.js";

/**
 * The request that aind-data-transfer-service takes at `/api/v2/submit_jobs` (its SubmitJobRequestV2, version 2.2.2),
 * checked as far as can be without its lists of projects and job types. What comes out is what the service makes of it:
 * names completed, addresses and times in their usual form, keys that it does not know left out.
 */
const NotificationTypes = z
  .array(z.enum(["begin", "end", "fail", "retry", "all"]))
  .transform((types) => [...new Set(types)].sort());

/** An address as pydantic's EmailStr takes it, left as it stands. */
export const EmailSchema = z.string().superRefine((text, context) => {
  const read = readEmail(text);
  if ("objection" in read) context.addIssue({ code: "custom", message: read.objection });
});

const NormalEmail = EmailSchema.transform((text) => normalizeEmail(text));

/** The address as the service writes it: without a name or spaces around it, the domain in small letters. As it stands when it is none. */
export function normalizeEmail(text: string): string {
  const read = readEmail(text);
  return "email" in read ? read.email : text;
}

/** By `name`, which decides; other keys are passed over. */
const Platform = z
  .object({ name: z.string(), abbreviation: z.string().optional() })
  .transform(({ name, abbreviation }, context): NamedAbbreviation => {
    const found = Object.entries(PLATFORMS).find(([, each]) => each === name)?.[0];
    if (found !== undefined && (abbreviation ?? found) === found) return { abbreviation: found, name };
    context.addIssue({ code: "custom", message: "is no platform with the name that belongs to its abbreviation" });
    return z.NEVER;
  });

/** By `abbreviation`, which decides; other keys are refused. */
const Modality = z
  .strictObject({ abbreviation: z.string(), name: z.string().optional() })
  .transform(({ abbreviation, name }, context): NamedAbbreviation => {
    const found = Object.hasOwn(MODALITIES, abbreviation) ? MODALITIES[abbreviation] : undefined;
    if (found !== undefined && (name ?? found) === found) return { abbreviation, name: found };
    context.addIssue({ code: "custom", message: "is no modality with the name that belongs to its abbreviation" });
    return z.NEVER;
  });

const UploadJobSchema = z.object({
  job_type: z.string(),
  user_email: NormalEmail.nullish(),
  email_notification_types: NotificationTypes.nullish(),
  s3_bucket: z.enum(["private", "open", "default"]).default("default"),
  project_name: z.string(),
  platform: Platform.nullish(),
  modalities: z.array(Modality).min(1),
  subject_id: z.string(),
  acq_datetime: reading("a date and time such as 2026-07-14T09:05:00", (written) => {
    const time = readDatetime(written);
    return time === undefined ? undefined : formatIso(time);
  }),
  tasks: TasksSchema,
});

export const SubmitRequestSchema = z.object({
  dag_id: z.literal("transform_and_upload_v2").default("transform_and_upload_v2"),
  user_email: NormalEmail.nullish(),
  email_notification_types: NotificationTypes.default(["fail"]),
  upload_jobs: z.array(UploadJobSchema).min(1).max(50),
});
