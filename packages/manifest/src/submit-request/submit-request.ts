import { z } from "zod";
import { isModality, MODALITIES, PLATFORMS } from "../vocabulary/index.js";

/**
 * The request that aind-data-transfer-service takes at `/api/v2/submit_jobs` (its SubmitJobRequestV2, version 2.2.2),
 * checked as far as can be without its lists of projects and job types. Extra keys are ignored there, and kept here.
 */
const NotificationType = z.enum(["begin", "end", "fail", "retry", "all"]);

/** As pydantic's EmailStr: no spaces, a domain with a dot, none of the names that lead nowhere. */
export const EmailSchema = z
  .string()
  .regex(/^[^\s@<>()[\],;:"\\]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/, {
    error: "is no e-mail address",
  })
  .regex(/^(?!.*\.(?:arpa|invalid|local|localhost|onion|test)$)/i, {
    error: "is an address at a domain that leads nowhere",
  });

const TaskSchema = z.looseObject({
  skip_task: z.boolean().default(false),
  image: z.string().nullish(),
  image_version: z.string().nullish(),
  image_resources: z.record(z.string(), z.json()).nullish(),
  job_settings: z.record(z.string(), z.json()).nullish(),
  command_script: z.string().nullish(),
});

const TASK_KEYS = Object.keys(TaskSchema.shape);
const PER_MODALITY = ["modality_transformation_settings", "codeocean_pipeline_settings"];

const TasksSchema = z.record(z.string(), z.record(z.string(), z.json())).superRefine((tasks, context) => {
  for (const [id, task] of Object.entries(tasks)) {
    const isTask = Object.keys(task).every((key) => TASK_KEYS.includes(key));
    const perModality = PER_MODALITY.includes(id);
    const complain = (path: string[], message: string): void => context.addIssue({ code: "custom", path, message });
    if (perModality && task["skip_task"] === true) continue;
    if (!perModality && isTask) addIssues(context, [id], TaskSchema.safeParse(task));
    else if (perModality && isTask && Object.keys(task).length > 0)
      complain([id], "must have a task for each modality, by abbreviation");
    else
      for (const [key, value] of Object.entries(task)) {
        if (perModality && !isModality(key)) complain([id, key], `${key} is no modality`);
        addIssues(context, [id, key], TaskSchema.safeParse(value));
      }
  }
});

function addIssues(context: z.core.ParsePayload, path: string[], result: z.ZodSafeParseResult<unknown>): void {
  for (const issue of result.error?.issues ?? [])
    context.issues.push({ code: "custom", input: undefined, path: [...path, ...issue.path], message: issue.message });
}

function named(
  names: Readonly<Record<string, string>>,
  kind: string,
): z.ZodType<{ abbreviation: string; name: string }> {
  return z
    .object({ abbreviation: z.string(), name: z.string() })
    .refine(({ abbreviation, name }) => Object.hasOwn(names, abbreviation) && names[abbreviation] === name, {
      error: `is no ${kind} with the name that belongs to its abbreviation`,
    });
}

const UploadJobSchema = z.looseObject({
  job_type: z.string(),
  user_email: EmailSchema.nullish(),
  email_notification_types: z.array(NotificationType).nullish(),
  s3_bucket: z.enum(["private", "open", "default"]).default("default"),
  project_name: z.string(),
  platform: named(PLATFORMS, "platform").nullish(),
  modalities: z.array(named(MODALITIES, "modality")).min(1),
  subject_id: z.string(),
  acq_datetime: z.iso.datetime({ local: true, offset: true }),
  tasks: TasksSchema,
});

export const SubmitRequestSchema = z.looseObject({
  dag_id: z.literal("transform_and_upload_v2").default("transform_and_upload_v2"),
  user_email: EmailSchema.nullish(),
  email_notification_types: z.array(NotificationType).default(["fail"]),
  upload_jobs: z.array(UploadJobSchema).min(1).max(50),
});
