/** Every lifecycle hook, in the order in which a session meets them. lifecycle-hooks.ts says what each is. */
export const HOOK_NAMES = [
  "configResolved",
  "ready",
  "preflight",
  "beforeSession",
  "sessionStarted",
  "sessionEnded",
  "runnersDone",
  "teardown",
] as const;
