import { pathText, templatePath } from "@rigline/core";
import {
  EmailSchema,
  MANIFEST_FLAVOURS,
  NotifySchema,
  PatternsSchema,
  PingSchema,
  SafeBySchema,
  SAFE_WHEN,
} from "@rigline/manifest";
import { z } from "zod";
import { MapperSchema } from "../mapper/mapper-option.js";
import { FollowSchema } from "./follow-option.js";
import {
  AlsoToSchema,
  DestinationSchema,
  ELSEWHERE,
  ScheduleTimeSchema,
  TransferEndpointSchema,
  UploadTasksSchema,
} from "./option-values.js";

const AddressProgramSchema = z.strictObject({
  command: z.array(z.string()).min(1).describe("Program and arguments; the experimenter's name is put behind them."),
  timeout_seconds: z.number().positive().default(10).describe("After so many seconds the program is ended."),
});

const Json = z.record(z.string(), z.json());

/**
 * The section `watchdog` of clabe.yml or of the launcher's config. Every key of clabe 0.6.13 and of current clabe is known
 * by its own name; below them are Rigline's own. Relative paths start at the config file's folder.
 */
export const WatchdogOptionsSchema = z
  .strictObject({
    destination: DestinationSchema,
    project_name: z
      .string({ error: "must be given: the project's name as the metadata service knows it" })
      .min(1)
      .describe("The project's name as the metadata service knows it."),
    transfer_endpoint: TransferEndpointSchema.describe(
      "Where jobs are submitted, or null to copy without submitting. There is no default: clabe's is a development server.",
    ),
    schedule_time: ScheduleTimeSchema.default("20:00:00").describe(
      "When the transfer starts, by the rig's clock; null is at once. `20:00` and unquoted times are read as they are meant.",
    ),
    platform: z.string().min(1).nullish().describe("The data's platform; none is named in the job when absent."),
    job_type: z
      .string()
      .min(1)
      .default("default")
      .describe("The kind of job that the transfer service runs.")
      .meta({ aliases: ["job_config", "transfer_service_job_type"] }),
    delete_modalities_source_after_success: z
      .boolean()
      .default(false)
      .describe("The source goes when every byte was verified and the job accepted."),
    extra_identifying_info: Json.nullish().describe("Anything that is to be kept in the manifest."),
    upload_tasks: UploadTasksSchema.nullish()
      .describe(
        "Tasks of the job, merged over the default ones by name. `{{ destination }}` becomes the session's folder on the server.",
      )
      .meta({ aliases: ["upload_job_configs", "upload_job_config"] }),
    data_description_tags: z
      .array(z.string().min(1))
      .nullish()
      .describe("Added to the data's description by the task that gathers metadata."),
    extra_modality_data: z
      .record(z.string(), z.array(templatePath()))
      .nullish()
      .describe(
        "Folders from elsewhere that are sent with the session, by modality; `{session_name}`, `{subject}` and the like are filled in. They stay where they are, also when the source is deleted.",
      ),

    include: PatternsSchema.describe(
      "Of the modalities only these files are handed off: patterns of their paths at the destination (docs/watchdog-service/selection.md). All when absent.",
    ),
    exclude: PatternsSchema.describe(
      "Files of the modalities that stay at the rig, whatever becomes of the others, and are never deleted by the hand-off.",
    ),

    parts: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "Of the session all modalities that belong together, where several computers hand off theirs under one name, the same list in the configs of all. The computer that brings the first one submits the job, when all have arrived (docs/watchdog-service/selection.md).",
      ),

    also_to: AlsoToSchema,

    later: z
      .strictObject({
        files: z
          .array(z.string().min(1))
          .min(1)
          .describe("What waits: modalities, or patterns of files (docs/watchdog-service/selection.md)."),
        at: ScheduleTimeSchema.refine((time) => time !== null, { error: "a time such as 20:00:00" }).describe(
          "From when on it is copied, by the rig's clock.",
        ),
        publish_first: z
          .boolean()
          .default(false)
          .describe(
            "What goes first is published at once, each modality by itself; `files` are whole modalities then. Else all is published at the end.",
          ),
      })
      .optional(),

    follow: FollowSchema,
    mapper: MapperSchema.optional(),
    on_mapper_failure: z
      .enum(["skip", "folders"])
      .default("skip")
      .describe(
        "What a mapper that fails, the config's or a plugin's, means. `skip`: nothing is handed off until it is fixed and the session resumed; `folders`: the folders are taken by their names, so that the data does not wait for it.",
      ),

    confirm: z
      .boolean()
      .default(false)
      .describe(
        "A person is asked whether to hand the session off: key `transfer`, answered beforehand by `--answer transfer=no` or `answers`. No is `declined`, which is no failure, and `rigline handoff` takes it back. Where there is nobody to ask it is handed off.",
      ),
    transfer_on: z
      .enum(["always", "success", "ask"])
      .default("always")
      .describe(
        "Which sessions are handed off: `always` also those that failed, whose data are data too; `success` leaves the others `declined`; `ask` is `confirm`.",
      ),

    capsule_id: z
      .string()
      .nullish()
      .describe("Of clabe 0.6.13: counts in the old form of the manifest; needs `mount`."),
    mount: z
      .string()
      .nullish()
      .describe("Of clabe 0.6.13: counts in the old form of the manifest; needs `capsule_id`."),
    script: z
      .record(z.string(), z.array(z.string()))
      .nullish()
      .describe("Of clabe 0.6.13: counts in the old form of the manifest."),
    s3_bucket: z
      .enum(["private", "open", "default"])
      .optional()
      .describe("The bucket that the job names; `default` when absent, `private` in the old form of the manifest."),
    force_cloud_sync: z.boolean().default(true).describe("Of clabe 0.6.13: counts in the old form of the manifest."),

    safe_to_delete_when: z
      .enum(SAFE_WHEN)
      .default("accepted")
      .describe(
        "From when on `rigline status` calls a session safe to delete: the transfer service has `accepted` its job, or has `processed` it. Verified at the destination, and unchanged since, it must be either way.",
      ),
    job_status_url: z
      .url({ protocol: /^https?$/, error: "must be an http or https address, or null" })
      .nullish()
      .describe(
        "Where the transfer service tells what becomes of its jobs; found by itself beside a `transfer_endpoint` that ends in `/api/v2/submit_jobs`, and null: nobody is asked. It is written into the watch config; a `watch_config` of your own has to say it itself.",
      ),
    allow_local_destination: z
      .boolean()
      .default(false)
      .describe(
        "The destination is on this rig's own disk on purpose. Only then is a missing destination made there, and a source deleted whose published copy lies there. It is written into the watch config; a `watch_config` of your own has to say it itself.",
      ),
    notify: NotifySchema,
    safe_by: SafeBySchema,
    ping: PingSchema,
    watch_config: pathText()
      .optional()
      .describe(
        "A watch config that names both folders; else the environment's `WATCHDOG_CONFIG`; else one is written.",
      )
      .meta({ aliases: ["watchdog_config", "config_path"] }),
    flag_dir: pathText()
      .optional()
      .describe(
        "The queue: manifests are published here. `<data_dir>/.rigline/watchdog/flags` when nothing names another.",
      ),
    manifest_complete: pathText()
      .optional()
      .describe("Where manifests go when they are done; beside `flag_dir` when absent."),
    service: z
      .enum(["auto", "embedded", "external", "none"])
      .default("auto")
      .describe(
        "Who watches: `embedded`, `external` (the program that the environment's `WATCHDOG_EXE` names), `none`; `auto` is external when `WATCHDOG_EXE` is set.",
      ),
    manifest_flavour: z
      .enum(["auto", ...MANIFEST_FLAVOURS])
      .default("auto")
      .describe(
        "For whom manifests are written: `auto` is what the installed daemon reads; `current`, `clabe-0.6.13` (the old form), or `watchdog-0.1.5` to `watchdog-0.1.9`, which are also refused before the session where that version would refuse them.",
      ),
    wait_seconds: z
      .number()
      .nonnegative()
      .default(30)
      .describe("How long the launcher looks on before it leaves the hand-off to the daemon."),
    user_email: EmailSchema.optional()
      .describe("Who the transfer service writes to; made from the first experimenter when absent.")
      .meta({ aliases: ["upload_notification_email"] }),
    email_domain: z
      .string()
      .min(1)
      .default("alleninstitute.org")
      .describe("What stands behind the @ of an address that is made from an experimenter."),
    user_email_of: z
      .enum(["first", "last"])
      .default("first")
      .describe("Of several experimenters, whose address is taken before the others': clabe's is the last one's."),
    email_from_experimenter: z
      .union([pathText(), AddressProgramSchema])
      .optional()
      .describe(
        "Who makes an address of an experimenter's name, in place of `email_domain`: a module with a function as its default export, which may ask a directory; or `{command: […]}`, a program that gets the name as its last argument and prints the address. Nothing, null or undefined: this one has none.",
      )
      .meta({ aliases: ["email_from_experimenter_builder", "emailFromExperimenter"] }),
    logs_modality: z.string().min(1).default("behavior").describe("The modality that the launcher's logs travel in."),
    project_names_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        "A list of project names to check against before the session: clabe's is `http://aind-metadata-service/api/v2/project_names`.",
      ),
  })
  .refine((options) => (options.capsule_id ?? null) === null || (options.mount ?? null) !== null, {
    error: "capsule_id needs mount: give both or neither",
    path: ["mount"],
  })
  .refine((options) => (options.mount ?? null) === null || (options.capsule_id ?? null) !== null, {
    error: "mount needs capsule_id: give both or neither",
    path: ["capsule_id"],
  })
  .meta({ elsewhere: ELSEWHERE });

export type WatchdogOptions = z.output<typeof WatchdogOptionsSchema>;
