import { HOOK_SECONDS } from "./hook-names.js";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { Bail, HookTable, Series, Settle, Waterfall } from "../hooks/hook-kinds.js";
import type { Runners } from "../runners/runner-handle.js";
import type { RunnerReport } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";

/** What `preflight` handlers find. An `error` stops the start. */
export interface Finding {
  /** `error` refuses the session; `warning` is told. */
  readonly level: "ok" | "warning" | "error";
  /** What was looked at, a few words: `destination`. */
  readonly subject: string;
  /** What was found, one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** The subject of the one finding that says who hands the session off, or that nobody does; shown at each start. */
export const HAND_OFF_FINDING = "hand-off";

/** A reason not to open the session. */
export interface Veto {
  /** Why not, one sentence. */
  readonly reason: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** A session that is about to be opened: nothing of it exists yet. */
export type SessionPlan = Session;

/**
 * What a launcher is started for: to run or resume a `session`, or an `inspection`, which looks without touching:
 * `rigline doctor`, `rigline sessions`, `rigline run --dry-run`.
 */
export type StartPurpose = "session" | "inspection";

export interface ReadyPayload<Needs = unknown> {
  /** All keys of the launcher; frozen. */
  readonly config: LauncherConfig;
  /** In an `inspection` a plugin adds its runners as ever and leaves its hardware alone. */
  readonly purpose: StartPurpose;
  /** Where runners are added, by `runners.add`. */
  readonly runners: Runners<Needs>;
}

export interface PreflightPayload {
  /** All keys of the launcher; frozen. */
  readonly config: LauncherConfig;
  /** In an `inspection` nothing is asked and nothing is put right. */
  readonly purpose: StartPurpose;
}

export interface SessionStarted {
  /** Its folder, lock and journal are there. */
  readonly session: Session;
}

export interface ExperimentPaused {
  /** The one that runs. */
  readonly session: Session;
  /** Who wished it: `user@host`, or `its pause file` where that was made or removed by itself. */
  readonly by: string;
  /** Why, where that was said. */
  readonly reason?: string;
}

export interface ExperimentEnded {
  /** The one that was run. */
  readonly session: Session;
  /** How its experiment ended. */
  readonly outcome: SessionOutcome;
  /** Why it failed or was aborted, one sentence. */
  readonly reason?: string;
}

export interface SessionEnded extends ExperimentEnded {
  /** Each runner of the session, in the order in which they settled. */
  readonly runners: readonly RunnerReport[];
}

export interface TeardownPayload {
  /** All keys of the launcher; frozen. */
  readonly config: LauncherConfig;
}

/**
 * THE table of lifecycle hooks: each name with its kind, its payload and what a handler may answer. `Needs`: the services that
 * the plugin's runners are given.
 */
export interface LifecycleHooks<Needs = unknown> {
  configResolved: Waterfall<LauncherConfig>;
  /** No handler is written for it: a plugin's own key `setup` is what runs. */
  setup: Series<ReadyPayload<Needs>>;
  ready: Series<ReadyPayload<Needs>>;
  preflight: Settle<PreflightPayload, Finding | readonly Finding[] | void>;
  beforeSession: Bail<SessionPlan, Veto>;
  sessionStarted: Series<SessionStarted>;
  experimentPaused: Settle<ExperimentPaused, void>;
  experimentContinued: Settle<ExperimentPaused, void>;
  experimentEnded: Settle<ExperimentEnded, void>;
  sessionEnded: Settle<SessionEnded, void>;
  teardown: Settle<TeardownPayload, void>;
}

/** The hooks that a plugin writes handlers for. */
export type PluginLifecycle<Needs = unknown> = Omit<LifecycleHooks<Needs>, "setup">;

export const LIFECYCLE_HOOKS: HookTable<LifecycleHooks> = {
  configResolved: { kind: "waterfall", timeoutMs: HOOK_SECONDS.configResolved * 1000 },
  setup: { kind: "series", timeoutMs: HOOK_SECONDS.setup * 1000 },
  ready: { kind: "series", timeoutMs: HOOK_SECONDS.ready * 1000 },
  preflight: { kind: "settle", timeoutMs: HOOK_SECONDS.preflight * 1000 },
  beforeSession: { kind: "bail", timeoutMs: HOOK_SECONDS.beforeSession * 1000 },
  sessionStarted: { kind: "series", timeoutMs: HOOK_SECONDS.sessionStarted * 1000 },
  experimentPaused: { kind: "settle", timeoutMs: HOOK_SECONDS.experimentPaused * 1000 },
  experimentContinued: { kind: "settle", timeoutMs: HOOK_SECONDS.experimentContinued * 1000 },
  experimentEnded: { kind: "settle", timeoutMs: HOOK_SECONDS.experimentEnded * 1000 },
  sessionEnded: { kind: "settle", timeoutMs: HOOK_SECONDS.sessionEnded * 1000 },
  teardown: { kind: "settle", timeoutMs: HOOK_SECONDS.teardown * 1000, reverse: "ready", closes: true },
};
