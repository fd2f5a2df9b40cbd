import { didYouMean, formatPath, type Problem } from "@rigline/foundation/errors";
import { buildDataName } from "../names/index.js";
import { submitRequestErrors } from "./submit-request-errors.js";
import { SubmitRequestSchema } from "./submit-request.js";
import { dumpTasks } from "./tasks.js";

export interface CheckSubmitOptions {
  /** What the service's parameters name as job types; not checked when absent. */
  readonly jobTypes?: readonly string[];
  /** What the metadata service names as projects; not checked when absent. */
  readonly projectNames?: readonly string[];
}

/**
 * What aind-data-transfer-service 2.1.1 and later would refuse in a request, so that it can be told before a session is
 * recorded. Empty when nothing is known against it.
 */
export function checkSubmitRequest(request: unknown, options: CheckSubmitOptions = {}): readonly Problem[] {
  const parsed = SubmitRequestSchema.safeParse(request);
  if (!parsed.success)
    return parsed.error.issues.map((issue) =>
      problem("SUBMIT_REQUEST_INVALID", issue.path as (string | number)[], issue.message),
    );
  const { upload_jobs: jobs, user_email: email, email_notification_types: notificationTypes } = parsed.data;
  const found: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, job] of jobs.entries()) {
    const path = ["upload_jobs", index];
    const label = job.platform ? `${job.platform.abbreviation}_${job.subject_id}` : job.subject_id;
    const name = buildDataName(label, job.acq_datetime);
    if ((email ?? job.user_email ?? null) === null)
      found.push(problem("USER_EMAIL_MISSING", [...path, "user_email"], `the job ${name} has no user_email`));
    const { jobTypes, projectNames } = options;
    if (jobTypes !== undefined && !jobTypes.includes(job.job_type))
      found.push(problem("UNKNOWN_JOB_TYPE", [...path, "job_type"], unknownName("job type", job.job_type, jobTypes)));
    if (projectNames !== undefined && !projectNames.includes(job.project_name))
      found.push(
        problem("UNKNOWN_PROJECT", [...path, "project_name"], unknownName("project", job.project_name, projectNames)),
      );
    // As the service compares them: with what the request says for all of them.
    const identity = JSON.stringify(
      sorted({
        ...job,
        platform: job.platform ?? undefined,
        user_email: job.user_email ?? email,
        email_notification_types: job.email_notification_types ?? notificationTypes,
        tasks: Object.fromEntries(Object.entries(job.tasks).map(([id, task]) => [id, dumpTasks(task)])),
      }),
    );
    if (seen.has(identity)) found.push(problem("DUPLICATE_JOB", path, `the job ${name} stands twice`));
    seen.add(identity);
  }
  return found;
}

function unknownName(kind: string, name: string, known: readonly string[]): string {
  return `${JSON.stringify(name)} is no ${kind} that the service knows.${didYouMean(name, known)}`;
}

function problem(code: keyof typeof submitRequestErrors.table, path: (string | number)[], message: string): Problem {
  const at = formatPath(path);
  const { todo } = submitRequestErrors.table[code];
  return { code, message: at === "" ? message : `${at}: ${message}`, where: at === "" ? {} : { path: at }, todo };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
