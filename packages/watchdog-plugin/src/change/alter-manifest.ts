import { showLocalTime } from "@rigline/foundation/time";
import type { JsonObject, JsonValue, Manifest } from "@rigline/manifest";

export interface Alteration {
  readonly project?: string | undefined;
  readonly jobType?: string | undefined;
  /** `20:00:00`; null: at once. */
  readonly schedule?: string | null | undefined;
  /** With `schedule`: not before this moment, ISO 8601, which a manifest can't say. */
  readonly until?: string | undefined;
}

/** The same manifest with another project, kind of job or hour, in the request that is posted as well. */
export function alterManifest(manifest: Manifest, { project, jobType, schedule }: Alteration): Manifest {
  const { transferServiceArgs: args } = manifest;
  return {
    ...manifest,
    ...(project === undefined ? {} : { projectName: project }),
    ...(jobType === undefined ? {} : { transferServiceJobType: jobType }),
    ...(schedule === undefined ? {} : { scheduleTime: schedule }),
    transferServiceArgs: args === null ? null : alterRequest(args, { project, jobType }),
  };
}

function alterRequest(request: JsonObject, { project, jobType }: Pick<Alteration, "project" | "jobType">): JsonObject {
  const jobs = request["upload_jobs"];
  if (!Array.isArray(jobs)) return request;
  const altered = jobs.map((job): JsonValue => {
    if (typeof job !== "object" || job === null || Array.isArray(job)) return job;
    return {
      ...job,
      ...(project === undefined ? {} : { project_name: project }),
      ...(jobType === undefined ? {} : { job_type: jobType }),
    };
  });
  return { ...request, upload_jobs: altered };
}

/** One phrase. */
export function describeAlteration({ project, jobType, schedule, until }: Alteration): string {
  const parts = [
    ...(project === undefined ? [] : [`project ${project}`]),
    ...(jobType === undefined ? [] : [`job type ${jobType}`]),
    ...(schedule === undefined
      ? []
      : [
          schedule === null
            ? "to be sent at once"
            : `to be sent at ${until === undefined ? schedule : showLocalTime(until)}`,
        ]),
  ];
  return parts.join(", ");
}
