import { z } from "zod";

const LOG_FOLDER = "C:\\ProgramData\\AIBS_MPE\\aind_watchdog_service\\logs";

/** Our own settings in a watch config; unknown keys are refused. Times in seconds. */
const RiglineSchema = z.strictObject({
  settle_seconds: z.number().nonnegative().default(2),
  rescan_seconds: z.number().positive().default(5),
  retry: z
    .strictObject({
      attempts: z.int().positive().default(8),
      first_delay_seconds: z.number().nonnegative().default(2),
      max_delay_seconds: z.number().nonnegative().default(300),
    })
    .prefault({}),
  request_timeout_seconds: z.number().positive().default(30),
  exit_when_idle_seconds: z.number().nonnegative().optional(),
});

/**
 * A watch config as it stands in the file: the keys and defaults of aind-watchdog-service 0.1.1 to 0.1.9. Extra keys are
 * ignored.
 */
export const WatchConfigFileSchema = z.object({
  flag_dir: z.string().min(1),
  manifest_complete: z.string().min(1),
  misfire_grace_time_s: z.int().nullable().default(10_800),
  robocopy_args: z.array(z.string()).default(["/e", "/z", "/j", "/r:5", "/np", `/log+:${LOG_FOLDER}\\robocopy.log`]),
  windows_copy_utility: z.enum(["robocopy", "shutil"]).default("robocopy"),
  checksum_parameters: z
    .object({
      mode: z.enum(["no_check", "file_size", "crc32"]).default("crc32"),
      max_retries: z.int().default(3),
      chunk_size: z.int().default(1_048_576),
      file_size_threshold: z.int().default(10_485_760),
    })
    .prefault({}),
  structured_log_file: z.string().nullable().default(`${LOG_FOLDER}\\aind_watchdog_service.log.jsonl`),
  webhook_url: z.string().nullish(),
  rigline: RiglineSchema.prefault({}),
});

export type WatchConfigFile = z.output<typeof WatchConfigFileSchema>;

export const WATCH_CONFIG_KEYS: readonly string[] = Object.keys(WatchConfigFileSchema.shape);
export const RIGLINE_KEYS: readonly string[] = Object.keys(RiglineSchema.shape);
export const RETRY_KEYS: readonly string[] = ["attempts", "first_delay_seconds", "max_delay_seconds"];
