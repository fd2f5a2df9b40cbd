import type { Disk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import type { StayAwake } from "../awake/stay-awake.js";
import type { DaemonSettings } from "../config/daemon-settings.js";
import type { FollowedSessions } from "../follow/followed-copy.js";
import type { WatchFolder } from "../watch/watch-folder.js";
import type { WorkPool } from "../work/work-pool.js";
import type { ReportEvent } from "./daemon-events.js";
import type { OpenJobJournal } from "./job-journal.js";
import type { JobSpans } from "./job-spans.js";

/** Everything the daemon is made of; tests put faulty parts in place of some. */
export interface DaemonParts {
  readonly settings: DaemonSettings;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
  readonly pool: WorkPool;
  readonly http: HttpClient;
  readonly openJournal: OpenJobJournal;
  readonly report: ReportEvent;
  /** Says when to look at the flag folder, beside the rescan. */
  readonly watchFolder: WatchFolder;
  /** Where volumes are mounted, as the system lists them without asking them; empty where it has no such list. */
  readonly readMounts: () => readonly string[];
  /** Lets the computer not go to sleep; absent: it may. */
  readonly awake?: Pick<StayAwake, "hold"> | undefined;
  /** Absent: no session is copied while it runs. */
  readonly followed?: FollowedSessions | undefined;
  /** Why all copying rests just now for a session that runs, one phrase; undefined: it does not. */
  readonly resting?: (() => string | undefined) | undefined;
  /** What the owners of destinations say to all rigs by a file there is looked for; absent: it is not. */
  readonly hearsHolds?: boolean;
  /** Holds all copies together to so many bytes in a second; undefined: no more. */
  readonly throttle?: (bytesPerSecond: number | undefined) => void;
  /** To how many they are held just now by that; undefined: nobody holds them. */
  readonly throttled?: () => number | undefined;
  /** Asked right before what can't be taken back, where several machines share the flag folder; absent: this one alone serves it. */
  readonly fence?: () => Promise<void>;
  /** Absent: nobody is told of the jobs as spans. */
  readonly spans?: JobSpans | undefined;
  /** Between 0 and 1. */
  readonly random: () => number;
}
