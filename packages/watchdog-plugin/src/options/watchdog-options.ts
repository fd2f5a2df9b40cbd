import { pathText } from "@rigline/core";
import { EmailSchema } from "@rigline/manifest";
import { z } from "zod";
import { ScheduleTimeSchema } from "./schedule-time.js";
import { TransferEndpointSchema } from "./transfer-endpoint.js";

const Json = z.record(z.string(), z.json());

/**
 * The section `watchdog` of clabe.yml or of the launcher's config. Every key of clabe 0.6.13 and of current clabe is known
 * by its own name; below them are Rigline's own. Relative paths start at the config file's folder.
 */
export const WatchdogOptionsSchema = z
  .strictObject({
    /** The root on the server: data go to `<destination>/<subject>/<session>`. */
    destination: pathText({ error: "must be given: the folder on the server that data are copied to" }),
    project_name: z.string({ error: "must be given: the project's name as the metadata service knows it" }).min(1),
    transfer_endpoint: TransferEndpointSchema,
    /** When the transfer starts, by the rig's clock; null is at once. clabe's default. */
    schedule_time: ScheduleTimeSchema.default("20:00:00"),
    platform: z.string().min(1).nullish(),
    job_type: z.string().min(1).default("default"),
    delete_modalities_source_after_success: z.boolean().default(false),
    extra_identifying_info: Json.nullish(),
    /** Tasks of the job, merged over the default ones by name. `{{ destination }}` becomes `<destination>/<subject>/<session>`. */
    upload_tasks: Json.nullish(),
    /** Added to the data's description by the task that gathers metadata. */
    data_description_tags: z.array(z.string().min(1)).nullish(),
    /** Folders from elsewhere to be sent with the session, by modality. */
    extra_modality_data: z.record(z.string(), z.array(pathText())).nullish(),

    /** Of clabe 0.6.13 alone: written into the manifest only with `manifest_flavour: clabe-0.6.13`. */
    capsule_id: z.string().nullish(),
    mount: z.string().nullish(),
    script: z.record(z.string(), z.array(z.string())).nullish(),
    s3_bucket: z.enum(["private", "open", "default"]).optional(),
    force_cloud_sync: z.boolean().default(true),

    /** A WatchConfig file; else the environment's WATCHDOG_CONFIG, else one is written for `flag_dir`. */
    watch_config: pathText().optional(),
    /** The queue: manifests are published here. `<data_dir>/.rigline/watchdog/flags` when nothing names another. */
    flag_dir: pathText().optional(),
    /** Where manifests go when they are done; beside `flag_dir` when absent. */
    manifest_complete: pathText().optional(),
    /** Who watches: `auto` is `external` when the environment has WATCHDOG_EXE, else `embedded`. */
    service: z.enum(["auto", "embedded", "external", "none"]).default("auto"),
    manifest_flavour: z.enum(["current", "clabe-0.6.13"]).default("current"),
    /** How long the launcher follows the hand-off before it leaves it to the daemon. */
    wait_seconds: z.number().nonnegative().default(30),
    /** Who the transfer service writes to; made from the first experimenter when absent. */
    user_email: EmailSchema.optional(),
    email_domain: z.string().min(1).default("alleninstitute.org"),
    /** The modality that the launcher's logs travel in. */
    logs_modality: z.string().min(1).default("behavior"),
    /** A list of valid project names to check against in preflight: clabe's is `http://aind-metadata-service/api/v2/project_names`. */
    project_names_url: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine((options) => (options.capsule_id ?? null) === null || (options.mount ?? null) !== null, {
    error: "capsule_id needs mount: give both or neither",
    path: ["mount"],
  })
  .refine((options) => (options.mount ?? null) === null || (options.capsule_id ?? null) !== null, {
    error: "mount needs capsule_id: give both or neither",
    path: ["capsule_id"],
  });

export type WatchdogOptions = z.output<typeof WatchdogOptionsSchema>;
