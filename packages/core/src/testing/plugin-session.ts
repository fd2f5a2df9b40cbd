import type { RiglineError } from "@rigline/foundation/errors";
import type { TraceSpan } from "../hooks/hook-trace.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { ProviderList } from "../di/providers.js";
import type { Leftover } from "../plugins/open-resources.js";
import type { Plugin } from "../plugins/plugin.js";
import type { ProcessRunner } from "../processes/process-exit.js";
import type { OpenedSessionReport } from "../report/session-report.js";
import type { Session, SessionOutcome } from "../session/session.js";
import type { ScriptedAnswer } from "./scripted-ui.js";
import type { FakeClock } from "@rigline/foundation/testing";
import type { RecordedEvent } from "./memory-events.js";

export interface PluginSessionOptions {
  /** As the config would have them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** How the experiment ends; `success` when absent. */
  readonly outcome?: SessionOutcome;
  /** What the experiment does: writes data into the session's folder. */
  readonly during?: (session: Session) => unknown;
  /** What the experiment looks for to be paused, such as `.pause` in the session's folder; it offers no pause when absent. */
  readonly pauseFile?: string;
  /** The session is a simulated one. */
  readonly simulate?: boolean;
  readonly session?: {
    readonly subject?: string;
    readonly experimenters?: readonly string[];
    readonly notes?: string;
  };
  /** Other plugins in the same launcher: those it depends on, and stand-ins for what they provide. */
  readonly plugins?: readonly Plugin[];
  /** Answers to the plugin's questions, by key. */
  readonly answers?: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: FakeClock;
  /** Who runs the programs that the plugin starts, the experiment left out; they are run in earnest when absent. */
  readonly programs?: ProcessRunner;
  /** In place of the launcher's own: `[{ token: FILE_SYSTEM, useValue: faulty }]`. */
  readonly services?: ProviderList;
}

/** What happened when a plugin was taken through a session. Disposing removes the folder. */
export interface PluginSession extends AsyncDisposable {
  /** A real folder of this session alone: data, logs, and where relative paths start. Absolute. */
  readonly folder: string;
  /** Undefined when no session was opened. */
  readonly session: Session | undefined;
  /** What preflight found, the launcher's own findings included. */
  readonly findings: readonly Finding[];
  /** Undefined when no session was run. */
  readonly report: OpenedSessionReport | undefined;
  /** What ended it before its time: a start that failed, an error in preflight, a veto. */
  readonly error: RiglineError | undefined;
  /** Everything that was emitted, in order. */
  readonly events: readonly RecordedEvent[];
  /** The hooks that ran, each with its handlers and their times on the fake clock. */
  readonly trace: readonly TraceSpan[];
  /** The lines of launcher.log. */
  readonly log: readonly string[];
  /** The files of the session's folder, relative, with `/`, sorted; the launcher's own in `.rigline` left out. */
  readonly files: readonly string[];
  /** What is still open after teardown. */
  readonly leftovers: readonly Leftover[];
  /** Errors that nobody waited for. */
  readonly strays: readonly RiglineError[];
  readonly clock: FakeClock;
}
