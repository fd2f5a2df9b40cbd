/** A value that JSON can carry. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export type ChecksumMode = "no_check" | "file_size" | "crc32";
export type BucketName = "private" | "open" | "default";

/** What is handed off: which data go where, when, and what is told to the transfer service. */
export interface Manifest {
  /** The data land in `<destination>/<name>`. */
  readonly name: string;
  readonly subjectId: string;
  /** ISO 8601 as it was given: wall time with its offset, `2026-07-14T09:05:00-07:00`, `…Z`, or without a zone. */
  readonly acquisitionDatetime: string;
  /** `20:00:00` by the clock on the rig's wall (`20:00:00Z` and `20:00:00-07:00` by that zone's); null is at once. */
  readonly scheduleTime: string | null;
  /** Where the job is posted; null: the data are copied and nothing is posted. */
  readonly transferEndpoint: string | null;
  /** An abbreviation such as `behavior`. */
  readonly platform: string | null;
  readonly projectName: string;
  readonly uploadNotificationEmail: string | null;
  /** `/` between folders. */
  readonly destination: string;
  /** Files and folders, `/` between folders, by modality abbreviation. */
  readonly modalities: Readonly<Record<string, readonly string[]>>;
  /** Metadata files that are copied beside the modalities; `/` between folders. */
  readonly schemas: readonly string[];
  readonly transferServiceJobType: string;
  /** The body to post as it stands; null: `buildSubmitRequest` makes it. */
  readonly transferServiceArgs: JsonObject | null;
  readonly deleteModalitiesSourceAfterSuccess: boolean;
  readonly extraIdentifyingInfo: JsonObject | null;
  readonly checksumModeOverride: ChecksumMode | null;
  /** What manifests of clabe 0.6.13 have besides; null in current ones. */
  readonly legacy: LegacyFields | null;
}

/** Keys that aind-watchdog-service up to 0.1.5 knows and later ones ignore. */
export interface LegacyFields {
  readonly processorFullName: string;
  readonly capsuleId: string | null;
  readonly mount: string | null;
  readonly s3Bucket: BucketName;
  readonly script: Readonly<Record<string, readonly string[]>>;
  readonly forceCloudSync: boolean;
}

/** Posted to when a manifest has no `transfer_endpoint`. */
export const DEFAULT_TRANSFER_ENDPOINT = "http://aind-data-transfer-service/api/v2/submit_jobs";
