import { z } from "zod";
import { ReadBackSchema } from "../job/read-back.js";
import { NeedSchema } from "../further/further-copy.js";
import { MOST_FURTHER, needObjection } from "../manifest/also-to.js";
import { AuditSchema } from "./audit-schema.js";
import { S3Schema, RcloneSchema } from "./stores-schema.js";
import { CatalogueSchema } from "./catalogue-schema.js";
import { FleetSchema } from "./fleet-schema.js";
import { BandwidthSchema } from "./bandwidth-schema.js";
import { RetentionSchema } from "./retention-schema.js";
import { NotifySchema, PingSchema, SafeBySchema } from "./notify-schema.js";

const NO_EFFECT = "Of aind-watchdog-service: accepted, without effect.";
const LOG_FOLDER = "C:\\ProgramData\\AIBS_MPE\\aind_watchdog_service\\logs";

const AlsoToSchema = z
  .array(
    z.strictObject({
      destination: z
        .string()
        .min(1)
        .describe(
          "The root there: data go to `<destination>/<subject>/<name>`. A folder, which has to be there itself, or a store: `s3://bucket/prefix`, `rclone:remote:path` (docs/watchdog-service/destinations.md).",
        ),
      needed: NeedSchema.default(true).describe(
        "A session is safe, and its source deleted, only when its data are there too; a number: when they are at so many of those that say the same.",
      ),
    }),
  )
  .max(MOST_FURTHER)
  .refine((named) => needObjection(named) === undefined, { error: ({ input }) => needObjection(input as never) ?? "" })
  .default([]);

export const ALSO_TO_KEYS: readonly string[] = ["destination", "needed"];

/** Of files (`Chooser`). */
export const PatternsSchema = z.array(z.string().min(1)).default([]);

/** Our own settings in a watch config; unknown keys are refused. Times in seconds. */
const RiglineSchema = z.strictObject({
  settle_seconds: z
    .number()
    .nonnegative()
    .default(2)
    .describe(
      "A manifest whose form does not prove it whole is taken when it was unchanged for so long; one that might still go on, or that can not be read yet, waits five times as long. One that proves whole is taken at once.",
    ),
  rescan_seconds: z
    .number()
    .positive()
    .default(5)
    .describe("How often the flag folder is looked through; the system's hints only make it quicker."),
  retry: z
    .strictObject({
      attempts: z
        .int()
        .positive()
        .default(8)
        .describe("Failures in a row of a kind that seldom passes, before the job is parked."),
      first_delay_seconds: z
        .number()
        .nonnegative()
        .default(2)
        .describe("The first wait; then twice that, and so on, each shortened at random by up to a half."),
      max_delay_seconds: z.number().nonnegative().default(300).describe("The longest wait."),
    })
    .prefault({}),
  verify: ReadBackSchema.optional().describe(
    "What a copy is read back from: `device` is the disk or server that holds it, past this machine's cache, as far as the system lets it; `cache` is whatever the system answers with. When absent: `device` on network file systems, `cache` elsewhere.",
  ),
  verify_source: z
    .boolean()
    .default(false)
    .describe(
      "Each source is read a second time, past this machine's cache as far as the system lets it, and its copy compared with that; or it is held against the hash that the program gave which wrote it.",
    ),
  checksums: z
    .boolean()
    .default(true)
    .describe(
      "`checksums.sha256` lies in each published session, for `sha256sum -c`. False: only beside it, in `.rigline/inventories`.",
    ),
  custody: z
    .enum(["asc-mhl"])
    .optional()
    .describe(
      "`asc-mhl`: a folder `ascmhl` lies in each published session, a generation of ASC MHL 2.0 with the C4 id of each file. Each copy is read once more for it. What `audit` reads again is added to it. None when absent.",
    ),
  bandwidth: BandwidthSchema,
  audit: AuditSchema,
  retention: RetentionSchema,
  receipts: z
    .boolean()
    .default(false)
    .describe(
      "Where a manifest asks for its source to be deleted, `HANDED_OFF.json` stays in the place of each folder, and says where the data are. What `retention` deletes leaves one always.",
    ),
  catalogue: CatalogueSchema,
  fleet: FleetSchema,
  stay_awake: z
    .boolean()
    .default(true)
    .describe(
      "The computer does not go to sleep by itself while it copies, as far as the system lets it; it may afterwards.",
    ),
  follow: z
    .boolean()
    .default(false)
    .describe("Sessions that ask for it are copied while they run (docs/watchdog-plugin/while-it-runs.md)."),
  yield_to_sessions: z
    .boolean()
    .default(true)
    .describe(
      "While a session runs on this rig, all copying has the processor's lowest priority, and rests when the recording's disk gets slower by it (docs/watchdog-plugin/while-it-runs.md).",
    ),
  request_timeout_seconds: z
    .number()
    .positive()
    .default(30)
    .describe("How long the transfer service may take to answer."),
  jobs: z
    .int()
    .positive()
    .max(64)
    .default(4)
    .describe("Jobs that work on data at once; a destination that has nothing under way gets a place beside them."),
  order: z
    .enum(["oldest", "smallest"])
    .default("oldest")
    .describe(
      "Which of the jobs that were never tried begins first, when their manifests give them no `rigline_priority`: the one whose manifest is the oldest, or the one whose data are the least.",
    ),
  include: PatternsSchema.describe(
    "Of every manifest's modalities only these files are taken, and of those only what the manifest takes itself: patterns of paths at the destination (docs/watchdog-service/selection.md). All when absent.",
  ),
  exclude: PatternsSchema.describe(
    "Files of the modalities that are left at the rig, and never deleted there, beside those that a manifest leaves out.",
  ),
  also_to: AlsoToSchema.describe(
    "Folders that every session's data go to as well, verified each by itself (docs/watchdog-service/second-destination.md).",
  ),
  s3: S3Schema,
  rclone: RcloneSchema,
  job_status_url: z
    .url({ protocol: /^https?$/, error: "must be an http or https address, or null" })
    .nullish()
    .describe(
      "Where the transfer service tells what becomes of its jobs: aind-data-transfer-service's `/api/v1/get_job_status_list`. Found by itself beside an endpoint that ends in `/api/v2/submit_jobs`; null: nobody is asked.",
    ),
  exit_when_idle_seconds: z
    .number()
    .nonnegative()
    .optional()
    .describe("The daemon ends after so long without work, as with `--exit-when-idle`; never when absent."),
  allow_local_destination: z
    .boolean()
    .default(false)
    .describe(
      "The destination is on this rig's own disk on purpose. Only then is a missing destination made there, and a source deleted whose published copy lies there, unless this file, its folders and the destination lie in one folder of their own.",
    ),
  notify: NotifySchema,
  safe_by: SafeBySchema,
  ping: PingSchema,
  structured_log: z
    .boolean()
    .default(false)
    .describe("What is logged is written as JSON lines too, beside the log: `<flag_dir>/.rigline/watchdog.log.jsonl`."),
  metrics_port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      "The daemon answers `/metrics` (Prometheus) and `/health` at this port of this machine itself; off when absent.",
    ),
  page_port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      "The daemon serves the page of its jobs at this port of this machine itself, in a process of its own (docs/page/page.md); off when absent.",
    ),
});

/**
 * A watch config as it stands in the file: the keys and defaults of aind-watchdog-service 0.1.1 to 0.1.9. Extra keys are
 * ignored.
 */
export const WatchConfigFileSchema = z.object({
  flag_dir: z.string().min(1).describe("The queue: manifests are taken from here."),
  manifest_complete: z.string().min(1).describe("Where manifests go when they are done."),
  misfire_grace_time_s: z.int().nullable().default(10_800).describe(NO_EFFECT),
  robocopy_args: z
    .array(z.string())
    .default(["/e", "/z", "/j", "/r:5", "/np", `/log+:${LOG_FOLDER}\\robocopy.log`])
    .describe(NO_EFFECT),
  windows_copy_utility: z.enum(["robocopy", "shutil"]).default("robocopy").describe(NO_EFFECT),
  checksum_parameters: z
    .object({
      mode: z.enum(["no_check", "file_size", "crc32"]).default("crc32"),
      max_retries: z.int().default(3),
      chunk_size: z.int().default(1_048_576),
      file_size_threshold: z.int().default(10_485_760),
    })
    .prefault({})
    .describe(NO_EFFECT),
  structured_log_file: z
    .string()
    .nullable()
    .default(`${LOG_FOLDER}\\aind_watchdog_service.log.jsonl`)
    .describe(NO_EFFECT),
  webhook_url: z
    .string()
    .nullish()
    .describe(
      "Of aind-watchdog-service: the address of a Teams workflow, told as by a channel `teams` of `rigline.notify`; an address of Slack's, as by `slack`.",
    ),
  rigline: RiglineSchema.prefault({}),
});

export type WatchConfigFile = z.output<typeof WatchConfigFileSchema>;

export const WATCH_CONFIG_KEYS: readonly string[] = Object.keys(WatchConfigFileSchema.shape);
export const RIGLINE_KEYS: readonly string[] = Object.keys(RiglineSchema.shape);
export const RETRY_KEYS: readonly string[] = ["attempts", "first_delay_seconds", "max_delay_seconds"];
