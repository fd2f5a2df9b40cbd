/**
 * Every lifecycle hook, in the order in which a session meets them, with the seconds that it may take where the config says
 * nothing else. lifecycle-hooks.ts says what each is.
 */
export const HOOK_SECONDS = {
  configResolved: 30,
  ready: 60,
  preflight: 60,
  beforeSession: 60,
  sessionStarted: 60,
  sessionEnded: 60,
  runnersDone: 60,
  teardown: 30,
} as const;
