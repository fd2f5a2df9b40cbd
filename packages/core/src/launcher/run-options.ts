import type { Finding, StartPurpose } from "../lifecycle/lifecycle-hooks.js";

/** What a running session is told from outside; signals that never abort when absent. */
export interface SessionSignals {
  /** Ends the experiment; what comes after it still runs. */
  readonly session: AbortSignal;
  /** Ends the post-session runners as well. */
  readonly handOff: AbortSignal;
  /** Aborts once another session waits for this rig, or nobody wants to wait: runners that only look on leave it at that. Never when absent. */
  readonly nextWaiting?: AbortSignal;
}

/** How the plugins are started. */
export interface Start {
  readonly purpose: StartPurpose;
  readonly signal: AbortSignal;
  /** For a session that exists and not for a new one: its folder, undefined where there turns out to be none. */
  readonly resumes?: (() => string | undefined) | undefined;
}

export interface RunOptions {
  readonly signals?: SessionSignals;
  /** A session to go on with, by its folder; a new one is run when absent. */
  readonly resume?: {
    /** Absolute. */
    readonly directory: string;
    /** `skip`: go on although the journal is damaged or lost; the experiment is never run then. */
    readonly damaged?: "refuse" | "skip";
  };
  /** Told what the preflight found before a session is opened, or refused because of it. */
  readonly onFindings?: (findings: readonly Finding[]) => void;
}

export function neverAborted(): SessionSignals {
  return { session: new AbortController().signal, handOff: new AbortController().signal };
}
