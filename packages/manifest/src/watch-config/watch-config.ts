import type { ChecksumMode, FurtherDestination } from "../manifest/index.js";
import type { FilePatterns } from "../selection/index.js";
import type { ReadBack } from "../job/read-back.js";
import type { AuditEntries } from "./audit-schema.js";
import type { StoreEntries } from "./stores-schema.js";
import type { RetentionEntries } from "./retention-schema.js";
import type { CatalogueEntries } from "./catalogue-schema.js";
import type { FleetEntries } from "./fleet-schema.js";
import type { BandwidthHours } from "./bandwidth-schema.js";
import type { NotifyChannel, SecretSource } from "./notify-schema.js";

/** What the daemon watches and how it works. */
export interface WatchConfig {
  /** The queue: manifests are put here. Absolute when the config file is known. */
  readonly flagDir: string;
  /** Where manifests go when their data have arrived. Absolute when the config file is known. */
  readonly manifestComplete: string;
  /** How late a scheduled transfer may still start, in seconds; null is always. The Python service's; Rigline never skips one. */
  readonly misfireGraceSeconds: number | null;
  readonly robocopyArgs: readonly string[];
  readonly windowsCopyUtility: "robocopy" | "shutil";
  readonly checksum: {
    readonly mode: ChecksumMode;
    readonly maxRetries: number;
    /** Bytes. */
    readonly chunkSize: number;
    /** Bytes. */
    readonly fileSizeThreshold: number;
  };
  readonly structuredLogFile: string | null;
  readonly webhookUrl: string | null;
  /** Rigline's own settings. */
  readonly rigline: RiglineSettings;
}

export type JobOrder = "oldest" | "smallest";

/** `asc-mhl`: generations of ASC MHL 2.0. */
export type CustodyFormat = "asc-mhl";

export interface RiglineSettings {
  /** How long a manifest whose form does not prove it whole must be unchanged before it is taken, in seconds. */
  readonly settleSeconds: number;
  /** How often the flag folder is looked through, in seconds. */
  readonly rescanSeconds: number;
  readonly retry: {
    readonly attempts: number;
    readonly firstDelaySeconds: number;
    readonly maxDelaySeconds: number;
  };
  /** What copies are read back from; undefined: the device on network file systems, elsewhere the cache. */
  readonly verify: ReadBack | undefined;
  /** Each source is read a second time, past the cache, or held against the hash that its writer gave. */
  readonly verifySource: boolean;
  /** A list for `sha256sum -c` lies in each published session. */
  readonly checksums: boolean;
  /** What of a chain of custody lies in each published session; undefined: nothing. */
  readonly custody: CustodyFormat | undefined;
  /** The computer does not go to sleep by itself while it copies. */
  readonly stayAwake: boolean;
  /** Hours in which all copies together have no more than so many MB in a second. */
  readonly bandwidth: readonly BandwidthHours[];
  /** Sessions that ask for it are copied while they run. */
  readonly follow: boolean;
  /** All copying yields to a session that runs on this rig. */
  readonly yieldToSessions: boolean;
  /** How published copies are read again; undefined: they are not. */
  readonly audit: AuditEntries | undefined;
  /** By which rules what was handed off is deleted at the rig; undefined: by none. */
  readonly retention: RetentionEntries | undefined;
  /** What a manifest asks to have deleted leaves a receipt in its place. */
  readonly receipts: boolean;
  /** In which catalogue each session is registered; undefined: in none. */
  readonly catalogue: CatalogueEntries | undefined;
  /** The fleet that is told what becomes of this rig's sessions; undefined: none. */
  readonly fleet: FleetEntries | undefined;
  /** How long the transfer service may take to answer, in seconds. */
  readonly requestTimeoutSeconds: number;
  /** Jobs that work on data at once. */
  readonly jobs: number;
  /** Which of the jobs that were never tried begins first, among those of one priority. */
  readonly order: JobOrder;
  /** Which files of every manifest's modalities are taken, beside what it says itself. */
  readonly patterns: FilePatterns;
  /** How stores that are no file systems are reached. */
  readonly stores: StoreEntries;
  /** Where every session's data go as well, there in the subject's folder. Absolute when the config file is known, or a store. */
  readonly alsoTo: readonly FurtherDestination[];
  /** Where the transfer service tells what becomes of its jobs; null: it is not asked, undefined: beside each endpoint, where that is known. */
  readonly jobStatusUrl: string | null | undefined;
  /** The daemon ends when there was nothing to do for so long, in seconds; undefined: never. */
  readonly exitWhenIdleSeconds: number | undefined;
  /** The destination is on this rig's own disk on purpose: sources may be deleted whose copies lie there. */
  readonly allowLocalDestination: boolean;
  /** Who is told when somebody is needed. */
  readonly notify: readonly NotifyChannel[];
  /** The time of day by which a session has to be safe, as it is written; undefined: none is late. */
  readonly safeBy: string | undefined;
  /** Where the address of the dead-man's switch stands; undefined: there is none. */
  readonly ping: { readonly url: SecretSource } | undefined;
  /** What is logged stands as JSON lines beside the log too. */
  readonly structuredLog: boolean;
  /** Where `/metrics` and `/health` are answered, on loopback; undefined: nowhere. */
  readonly metricsPort: number | undefined;
  /** Where the page of the jobs is served, on loopback; undefined: nowhere. */
  readonly pagePort: number | undefined;
}
