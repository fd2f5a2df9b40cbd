import { z } from "zod";
import type { FollowedUpload } from "./followed-upload.js";

/** An upload as the transfer service told of it. */
export interface UploadState {
  readonly state: "queued" | "running" | "success" | "failed" | "lost";
  /** The service's own name of the job. */
  readonly job: string | undefined;
  readonly reason: string | undefined;
  /** When that was recorded, ISO 8601 in UTC. */
  readonly since: string | undefined;
}

const SUBMIT_PATH = "/api/v2/submit_jobs";
const STATUS_PATH = "/api/v1/get_job_status_list";
const VALIDATE_PATH = "/api/v2/validate_json";

/** Where aind-data-transfer-service tells of the jobs that are submitted at an address; undefined as of `besideSubmission`. */
export function jobStatusUrl(endpoint: string): string | undefined {
  return besideSubmission(endpoint, STATUS_PATH);
}

/**
 * Where aind-data-transfer-service says whether it would take a request that is submitted at an address, without taking it; undefined
 * as of `besideSubmission`. It answers 200, or 406 with what it objects to in `data.errors`.
 */
export function validationUrl(endpoint: string): string | undefined {
  return besideSubmission(endpoint, VALIDATE_PATH);
}

/**
 * Undefined where the address is another service's, of which that is not known, or has a login or a query, which are not for a
 * second address. The paths: aind-data-transfer-service's `server.py`, 2.2.2.
 */
function besideSubmission(endpoint: string, path: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  const isPlain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (!isPlain || !url.pathname.endsWith(SUBMIT_PATH)) return undefined;
  url.pathname = `${url.pathname.slice(0, -SUBMIT_PATH.length)}${path}`;
  return url.href;
}

/** The service tells of no job that is older (`validate_min_execution_date`: two weeks). */
export const TOLD_FOR_MS = 13 * 24 * 3_600_000;

/** An answer that came before is of an earlier post; a rig's clock and the service's differ by less. */
const CLOCKS_DIFFER_MS = 10 * 60_000;
/** The service had the job already when it was asked: since a post whose answer was lost. */
const HAD_ALREADY = 406;
const LOST_FOR_MS = 24 * 3_600_000;

/** No upload of a job that the service took with this status began before, ISO 8601 in UTC. Throws a RangeError where `at` is no time. */
export function uploadsBeginAt(
  status: number,
  { at, byService }: { readonly at: string; readonly byService: boolean },
): string {
  const early = byService ? 0 : status === HAD_ALREADY ? LOST_FOR_MS : CLOCKS_DIFFER_MS;
  return new Date(Date.parse(at) - early).toISOString();
}

/** What an upload is known by at the service. */
export type AskedUpload = Pick<FollowedUpload, "names" | "since">;

/** One question for all that are followed there: each job since the oldest. The service reads a list of all, newest first. */
export function jobStatusQuery(url: string, followed: readonly Pick<AskedUpload, "since">[]): string {
  const oldest = Math.min(...followed.map(({ since }) => Date.parse(since)));
  const asked = new URL(url);
  asked.searchParams.set("execution_date_gte", new Date(oldest).toISOString());
  return asked.href;
}

/**
 * What `get_job_status_list` answers: `JobStatus` of the service's `models/internal.py`, 2.2.2. `job_state` is that of Airflow's
 * run: queued, running, success, failed; `name` is the `s3_prefix` of the upload job.
 */
const AnswerSchema = z.object({
  data: z.object({
    job_status_list: z.array(
      z.object({
        job_id: z.string().nullish(),
        job_state: z.string().nullish(),
        name: z.string().nullish(),
        comment: z.string().nullish(),
        submit_time: z.string().nullish(),
      }),
    ),
  }),
});

export type ToldJob = z.output<typeof AnswerSchema>["data"]["job_status_list"][number];

/** The jobs of an answer. Throws a ZodError where it is none of the service's. */
export function readJobStatuses(answer: unknown): readonly ToldJob[] {
  return AnswerSchema.parse(answer).data.job_status_list;
}

/** What the service says of an upload; undefined: nothing yet. Of several jobs under one name the last one counts. */
export function uploadStateOf(
  { names, since }: AskedUpload,
  jobs: readonly ToldJob[],
): Omit<UploadState, "since"> | undefined {
  const own = names.map((name) => newestOf(jobs.filter((job) => job.name === name && isSince(job, since))));
  const found = own.filter((job) => job !== undefined);
  const failed = found.find(({ job_state: state }) => state === "failed");
  const told = failed ?? found.find(({ job_state: state }) => state !== "success") ?? found[0];
  if (told === undefined) return undefined;
  const job = { job: told.job_id ?? undefined, reason: told.comment ?? undefined };
  if (failed !== undefined) return { state: "failed", ...job };
  if (found.length === names.length && found.every(({ job_state: state }) => state === "success"))
    return { state: "success", ...job };
  const isQueued = found.every(({ job_state: state }) => state === "queued");
  return { state: isQueued ? "queued" : "running", ...job };
}

function isSince({ submit_time: time }: ToldJob, since: string): boolean {
  return time === null || time === undefined || Date.parse(time) >= Date.parse(since);
}

function newestOf(jobs: readonly ToldJob[]): ToldJob | undefined {
  return jobs.toSorted((one, other) => (other.submit_time ?? "").localeCompare(one.submit_time ?? ""))[0];
}
