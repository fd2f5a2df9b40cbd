import { createHash } from "node:crypto";
import { basename } from "node:path";
import { readTimeOfDay } from "@rigline/foundation/time";
import { DOCUMENT_LIMITS } from "@rigline/foundation/documents";
import { renderPlace } from "@rigline/foundation/errors";
import { isSendTestName } from "@rigline/foundation/names";
import { mark } from "@rigline/foundation/marks";
import {
  alsoToOf,
  buildSubmitRequest,
  copyOf,
  dataPlaceOf,
  deletesSource,
  deriveManifest,
  type FilePatterns,
  type FurtherDestination,
  furtherName,
  joinPosix,
  keptSources,
  laterOf,
  mergeDestinations,
  parseManifest,
  partsOf,
  patternsOf,
  priorityOf,
  provesWhole,
  toPosixPath,
  traceparentOf,
  type Manifest,
  type Wholeness,
  checkSubmitRequest,
  type JobState,
} from "@rigline/manifest";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { jobError } from "../jobs/job-errors.js";
import type { Job } from "../jobs/job.js";
import { checkRequest, checkTarget } from "../plan/check-request.js";
import { requireEndpoint } from "../submit/post-job.js";
import type { FoundManifest } from "../watch/scan-folder.js";

/** Reads a manifest from the flag folder. Throws a RiglineError whatever stands there. `known`: what was read of it before. */
export function readManifest(
  { fileSystem, settings }: Pick<DaemonParts, "fileSystem" | "settings">,
  { path, entry }: FoundManifest,
  known?: Job,
): Job {
  const where = { file: path };
  if (entry.kind !== "file")
    throw jobError("MANIFEST_NOT_A_FILE", { what: `${path} has a manifest's name and is no file`, where });
  if (entry.size > DOCUMENT_LIMITS.bytes)
    throw jobError("MANIFEST_TOO_LARGE", {
      what: `${path} has ${entry.size} bytes; at most ${DOCUMENT_LIMITS.bytes} are read`,
      where,
    });
  let bytes: Uint8Array;
  try {
    bytes = fileSystem.read(path);
  } catch (cause) {
    throw jobError("MANIFEST_UNREADABLE", { what: `${path} can't be read`, where, cause });
  }
  const digest = createHash("sha256").update(bytes).digest("hex");
  // Each manifest is read again when it has settled; to make the same of the same bytes would be the most of that.
  if (known?.digest === digest) return known;
  const { manifest, notices, wholeness } = parseManifest(bytes, { file: path });
  const job = toJob(path, digest, manifest, wholeness, settings);
  return { ...job, notices: notices.map(({ message, where: at }) => `${renderPlace(at)}: ${message}`) };
}

/** The same of one that may still be written to; undefined: it can't be read as it stands. */
export function readEarly(parts: Pick<DaemonParts, "fileSystem" | "settings">, found: FoundManifest): Job | undefined {
  try {
    return readManifest(parts, found);
  } catch {
    mark("intake: a manifest that can't be read at the first look settles");
    return undefined;
  }
}

/** What was read early, if its form alone says that nothing is missing. */
export function provenOf(job: Job | undefined): Job | undefined {
  return job?.provenWhole === true ? job : undefined;
}

type ReadSettings = Pick<DaemonParts["settings"], "patterns" | "alsoTo">;

function toJob(
  path: string,
  digest: string,
  manifest: Manifest,
  wholeness: Wholeness,
  settings: ReadSettings,
): Omit<Job, "notices"> {
  const { name, modalities, schemas, scheduleTime, transferEndpoint } = manifest;
  const destination = dataPlaceOf(manifest);
  const later = laterOf(manifest);
  const at = later === undefined ? undefined : readTimeOfDay(later.at);
  const copied = copyOf(manifest);
  const file = basename(path);
  return {
    manifest: path,
    digest,
    request: { name, destination, modalities, schemas, ...selectionOf([patternsOf(manifest), settings.patterns]) },
    label: copied === undefined ? name : furtherName(name, file),
    alsoTo: copied === undefined ? furtherDestinations(manifest, settings) : [],
    copyOf: copied,
    surelyWhole: wholeness !== "unknown",
    provenWhole: provesWhole(wholeness),
    priority: priorityOf(manifest),
    schedule: scheduleTime === null ? undefined : readTimeOfDay(scheduleTime),
    endpoint: transferEndpoint,
    deleteSource: deletesSource(manifest),
    keep: keptSources(manifest),
    // What is published at once is published by the modality, as where several computers do.
    parts: partsOf(manifest) ?? (later?.publishFirst === true ? Object.keys(modalities) : undefined),
    later: at === undefined || later === undefined ? undefined : { ...later, at },
    traceparent: traceparentOf(manifest),
    derive: (destination, hours) => deriveManifest(manifest, file, destination, hours),
    submitBody: () => JSON.stringify(manifest.transferServiceArgs ?? buildSubmitRequest(manifest)),
  };
}

/** What the manifest names, and what the watch config does for each: there in the subject's folder, as the launcher has it. */
function furtherDestinations(manifest: Manifest, { alsoTo = [] }: ReadSettings): readonly FurtherDestination[] {
  // Whoever sends a test clears away what it leaves at the first one.
  if (isSendTestName(manifest.name)) return [];
  const ofConfig = alsoTo.map(({ destination, needed }) => ({
    destination: joinPosix(toPosixPath(destination), manifest.subjectId),
    needed,
  }));
  return mergeDestinations(dataPlaceOf(manifest), [...alsoToOf(manifest), ...ofConfig]);
}

function selectionOf(sources: readonly (FilePatterns | undefined)[]): Pick<Job["request"], "selection"> {
  const selection = sources.filter((patterns): patterns is FilePatterns => saysSomething(patterns));
  return selection.length === 0 ? {} : { selection };
}

function saysSomething(patterns: FilePatterns | undefined): boolean {
  return patterns !== undefined && patterns.include.length + patterns.exclude.length > 0;
}

/**
 * Everything about a job that can be known without its data and their destination, so that it is told when the
 * manifest comes, by day, and not at its hour. Throws what the job would fail with; `state`: what is done already needs no
 * check.
 */
export function checkJob(job: Job, state: JobState | undefined): void {
  if (state?.published === undefined) checkRequest(job.request);
  if (state?.further === undefined)
    for (const { destination } of job.alsoTo) checkTarget({ name: job.request.name, destination });
  if (job.endpoint === null || state?.submission !== undefined) return;
  requireEndpoint(job.endpoint);
  job.submitBody();
}

const LONGEST_LOOKED_AT = 256 * 1024;

/** What the transfer service will probably refuse in the request, one sentence; undefined when nothing is known against it. */
export function requestNotice(job: Job): string | undefined {
  if (job.endpoint === null) return undefined;
  const body = job.submitBody();
  // Nobody writes such a request by hand, and looking through it would hold up the others.
  if (body.length > LONGEST_LOOKED_AT) return undefined;
  const request: unknown = JSON.parse(body);
  // Another service's, whose rules nobody here knows.
  if (typeof request !== "object" || request === null || !("upload_jobs" in request)) return undefined;
  const problems = checkSubmitRequest(request).map(({ message }) => message);
  return problems.length === 0 ? undefined : `the transfer service will probably refuse it: ${problems.join("; ")}`;
}
