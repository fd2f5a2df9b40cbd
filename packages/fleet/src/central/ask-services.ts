import { messageOf } from "@rigline/foundation/errors";
import { redactUrl, redactUrls } from "@rigline/foundation/redaction";
import { jobStatusUrl, type ToldJob, TOLD_FOR_MS, uploadStateOf } from "@rigline/manifest";
import type { ServerSettings } from "../config/server-settings.js";
import type { Database } from "../store/database.js";
import type { FoundUpload } from "../store/found-upload.js";
import { isTooOld, listOpenUploads, noteUploads, type LookedUpload, type OpenUpload } from "../store/open-uploads.js";
import { isServiceDue, noteAnswered, noteSilent } from "../store/services.js";
import { askJobs, type AskService } from "./ask-jobs.js";

const MINUTE_MS = 60_000;
/** A service is asked no more often than that, for all uploads together. */
const AGAIN_MS = 5 * MINUTE_MS;
const RETRY = { firstMs: MINUTE_MS, maxMs: 60 * MINUTE_MS };
/** One that was taken so long ago, and that its service does not know, is not known there. */
const UNKNOWN_AFTER_MS = 60 * MINUTE_MS;
/** For all services of one round together: it must be over before another begins. */
const ROUND_MS = 4 * MINUTE_MS;

export interface ServiceParts {
  readonly database: Database;
  readonly services: ServerSettings["transfer_services"];
  readonly ask: AskService;
  readonly onFailure: (what: string, error: unknown) => void;
}

/**
 * Asks each transfer service that is due what became of the uploads that rigs have submitted there, and notes it with their sessions. One
 * that does not answer is asked ever more seldom, and logged once; nothing is concluded from its silence.
 */
export async function askServices({ services, ...parts }: ServiceParts): Promise<void> {
  const signal = AbortSignal.timeout(ROUND_MS);
  for (const service of services) await askService(parts, service, signal);
}

async function askService(
  { database, ask, onFailure }: Omit<ServiceParts, "services">,
  service: ServerSettings["transfer_services"][number],
  signal: AbortSignal,
): Promise<void> {
  // As rigs tell of it: without what is secret.
  const endpoint = redactUrl(service.endpoint);
  if (!(await isServiceDue(database, endpoint))) return;
  const uploads = await listOpenUploads(database, endpoint);
  const now = new Date();
  const due = uploads.filter(({ isDue }) => isDue);
  if (due.length === 0) return;
  await note(
    database,
    uploads.filter((upload) => isTooOld(upload, now)).map((upload) => ({ upload, found: tooOld(now) })),
  );
  const wanted = due.filter((upload) => !isTooOld(upload, now)).map(({ since }) => Date.parse(since));
  if (wanted.length === 0) return;
  const from = Math.max(Math.min(...wanted), now.getTime() - TOLD_FOR_MS);
  try {
    const url = service.jobs ?? jobStatusUrl(service.endpoint) ?? "";
    const { jobs, since } = await askJobs(ask, url, from, { now: now.getTime(), signal });
    const byName = grouped(jobs, ({ name }) => name ?? "");
    const asked = uploads.filter((upload) => !isTooOld(upload, now) && Date.parse(upload.since) >= since);
    await note(
      database,
      asked.map((upload) => ({ upload, found: newsOf(upload, byName, now) })),
    );
    await noteAnswered(database, endpoint, AGAIN_MS);
  } catch (error) {
    const why = redactUrls(messageOf(error));
    const failures = await noteSilent(database, endpoint, why, RETRY);
    if (failures === 1) onFailure(`what became of uploads can't be asked at ${endpoint}, and is asked again`, why);
  }
}

async function note(database: Database, looked: readonly LookedUpload[]): Promise<void> {
  for (const [rig, ofRig] of grouped(looked, ({ upload }) => upload.rig)) await noteUploads(database, rig, ofRig);
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function tooOld(now: Date): FoundUpload {
  return { state: "lost", reason: "the service tells nothing of jobs as old as this", since: now.toISOString() };
}

/** Undefined: what was known already. */
function newsOf(
  upload: OpenUpload,
  byName: ReadonlyMap<string, readonly ToldJob[]>,
  now: Date,
): FoundUpload | undefined {
  const { found, takenAt, names } = upload;
  const told = uploadStateOf(
    upload,
    names.flatMap((name) => byName.get(name) ?? []),
  );
  if (told !== undefined) {
    const isSame = found?.state === told.state && found.job === told.job && found.reason === told.reason;
    return isSame ? undefined : { ...told, since: now.toISOString() };
  }
  // What it has told of before it has forgotten, which is no news.
  const isNew = found === null && takenAt !== null && now.getTime() - takenAt.getTime() > UNKNOWN_AFTER_MS;
  return isNew ? { state: "unknown", since: now.toISOString() } : undefined;
}
