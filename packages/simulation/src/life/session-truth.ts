import { parseManifest, watchdogLockName } from "@rigline/manifest";
import type { Random } from "../random.js";
import { equal } from "../world/inode.js";
import type { World } from "../world/world.js";
import type { LifePlan, PlannedHandOff } from "./plan.js";

export const FLAG = "/rig/flag";
export const LOCK_NAME = watchdogLockName(FLAG);
export const COMPLETE = "/rig/manifest_complete";
export const DATA = "/rig/data";
export const CENTRAL = "/share/central";
export const SUBJECT = `${CENTRAL}/614173`;
/** What a session is of, and what the manifest says it is of that somebody puts in the place of the first. */
export const PROJECTS = ["Dynamic Routing", "Learning mFISH-V1omFISH"] as const;
export const ENDPOINT = "http://service/api/v2/submit_jobs";

/** What is known of one session by who made it: what the rig says and does is held against this. */
export class SessionTruth {
  readonly plan: PlannedHandOff;
  readonly name: string;
  readonly source: string;
  readonly published: string;
  readonly manifest: string;
  /** What each file was, by its path at the destination; the last is what must not be lost. */
  readonly versions = new Map<string, Uint8Array[]>();
  /** Files that a person has deleted at the source, or may have lost by his own doing at the destination. */
  readonly givenUp = new Set<string>();
  /** Logs of the launcher's of which nobody can say what a power cut leaves. */
  readonly unsure = new Set<string>();
  handedOff = false;
  /** A person has taken the manifest away. */
  withdrawn = false;
  /** A person has taken the manifest away for a while. */
  wasAway = false;
  /** A person has put another manifest in its place. */
  replaced = false;
  /** When a person took the manifest away, in the world's time; undefined while one is there. */
  goneSince: number | undefined;
  /** When a person put another manifest in its place, in the world's time and its operations. */
  replacedAt = Infinity;
  replacedOperation = -Infinity;
  /** When a person last changed a source, by its path. */
  readonly changedAt = new Map<string, number>();
  /** A person has changed or deleted what was published. */
  tampered = false;
  /** After so many operations of all processes. */
  tamperedAt = -Infinity;
  /** The same of a source. */
  sourceTouchedAt = -Infinity;
  /** The operation at which somebody last touched a copy on its way. */
  stagedTouchedAt = -Infinity;
  /** What copies on their way were made to be without a trace: in the same tick of the file system's clock as was done to them last. */
  readonly unseen: Uint8Array[] = [];
  /** What stood under the manifest's name, as far as it is a manifest. */
  readonly manifests = new Set<string>();
  /** Idempotency keys that were posted, each with what was posted. */
  readonly keys = new Map<string, string>();
  /** That the service is busy, and for how long, is on record; nobody has put the job back since, nor set the clock. */
  isTold = false;
  /** The manifest. */
  text = "";

  constructor(plan: PlannedHandOff, name: string, source: string) {
    this.plan = plan;
    this.name = name;
    this.source = source;
    this.published = `${SUBJECT}/${name}`;
    this.manifest = `${FLAG}/manifest_${name}.${plan.by === "launcher" ? "yaml" : "yml"}`;
  }

  latest(path: string): Uint8Array {
    return this.versions.get(path)?.at(-1) ?? new Uint8Array(0);
  }

  add(path: string, bytes: Uint8Array): void {
    const versions = this.versions.get(path);
    if (versions === undefined) this.versions.set(path, [bytes]);
    else versions.push(bytes);
  }

  /** Takes down what stands under the manifest's name from now on. A first part of it may be a manifest by itself, and is then another one. */
  noteManifest(text: string): void {
    if (isManifest(text)) this.manifests.add(text);
  }

  /** Takes down what the manifest, which has just got its name, hands off; returns the paths. */
  noteHandOff(world: World): ReadonlySet<string> {
    this.handedOff = true;
    this.text = Buffer.from(world.find(this.manifest)?.data ?? "").toString();
    this.noteManifest(this.text);
    const { modalities, schemas } = parseManifest(this.text).manifest;
    const listed = [...Object.values(modalities).flat(), ...schemas];
    const paths = new Set<string>();
    for (const path of listed)
      for (const [file, node] of world.filesAt(path)) {
        const at = file.slice(this.source.length + 1);
        paths.add(at);
        if (this.unsure.has(at)) continue;
        // Published again, after a power cut took the manifest, it hands off what is there now.
        if (!equal(this.latest(at), node.data) || !this.versions.has(at)) this.add(at, node.data);
      }
    return paths;
  }
}

function isManifest(text: string): boolean {
  try {
    parseManifest(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether somebody has renamed the flag folder; what is there now is not it. */
export function isFlagFolderAway(world: World): boolean {
  return world.find(FLAG) === undefined || world.find(`${FLAG}-away`) !== undefined;
}

/** A session whose data is on the rig's disk, and whose manifest clabe will write. */
export function recordByHand(plan: PlannedHandOff, life: LifePlan, world: World, random: Random): SessionTruth {
  const session = new SessionTruth(plan, plan.name, `${plan.inPlace ? SUBJECT : `${DATA}/614173`}/${plan.name}`);
  for (const [path, size] of Object.entries(plan.files)) session.add(`behavior/${path}`, randomBytes(size, random));
  session.add("session.json", Buffer.from(`{"name":"${plan.name}"}`));
  for (const [path, [bytes]] of session.versions) world.put(`${session.source}/${path}`, bytes ?? "");
  session.text = manifestText(session, life);
  return session;
}

export function randomBytes(size: number, random: Random): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index += 1) bytes[index] = random.below(256);
  return bytes;
}

/** As clabe writes it. */
function manifestText({ plan, source }: SessionTruth, { begins, zone, dataByLink }: LifePlan): string {
  const { name, deleteSource, submits, schedule } = plan;
  const hour = (ms: number): string =>
    new Date(Date.parse(begins) + ms).toLocaleTimeString("en-GB", { timeZone: zone });
  const folder = dataByLink ? source.replace(DATA, "/rig/link") : source;
  const values = {
    name,
    subject_id: "614173",
    acquisition_datetime: `2026-03-02T10:15:0${name.slice(1)}`,
    schedule_time: schedule === undefined ? null : hour(schedule),
    transfer_endpoint: submits ? ENDPOINT : null,
    platform: "behavior",
    project_name: PROJECTS[0],
    upload_notification_email: "a.b@alleninstitute.org",
    destination: SUBJECT,
    modalities: { behavior: [`${folder}/behavior`] },
    schemas: [`${folder}/session.json`],
    transfer_service_job_type: "default",
    delete_modalities_source_after_success: deleteSource,
  };
  return `${Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join("\n")}\n`;
}
