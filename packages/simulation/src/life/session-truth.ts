import { watchdogLockName } from "@rigline/manifest";
import type { Random } from "../random.js";
import type { World } from "../world/world.js";
import type { SessionPlan } from "./plan.js";

export const FLAG = "/rig/flag";
export const LOCK_NAME = watchdogLockName(FLAG);
export const COMPLETE = "/rig/complete";
export const DATA = "/rig/data";
export const CENTRAL = "/share/central";
export const SUBJECT = `${CENTRAL}/614173`;

/** What is known of one session by who made it: what the rig says and does is held against this. */
export class SessionTruth {
  readonly plan: SessionPlan;
  readonly source: string;
  readonly published: string;
  readonly manifest: string;
  /** What a person has made of each file, by its path at the destination; the last is what must not be lost. */
  readonly versions = new Map<string, Uint8Array[]>();
  /** Files that a person has deleted at the source, or may have lost by his own doing at the destination. */
  readonly givenUp = new Set<string>();
  handedOff = false;
  /** A person has taken the manifest away. */
  withdrawn = false;
  /** A person has put another manifest in its place. */
  replaced = false;
  /** A person has changed or deleted what was published. */
  tampered = false;
  /** Idempotency keys that were posted, by manifest. */
  readonly keys = new Map<string, string>();
  text: string;

  constructor(plan: SessionPlan, random: Random) {
    this.plan = plan;
    this.source = `${DATA}/${plan.name}`;
    this.published = `${SUBJECT}/${plan.name}`;
    this.manifest = `${FLAG}/manifest_${plan.name}.yml`;
    for (const [path, size] of Object.entries(plan.files)) {
      const bytes = new Uint8Array(size);
      for (let index = 0; index < size; index += 1) bytes[index] = random.below(256);
      this.versions.set(`behavior/${path}`, [bytes]);
    }
    this.versions.set("session.json", [Buffer.from(`{"name":"${plan.name}"}`)]);
    this.text = this.#manifestText("Dynamic Routing");
  }

  /** Puts the data on the rig's disk. */
  record(world: World): void {
    for (const [path, [bytes]] of this.versions) world.put(`${this.source}/${path}`, bytes ?? "");
  }

  latest(path: string): Uint8Array {
    return this.versions.get(path)?.at(-1) ?? new Uint8Array(0);
  }

  replaceManifest(): void {
    this.replaced = true;
    this.text = this.#manifestText("Learning mFISH-V1omFISH");
  }

  /** As clabe writes it. */
  #manifestText(project: string): string {
    const { name, deleteSource, submits, schedule } = this.plan;
    const values = {
      name,
      subject_id: "614173",
      acquisition_datetime: `2026-03-02T10:15:0${name.slice(1)}`,
      schedule_time: schedule ?? null,
      transfer_endpoint: submits ? "http://service/api/v2/submit_jobs" : null,
      platform: "behavior",
      project_name: project,
      upload_notification_email: "a.b@alleninstitute.org",
      destination: SUBJECT,
      modalities: { behavior: [`${this.source}/behavior`] },
      schemas: [`${this.source}/session.json`],
      transfer_service_job_type: "default",
      delete_modalities_source_after_success: deleteSource,
    };
    return `${Object.entries(values)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
      .join("\n")}\n`;
  }
}
