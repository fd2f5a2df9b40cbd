import type {
  CustodyFormat,
  FilePatterns,
  FurtherDestination,
  JobOrder,
  ReadBack,
  StoreEntries,
} from "@rigline/manifest";
import type { AuditSettings } from "../audit/audit-settings.js";
import type { CatalogueEntries } from "@rigline/manifest/catalogue";
import type { LimitedHours } from "../bandwidth/limited-hours.js";
import type { BackOff } from "../errors/back-off.js";
import type { FleetSettings } from "../fleet/fleet-settings.js";
import type { NotifySettings } from "../notify/notify-settings.js";
import type { RetentionSettings } from "../retention/retention-settings.js";
import type { Patience } from "../work/order-traits.js";

/** The watch config as the daemon uses it: absolute paths, milliseconds. */
export interface DaemonSettings {
  /** Of this machine: another rig's copies at the same destination are not this one's. */
  readonly hostname: string;
  /** By which name its copies grow; absent: by that of the machine. */
  readonly worksAs?: string;
  /** Under which name it hands off parts of sessions; absent: that of the machine. Machines of one lease have one. */
  readonly handsOffAs?: string;
  /** Absolute: what commands are advised with. */
  readonly configFile: string;
  readonly flagFolder: string;
  readonly completeFolder: string;
  /** A manifest whose form does not prove it whole is taken when it was left alone for so long. */
  readonly settleMs: number;
  readonly rescanMs: number;
  /** As node:crypto names it. */
  readonly algorithm: string;
  /** What copies are read back from; absent: the device on network file systems, elsewhere the cache. */
  readonly verify?: ReadBack | undefined;
  /** True: each source is read a second time, past the cache, or held against the hash that its writer gave. */
  readonly verifySource?: boolean;
  /** True: a list for `sha256sum -c` lies in each published session. */
  readonly checksums?: boolean;
  /** What of a chain of custody lies in each published session; absent: nothing. */
  readonly custody?: CustodyFormat | undefined;
  /** Hours in which all copies together have no more than so much; absent: none. */
  readonly bandwidth?: readonly LimitedHours[];
  /** True: sessions that ask for it are copied while they run. */
  readonly follow?: boolean;
  /** True: all copying yields to a session that runs on this rig. */
  readonly yieldToSessions?: boolean;
  /** How published copies are read again; absent: they are not. */
  readonly audit?: AuditSettings | undefined;
  /** By which rules what was handed off is deleted at the rig; absent: by none. */
  readonly retention?: RetentionSettings | undefined;
  /** True: what a manifest asks to have deleted leaves a receipt in its place. */
  readonly receipts?: boolean;
  /** False: the computer may go to sleep while it copies. */
  readonly stayAwake?: boolean;
  /** In which catalogue each session is registered; absent: in none. */
  readonly catalogue?: CatalogueEntries | undefined;
  /** Which fleet is told of the jobs; absent: none. */
  readonly fleet?: FleetSettings | undefined;
  readonly workers: number;
  /** Jobs under way at once. */
  readonly jobs: number;
  /** Which job begins first, of those that were never tried and are equally urgent. */
  readonly order: JobOrder;
  /** Which files of every manifest's modalities are taken, beside what it says itself; absent: all. */
  readonly patterns?: FilePatterns;
  /** Where every session's data go as well, there in the subject's folder; absent: only where its manifest says. Absolute. */
  readonly alsoTo?: readonly FurtherDestination[];
  /** How stores that are no file systems are reached; absent: as they are by themselves. */
  readonly stores?: StoreEntries;
  readonly patience: Patience;
  readonly retry: BackOff;
  /** After so many failures in a row of a kind that seldom heals by itself a job is parked. */
  readonly fewAttempts: number;
  readonly submitTimeoutMs: number;
  /** Where the transfer service tells what becomes of its jobs; null: it is not asked, absent: beside each endpoint, where that is known. */
  readonly jobStatusUrl?: string | null | undefined;
  /** The daemon ends when nothing was pending for so long; undefined: never. */
  readonly idleMs: number | undefined;
  /** Destinations on the rig's own disk are meant: sources may be deleted whose copies lie there. */
  readonly allowLocalDestination: boolean;
  /** Below this folder they are meant as well; undefined: nowhere. Links resolved. */
  readonly localFolder: string | undefined;
  /** Absent: nobody is told. */
  readonly notify?: NotifySettings | undefined;
  /** True: what is logged stands as JSON lines beside the log too. */
  readonly structuredLog?: boolean;
  /** On loopback, `/metrics` and `/health` are answered there; absent: nowhere. */
  readonly metricsPort?: number | undefined;
  /** On loopback, the page of the jobs is served there in a process of its own; absent: nowhere. */
  readonly pagePort?: number | undefined;
  /** Keys of aind-watchdog-service in the watch config that say nothing to this daemon. */
  readonly withoutEffect: readonly string[];
  /** What is to be told of the watch config: keys that none has. */
  readonly notices: readonly string[];
}
