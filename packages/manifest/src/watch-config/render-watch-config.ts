import { isDeepStrictEqual } from "node:util";
import { writeDocument } from "../yaml/index.js";
import { WatchConfigFileSchema, type WatchConfigFile } from "./watch-config-schema.js";
import type { WatchConfig } from "./watch-config.js";

/** A watch config's YAML text, that the Python service reads as well. What both fill in by themselves is left out. */
export function renderWatchConfig(config: WatchConfig): string {
  const file = toFile(config);
  const { flag_dir, manifest_complete } = file;
  const defaults = WatchConfigFileSchema.parse({ flag_dir, manifest_complete });
  return writeDocument({ ...withoutDefaults(file, defaults), flag_dir, manifest_complete });
}

function toFile({ checksum, rigline, ...config }: WatchConfig): WatchConfigFile {
  return {
    flag_dir: config.flagDir,
    manifest_complete: config.manifestComplete,
    misfire_grace_time_s: config.misfireGraceSeconds,
    robocopy_args: [...config.robocopyArgs],
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
      verify: rigline.verify,
      verify_source: rigline.verifySource,
      checksums: rigline.checksums,
      custody: rigline.custody,
      stay_awake: rigline.stayAwake,
      bandwidth: [...rigline.bandwidth],
      follow: rigline.follow,
      yield_to_sessions: rigline.yieldToSessions,
      audit: rigline.audit,
      retention: rigline.retention,
      receipts: rigline.receipts,
      catalogue: rigline.catalogue,
      fleet: rigline.fleet,
      request_timeout_seconds: rigline.requestTimeoutSeconds,
      jobs: rigline.jobs,
      order: rigline.order,
      include: [...rigline.patterns.include],
      exclude: [...rigline.patterns.exclude],
      also_to: rigline.alsoTo.map(({ destination, needed }) => ({ destination, needed })),
      job_status_url: rigline.jobStatusUrl,
      exit_when_idle_seconds: rigline.exitWhenIdleSeconds,
      allow_local_destination: rigline.allowLocalDestination,
      notify: [...rigline.notify],
      safe_by: rigline.safeBy,
      ping: rigline.ping,
      structured_log: rigline.structuredLog,
      metrics_port: rigline.metricsPort,
      page_port: rigline.pagePort,
    },
  };
}

function withoutDefaults(values: object, defaults: object): Record<string, unknown> {
  const known = defaults as Readonly<Record<string, unknown>>;
  const entries = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    // Null is said: of some keys it is another thing than nothing.
    if (!isObject(value)) return value === undefined || isDeepStrictEqual(value, known[key]) ? [] : [[key, value]];
    const inner = withoutDefaults(value, known[key] ?? {});
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
