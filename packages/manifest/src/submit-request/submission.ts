/** That the transfer service has a job, or that none was to be posted (`endpoint` null). */
export interface Submission {
  readonly endpoint: string | null;
  readonly status: number | null;
  readonly answer: string | undefined;
  /** The computer that posted it for several; absent: this one. */
  readonly by?: string;
  /** What the service calls the uploads of that post; absent: that is not known, or stands in no record of before. */
  readonly names?: readonly string[];
}
