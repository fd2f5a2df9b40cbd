import { writeDocument } from "../yaml/index.js";
import type { WatchConfig } from "./watch-config.js";

/** A watch config's YAML text, with every value written, that the Python service reads as well. */
export function renderWatchConfig(config: WatchConfig): string {
  const { checksum, rigline } = config;
  return writeDocument({
    flag_dir: config.flagDir,
    manifest_complete: config.manifestComplete,
    misfire_grace_time_s: config.misfireGraceSeconds,
    robocopy_args: config.robocopyArgs,
    windows_copy_utility: config.windowsCopyUtility,
    checksum_parameters: {
      mode: checksum.mode,
      max_retries: checksum.maxRetries,
      chunk_size: checksum.chunkSize,
      file_size_threshold: checksum.fileSizeThreshold,
    },
    structured_log_file: config.structuredLogFile,
    webhook_url: config.webhookUrl ?? undefined,
    rigline: {
      settle_seconds: rigline.settleSeconds,
      rescan_seconds: rigline.rescanSeconds,
      retry: {
        attempts: rigline.retry.attempts,
        first_delay_seconds: rigline.retry.firstDelaySeconds,
        max_delay_seconds: rigline.retry.maxDelaySeconds,
      },
      request_timeout_seconds: rigline.requestTimeoutSeconds,
      exit_when_idle_seconds: rigline.exitWhenIdleSeconds,
    },
  });
}
