import type { FoundCopy, Proof, ReadBack, SourceRead } from "@rigline/manifest";

/** What the daemon tells, as it happens: `--json` prints each as a line. Times are added by who prints. */
export type DaemonEvent =
  /** The daemon watches the flag folder. */
  | { readonly event: "started"; readonly flagFolder: string; readonly pid: number }
  /** It has ended: after `--once`, without work, by Ctrl+C, or by `rigline-watchdog stop`. */
  | { readonly event: "stopped"; readonly reason: "once" | "idle" | "signal" | "request" }
  /** The flag folder can't be read; it is waited for. */
  | { readonly event: "flagFolderAway"; readonly flagFolder: string; readonly reason: string }
  /** It can be read again. */
  | { readonly event: "flagFolderBack"; readonly flagFolder: string }
  /** The owner of a destination says something to all rigs, by the file that is named; `damage`: why it can't be read. */
  | {
      readonly event: "destinationHeld";
      readonly file: string;
      readonly mode: "pause" | "drain" | "throttle";
      readonly bytesPerSecond: number | null;
      readonly until: string | null;
      readonly why: string | null;
      readonly who: string | null;
      readonly damage: string | null;
    }
  /** The file is gone, or its time is over. */
  | { readonly event: "destinationReleased"; readonly file: string }
  /** Something that somebody should know of; nothing has stopped. */
  | { readonly event: "notice"; readonly message: string; readonly job?: string }
  /** A manifest was read and understood: it is a job now. */
  | {
      readonly event: "accepted";
      readonly job: string;
      readonly manifest: string;
      readonly destination: string;
      /** Of the session, as W3C Trace Context has it; absent: nobody traces it. */
      readonly traceparent?: string;
    }
  /** It waits for its time (`until`, ISO 8601 in UTC). */
  | { readonly event: "scheduled"; readonly job: string; readonly until: string }
  /** What there is to copy. */
  | { readonly event: "planned"; readonly job: string; readonly files: number; readonly bytes: number }
  /** How far the copy is: verified files, and about how many bytes. */
  | {
      readonly event: "progress";
      readonly job: string;
      readonly files: number;
      readonly ofFiles: number;
      readonly bytes: number;
      readonly ofBytes: number;
    }
  /** The whole has its final name; every byte was read back and compared. */
  | {
      readonly event: "published";
      readonly job: string;
      readonly destination: string;
      readonly files: number;
      readonly bytes: number;
      /** Absent: of a store that has told it, and nothing was read back. */
      readonly readBack?: ReadBack;
      /** By what it is known that each file arrived; absent: its bytes were compared. */
      readonly proof?: Proof;
      /** How the first reading of every source was checked; absent: it was not. */
      readonly sourceRead?: SourceRead;
      readonly milliseconds: number;
    }
  /** Other computers are to hand off `missing`, or `submits`, the host of one, is to submit what all have handed off. */
  | {
      readonly event: "awaiting";
      readonly job: string;
      readonly missing: readonly string[];
      readonly submits: string | null;
    }
  /** All parts of a session have arrived, and this computer submits it. */
  | { readonly event: "gathered"; readonly job: string; readonly parts: readonly string[] }
  /** The transfer service has taken the job; `endpoint` null: the manifest names none. */
  | {
      readonly event: "submitted";
      readonly job: string;
      readonly endpoint: string | null;
      readonly status: number | null;
      readonly traceparent?: string;
    }
  /** What the transfer service says of the upload has changed. */
  | {
      readonly event: "upload";
      readonly job: string;
      readonly state: "queued" | "running" | "success" | "failed" | "lost";
      readonly reason: string | null;
    }
  /** The catalogue has registered the session under `pid`, or refused it and says why. */
  | {
      readonly event: "catalogued";
      readonly job: string;
      readonly state: "registered" | "refused";
      readonly pid: string | null;
      readonly reason: string | null;
    }
  /** What was asked to be deleted at the rig is; `kept`: files that were rightly left. */
  | { readonly event: "sourceDeleted"; readonly job: string; readonly files: number; readonly kept: number }
  /** All is done; the manifest was moved to `to`. */
  | { readonly event: "archived"; readonly job: string; readonly to: string }
  /** An attempt failed in `step`, the `attempt`th in a row; `retryAt` null: it is not tried again by itself. */
  | {
      readonly event: "failed";
      readonly job: string;
      readonly step: string;
      readonly code: string;
      readonly message: string;
      readonly attempt: number;
      readonly retryAt: string | null;
    }
  /** Only a person can help. */
  | {
      readonly event: "parked";
      readonly job: string;
      readonly code: string;
      readonly reason: string;
      readonly todo: string;
    }
  /** A session that still runs is copied beside its recording. */
  | { readonly event: "following"; readonly job: string; readonly destination: string }
  /** Its job has taken over what was copied and verified of it while it ran. */
  | { readonly event: "followed"; readonly job: string; readonly files: number; readonly bytes: number }
  /** What was copied of it while it ran is removed: nothing of it is handed off, or no manifest came for days. */
  | { readonly event: "unfollowed"; readonly job: string; readonly reason: string }
  /** People were told by a channel. */
  | { readonly event: "told"; readonly channel: string }
  /** A channel took nothing; it is tried on. */
  | { readonly event: "notTold"; readonly channel: string; readonly reason: string; readonly todo: string }
  /** A person asked for it; `by`: `user@host`. */
  | { readonly event: "held" | "released" | "redriven"; readonly job: string; readonly by: string }
  /** A person gave it another hour. */
  | { readonly event: "rescheduled"; readonly job: string; readonly by: string; readonly until: string }
  /** Somebody had the published copy compared with its inventory. */
  | ({ readonly event: "verified"; readonly job: string; readonly by: string } & FoundCopy)
  /** It is never handed off. `by` null: somebody took the manifest out of the flag folder. */
  | { readonly event: "cancelled"; readonly job: string; readonly by: string | null; readonly reason: string };

export type ReportEvent = (event: DaemonEvent) => void;
