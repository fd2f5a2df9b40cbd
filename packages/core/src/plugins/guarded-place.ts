/** Whose code runs: a plugin's handler or runner. */
export interface GuardedPlace {
  readonly plugin: string;
  readonly hook?: string;
  readonly runner?: string;
}
