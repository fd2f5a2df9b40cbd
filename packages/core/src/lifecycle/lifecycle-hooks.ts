import { HOOK_SECONDS } from "./hook-names.js";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { Bail, HookTable, Series, Settle, Waterfall } from "../hooks/hook-kinds.js";
import type { Runners } from "../runners/runner-handle.js";
import type { RunnerReport } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";

/** What `preflight` handlers find. An `error` stops the start. */
export interface Finding {
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
  readonly reason: string;
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
  readonly config: LauncherConfig;
  /** In an `inspection` a plugin adds its runners as ever and leaves its hardware alone. */
  readonly purpose: StartPurpose;
  readonly runners: Runners<Needs>;
}

export interface PreflightPayload {
  readonly config: LauncherConfig;
}

export interface SessionStarted {
  readonly session: Session;
}

export interface ExperimentEnded {
  readonly session: Session;
  readonly outcome: SessionOutcome;
  /** Why it failed or was aborted, one sentence. */
  readonly reason?: string;
}

export interface SessionEnded extends ExperimentEnded {
  readonly runners: readonly RunnerReport[];
}

export interface TeardownPayload {
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
  experimentEnded: { kind: "settle", timeoutMs: HOOK_SECONDS.experimentEnded * 1000 },
  sessionEnded: { kind: "settle", timeoutMs: HOOK_SECONDS.sessionEnded * 1000 },
  teardown: { kind: "settle", timeoutMs: HOOK_SECONDS.teardown * 1000, reverse: "ready", closes: true },
};
