/**
 * Every lifecycle hook, in the order in which a session meets them, with the seconds that it may take where the config says
 * nothing else. lifecycle-hooks.ts says what each is.
 */
export const HOOK_SECONDS = {
  configResolved: 30,
  setup: 60,
  ready: 60,
  preflight: 60,
  beforeSession: 60,
  sessionStarted: 60,
  experimentPaused: 60,
  experimentContinued: 60,
  experimentEnded: 60,
  sessionEnded: 60,
  teardown: 30,
} as const;

/** What a hook was called before, so that who writes the former name is told the new one. */
export const FORMER_HOOK_NAMES: Readonly<Record<string, keyof typeof HOOK_SECONDS>> = { runnersDone: "sessionEnded" };
