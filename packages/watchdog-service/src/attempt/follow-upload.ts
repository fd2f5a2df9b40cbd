import { basename } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import {
  jobStatusUrl,
  namesOfUploads,
  readFollowedUpload,
  uploadsBeginAt,
  writeFollowedUpload,
} from "@rigline/manifest";
import type { Attempt } from "./step.js";

/**
 * Notes that the transfer service is to be asked what becomes of a job that it took. Nothing where the address for that is not
 * known. What can't be noted is told and holds up nothing.
 */
export function followUpload({ parts, job, journal }: Attempt): void {
  const { fileSystem, settings, report } = parts;
  const { endpoint, manifest, digest } = job;
  const { submission, submittedAt, upload, correction } = journal.history().state;
  if (endpoint === null || submission?.status == null || submittedAt === undefined || upload !== undefined) return;
  const url = settings.jobStatusUrl === undefined ? jobStatusUrl(endpoint) : settings.jobStatusUrl;
  const names = submission.names ?? namesOfUploads(JSON.parse(correction?.request ?? job.submitBody()));
  if (url === undefined || url === null || names.length === 0) return;
  try {
    if (readFollowedUpload(fileSystem, settings.flagFolder, { manifest, digest }) !== undefined) return;
    const since = uploadsBeginAt(submission.status, submittedAt);
    writeFollowedUpload(fileSystem, settings.flagFolder, { manifest: basename(manifest), digest, names, url, since });
  } catch (error) {
    mark("attempt: an upload that can't be noted is not followed, and that is told");
    const message = `what becomes of its upload will not be asked: ${messageOf(error)}`;
    report({ event: "notice", job: job.label, message });
  }
}
