import { didYouMean, meantFor } from "@rigline/foundation/errors";
import { dirname } from "node:path";
import {
  isRemotePlace,
  remoteObjection,
  resolvePath,
  toRemotePlace,
  UnusablePathError,
} from "@rigline/foundation/paths";
import type { z } from "zod";
import { quotesHint, readDocument, showYaml, type ReadOptions, type YamlDocument } from "../yaml/index.js";
import { AUDIT_KEYS } from "./audit-schema.js";
import { RCLONE_KEYS, S3_KEYS } from "./stores-schema.js";
import { RETENTION_KEYS } from "./retention-schema.js";
import { CATALOGUE_KEYS, SCICAT_KEYS } from "./catalogue-schema.js";
import { FLEET_KEYS } from "./fleet-schema.js";
import { BANDWIDTH_KEYS } from "./bandwidth-schema.js";
import { CHANNEL_KEYS, SECRET_KEYS } from "./notify-schema.js";
import {
  ALSO_TO_KEYS,
  RETRY_KEYS,
  RIGLINE_KEYS,
  WATCH_CONFIG_KEYS,
  WatchConfigFileSchema,
  type WatchConfigFile,
} from "./watch-config-schema.js";
import { watchConfigError } from "./watch-config-errors.js";
import type { RiglineSettings, WatchConfig } from "./watch-config.js";

export interface ParsedWatchConfig {
  readonly config: WatchConfig;
  /** Top-level keys that were ignored, as the Python service ignores them. */
  readonly ignoredKeys: readonly string[];
  /** Of each of them one sentence with its place, and the key that may have been meant. */
  readonly notices: readonly string[];
}

/**
 * Reads a watch config of aind-watchdog-service (any version), with our own settings under `rigline`. Relative folders
 * start at the folder of `file`, and one that can't be meant as a path on this system is refused; without a `file` folders
 * stay as they are written. Throws a RiglineError.
 */
export function parseWatchConfig(content: string | Uint8Array, options: ReadOptions = {}): ParsedWatchConfig {
  const document = readDocument(content, options);
  const parsed = WatchConfigFileSchema.safeParse(document.mapping);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined || parsed.data === undefined) throw refuse(document, issue, options.file);
  const ignoredKeys = Object.keys(document.mapping).filter((key) => !WATCH_CONFIG_KEYS.includes(key));
  const notices = [...tellEncoding(document), ...ignoredKeys.map((key) => tellIgnored(document, key, options.file))];
  return { config: toWatchConfig(parsed.data, document, options.file), ignoredKeys, notices };
}

function tellEncoding({ encoding, place }: YamlDocument): string[] {
  const known = encoding === "utf-8" || encoding === "text";
  return known ? [] : [`${place([]).file ?? "the watch config"}: is ${encoding}, not UTF-8; it is read all the same`];
}

function tellIgnored(document: YamlDocument, key: string, file = "the watch config"): string {
  const { line, column } = document.placeOfKey(key);
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return `${place}: the key "${key}" is ignored: no watch config has it.${didYouMean(key, WATCH_CONFIG_KEYS)}`;
}

function toWatchConfig(file: WatchConfigFile, document: YamlDocument, path: string | undefined): WatchConfig {
  const absolute = (folder: string, ...key: (string | number)[]): string =>
    path === undefined ? folder : resolveFolder(document, path, key, folder);
  const alsoTo = file.rigline.also_to.map(({ destination, needed }, index) => ({
    destination: absolute(destination, "rigline", "also_to", index, "destination"),
    needed,
  }));
  const { checksum_parameters: checksum } = file;
  const rclone = file.rigline.rclone?.config;
  return {
    flagDir: absolute(file.flag_dir, "flag_dir"),
    manifestComplete: absolute(file.manifest_complete, "manifest_complete"),
    misfireGraceSeconds: file.misfire_grace_time_s,
    robocopyArgs: file.robocopy_args,
    windowsCopyUtility: file.windows_copy_utility,
    checksum: {
      mode: checksum.mode,
      maxRetries: checksum.max_retries,
      chunkSize: checksum.chunk_size,
      fileSizeThreshold: checksum.file_size_threshold,
    },
    structuredLogFile: file.structured_log_file,
    webhookUrl: file.webhook_url ?? null,
    rigline: {
      ...toSettings(file.rigline),
      alsoTo,
      stores: {
        s3: toS3(file.rigline.s3),
        rclone: rclone === undefined ? undefined : { config: absolute(rclone, "rigline", "rclone", "config") },
      },
    },
  };
}

function toS3(s3: WatchConfigFile["rigline"]["s3"]): RiglineSettings["stores"]["s3"] {
  if (s3 === undefined) return undefined;
  const { path_style: pathStyle, ...rest } = s3;
  return { ...rest, pathStyle };
}

function resolveFolder(
  document: YamlDocument,
  file: string,
  key: readonly (string | number)[],
  folder: string,
): string {
  try {
    if (!isRemotePlace(folder) || key.at(-1) !== "destination") return resolvePath(dirname(file), folder);
    const objection = remoteObjection(folder);
    if (objection !== undefined) throw new UnusablePathError(folder, objection);
    return toRemotePlace(folder);
  } catch (error) {
    if (!(error instanceof UnusablePathError)) throw error;
    const where = document.place(key);
    throw watchConfigError("WATCH_CONFIG_VALUE_INVALID", { what: `${file}: ${where.path}: ${error.message}`, where });
  }
}

function toSettings(settings: WatchConfigFile["rigline"]): Omit<RiglineSettings, "alsoTo" | "stores"> {
  const { retry } = settings;
  return {
    settleSeconds: settings.settle_seconds,
    rescanSeconds: settings.rescan_seconds,
    retry: {
      attempts: retry.attempts,
      firstDelaySeconds: retry.first_delay_seconds,
      maxDelaySeconds: retry.max_delay_seconds,
    },
    verify: settings.verify,
    verifySource: settings.verify_source,
    checksums: settings.checksums,
    custody: settings.custody,
    stayAwake: settings.stay_awake,
    bandwidth: settings.bandwidth,
    follow: settings.follow,
    yieldToSessions: settings.yield_to_sessions,
    audit: settings.audit,
    retention: settings.retention,
    receipts: settings.receipts,
    catalogue: settings.catalogue,
    fleet: settings.fleet,
    requestTimeoutSeconds: settings.request_timeout_seconds,
    jobs: settings.jobs,
    order: settings.order,
    patterns: { include: settings.include, exclude: settings.exclude },
    jobStatusUrl: settings.job_status_url,
    exitWhenIdleSeconds: settings.exit_when_idle_seconds,
    allowLocalDestination: settings.allow_local_destination,
    notify: settings.notify,
    safeBy: settings.safe_by,
    ping: settings.ping,
    structuredLog: settings.structured_log,
    metricsPort: settings.metrics_port,
    pagePort: settings.page_port,
  };
}

function refuse(document: YamlDocument, issue: z.core.$ZodIssue | undefined, file = "the watch config"): Error {
  const path = (issue?.path ?? []).map((part) => (typeof part === "number" ? part : String(part)));
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const known = knownKeys(path);
    const place = document.place([...path, key]);
    return watchConfigError("WATCH_CONFIG_UNKNOWN_KEY", {
      what: `${file}: ${place.path} is no setting of Rigline.${didYouMean(key, known)}`,
      where: place,
      why: `the keys there are ${known.join(", ")}`,
    });
  }
  const where = document.place(path);
  // Of a secret that is written out not even this message may tell.
  if (path[1] === "notify" || path[1] === "ping" || path[1] === "fleet") {
    const secret = path.find((part) => SECRET_KEYS.includes(String(part)));
    if (secret !== undefined)
      throw watchConfigError("WATCH_CONFIG_VALUE_INVALID", {
        what: `${file}: ${where.path}: ${issue?.message ?? "not understood"}`,
        where,
      });
  }
  const value = path.reduce<unknown>(
    (inner, part) => (inner as Record<string, unknown> | undefined)?.[part],
    document.mapping,
  );
  const unknown = Object.keys(document.mapping).filter((key) => !WATCH_CONFIG_KEYS.includes(key));
  if (value === undefined)
    return watchConfigError("WATCH_CONFIG_KEY_MISSING", {
      what: `${file}: the key ${where.path} is missing${meantFor(where.path ?? "", unknown)}`,
      where,
    });
  return watchConfigError("WATCH_CONFIG_VALUE_INVALID", {
    what: `${file}: ${where.path} is ${showYaml(value)}: ${issue?.message ?? "not understood"}${quotesHint(value)}`,
    where,
  });
}

function knownKeys(path: readonly (string | number)[]): readonly string[] {
  const [, section] = path;
  if (section === "audit") return AUDIT_KEYS;
  if (section === "retention") return RETENTION_KEYS;
  if (section === "catalogue") return CATALOGUE_KEYS;
  if (section === "scicat") return SCICAT_KEYS;
  if (section === "fleet") return path.length === 2 ? FLEET_KEYS : ["env", "file"];
  if (section === "bandwidth") return BANDWIDTH_KEYS;
  if (section === "also_to") return ALSO_TO_KEYS;
  if (section === "s3") return S3_KEYS;
  if (section === "rclone") return RCLONE_KEYS;
  if (section === "retry") return RETRY_KEYS;
  if (section === "ping") return path.length === 2 ? ["url"] : ["env", "file"];
  if (section === "notify") return path.length === 3 ? CHANNEL_KEYS : ["env", "file"];
  return RIGLINE_KEYS;
}
