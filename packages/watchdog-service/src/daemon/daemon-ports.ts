import type { HttpLimits } from "@rigline/foundation/http";
import type { ProcessLocks } from "@rigline/foundation/lock";
import type { Logger } from "@rigline/foundation/platform";
import type { SecretSource } from "@rigline/manifest";
import type { KeepAwake } from "../awake/stay-awake.js";
import type { Bandwidth } from "../bandwidth/bandwidth-limiter.js";
import type { HttpRequest } from "../catalogue/http-request.js";
import type { RecordingProbe } from "../follow/recording-pressure.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { JournalListener } from "../jobs/heard-journals.js";
import type { Worker } from "../work/worker.js";

/** All by which a daemon reaches out of itself: nothing below these is real where none of them is. */
export interface DaemonPorts extends Omit<
  DaemonParts,
  "settings" | "pool" | "openJournal" | "awake" | "followed" | "throttle" | "resting"
> {
  readonly locks: ProcessLocks;
  /** `bandwidth`: whom a worker has to ask before it sends more; undefined: there is no limit at any hour. */
  /** `yields`: whatever else runs on the rig goes first. */
  readonly startWorker: (bandwidth?: Bandwidth, yields?: boolean) => Worker;
  /** What a small write takes beside a running session; absent: nobody can tell, and no copy rests. */
  readonly probeRecording?: RecordingProbe;
  /** Whether a process has this id now; absent: launchers are taken for gone. */
  readonly isProcessThere?: (pid: number) => boolean;
  /** Absent: the computer may go to sleep whenever it likes. */
  readonly keepAwake?: KeepAwake;
  readonly log: Pick<Logger, "debug" | "warning">;
  /** Throws NOTIFY_SECRET_MISSING. */
  readonly readSecret: (source: SecretSource) => string;
  /** Hears what is written of jobs. */
  readonly journals?: JournalListener;
  /** The JSON document at an address. Rejects on any other answer than 200. */
  readonly getJson: (url: string, limits: HttpLimits) => Promise<unknown>;
  /** By which a catalogue is asked; absent: none is told. */
  readonly request?: HttpRequest;
  /** Of the daemon's own process. */
  readonly pid: number;
}
