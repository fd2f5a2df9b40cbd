import type { RunnerPhase, RunnerReport } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";

/** The states of one launcher; state-machine.ts has the table of legal moves. */
export type LauncherState =
  | "created"
  | "ready"
  | "preflight"
  | "opening"
  | "preSession"
  | "session"
  | "experimentEnded"
  | "postSession"
  | "done"
  | "closing"
  | "closed";

/** Read-only notifications, for screens, `events.jsonl` and telemetry; never control flow. */
export interface LauncherEvents {
  "state.changed": { readonly from: LauncherState; readonly to: LauncherState };
  "hook.started": { readonly hook: string; readonly handlers: number };
  "hook.settled": { readonly hook: string; readonly milliseconds: number; readonly error?: string };
  "handler.started": { readonly hook: string; readonly plugin: string };
  "handler.settled": {
    readonly hook: string;
    readonly plugin: string;
    readonly milliseconds: number;
    readonly outcome: "ok" | "error" | "timeout" | "late";
    readonly error?: string;
  };
  /** `resumed`: by a process that goes on with it from its journal. */
  "session.opened": { readonly session: Session; readonly resumed?: true };
  "experiment.ended": { readonly session: Session; readonly outcome: SessionOutcome; readonly reason?: string };
  "runner.started": { readonly runner: string; readonly phase: RunnerPhase; readonly attempt: number };
  "runner.progress": { readonly runner: string; readonly text: string };
  "runner.settled": { readonly report: RunnerReport };
  "prompt.answered": { readonly key: string; readonly value: unknown; readonly source: string };
  "experiment.line": { readonly line: string; readonly stream: "stdout" | "stderr" };
}

export type LauncherEventName = keyof LauncherEvents;

export interface EventBus {
  emit<Name extends LauncherEventName>(name: Name, event: LauncherEvents[Name]): void;
  on<Name extends LauncherEventName>(name: Name, listener: (event: LauncherEvents[Name]) => void): () => void;
  /** Every event, in order, with its name and time: for `events.jsonl` and telemetry. */
  onAny(listener: (name: LauncherEventName, event: LauncherEvents[LauncherEventName], at: Date) => void): () => void;
  /** False: nobody would hear it, and whoever emits many may save the work. Absent: somebody may listen. */
  hasListeners?(name: LauncherEventName): boolean;
  /** From now on somebody needs each single one; a screen is content with the last of many. */
  expectEach?(name: LauncherEventName): void;
  /** Whether somebody has said so. */
  isEachExpected?(name: LauncherEventName): boolean;
}

/** The launcher's events for those who only listen: plugins. */
export type EventFeed = Pick<EventBus, "on" | "onAny">;
