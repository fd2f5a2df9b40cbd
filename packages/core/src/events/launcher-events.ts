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
  /** The launcher went from one state to another. */
  "state.changed": { readonly from: LauncherState; readonly to: LauncherState };
  /** A hook is called; `handlers`: how many. */
  "hook.started": { readonly hook: string; readonly handlers: number };
  /** All its handlers have ended; `error`: the first failure. */
  "hook.settled": { readonly hook: string; readonly milliseconds: number; readonly error?: string };
  /** One plugin's handler is called. */
  "handler.started": { readonly hook: string; readonly plugin: string };
  /** It has ended, or was given up; `late`: it ended after its time. */
  "handler.settled": {
    readonly hook: string;
    readonly plugin: string;
    readonly milliseconds: number;
    readonly outcome: "ok" | "error" | "timeout" | "late";
    readonly error?: string;
  };
  /** The session has its folder, lock and journal. `resumed`: by a process that goes on with it from its journal. */
  "session.opened": { readonly session: Session; readonly resumed?: true };
  /** The experiment waits, as `by` wished. */
  "experiment.paused": { readonly session: Session; readonly by: string; readonly reason?: string };
  /** It goes on. */
  "experiment.continued": { readonly session: Session; readonly by: string; readonly reason?: string };
  /** The experiment is over; `reason` where it did not go well. */
  "experiment.ended": { readonly session: Session; readonly outcome: SessionOutcome; readonly reason?: string };
  /** A runner, or a step, begins; `attempt` from 1. */
  "runner.started": { readonly runner: string; readonly phase: RunnerPhase; readonly attempt: number };
  /** What it says of how far it is. */
  "runner.progress": { readonly runner: string; readonly text: string };
  /** It is done, failed or skipped. */
  "runner.settled": { readonly report: RunnerReport };
  /** A question was answered; `source`: `flag`, `config`, `prompt` or `default`. */
  "prompt.answered": { readonly key: string; readonly value: unknown; readonly source: string };
  /** A line that the experiment has printed. */
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
