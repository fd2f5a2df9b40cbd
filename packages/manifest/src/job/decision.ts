/** What a person decided about a job. */
export interface Decision {
  /** `user@host`. */
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string | undefined;
  /** Why; undefined: a person's word. */
  readonly reason?: string | undefined;
}
