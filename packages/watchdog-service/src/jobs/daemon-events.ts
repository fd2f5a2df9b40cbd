import type { FoundCopy, ReadBack } from "@rigline/manifest";

/** What the daemon tells, as it happens: `--json` prints each as a line. Times are added by who prints. */
export type DaemonEvent =
  | { readonly event: "started"; readonly flagFolder: string; readonly pid: number }
  | { readonly event: "stopped"; readonly reason: "once" | "idle" | "signal" | "request" }
  | { readonly event: "flagFolderAway"; readonly flagFolder: string; readonly reason: string }
  | { readonly event: "flagFolderBack"; readonly flagFolder: string }
  | { readonly event: "notice"; readonly message: string; readonly job?: string }
  | {
      readonly event: "accepted";
      readonly job: string;
      readonly manifest: string;
      readonly destination: string;
      /** Of the session, as W3C Trace Context has it; absent: nobody traces it. */
      readonly traceparent?: string;
    }
  | { readonly event: "scheduled"; readonly job: string; readonly until: string }
  | { readonly event: "planned"; readonly job: string; readonly files: number; readonly bytes: number }
  | {
      readonly event: "progress";
      readonly job: string;
      readonly files: number;
      readonly ofFiles: number;
      readonly bytes: number;
      readonly ofBytes: number;
    }
  | {
      readonly event: "published";
      readonly job: string;
      readonly destination: string;
      readonly files: number;
      readonly bytes: number;
      readonly readBack: ReadBack;
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
  | {
      readonly event: "submitted";
      readonly job: string;
      readonly endpoint: string | null;
      readonly status: number | null;
      readonly traceparent?: string;
    }
  | {
      /** What the transfer service says of the upload has changed. */
      readonly event: "upload";
      readonly job: string;
      readonly state: "queued" | "running" | "success" | "failed" | "lost";
      readonly reason: string | null;
    }
  | { readonly event: "sourceDeleted"; readonly job: string; readonly files: number; readonly kept: number }
  | { readonly event: "archived"; readonly job: string; readonly to: string }
  | {
      readonly event: "failed";
      readonly job: string;
      readonly step: string;
      readonly code: string;
      readonly message: string;
      readonly attempt: number;
      readonly retryAt: string | null;
    }
  | {
      readonly event: "parked";
      readonly job: string;
      readonly code: string;
      readonly reason: string;
      readonly todo: string;
    }
  | { readonly event: "told"; readonly channel: string }
  | { readonly event: "notTold"; readonly channel: string; readonly reason: string; readonly todo: string }
  /** What people asked for; `by`: `user@host`. */
  | { readonly event: "held" | "released" | "redriven"; readonly job: string; readonly by: string }
  | { readonly event: "rescheduled"; readonly job: string; readonly by: string; readonly until: string }
  /** Somebody had the published copy compared with its inventory. */
  | ({ readonly event: "verified"; readonly job: string; readonly by: string } & FoundCopy)
  /** `by` null: somebody took the manifest out of the flag folder. */
  | { readonly event: "cancelled"; readonly job: string; readonly by: string | null; readonly reason: string };

export type ReportEvent = (event: DaemonEvent) => void;
