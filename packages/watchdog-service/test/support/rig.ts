import { readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { DaemonSettings } from "../../src/config/daemon-settings.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { runDaemon, type RunEnd } from "../../src/daemon/run-daemon.js";
import { readMounts } from "../../src/work/read-mounts.js";
import { lookAtDestination, type KnownDestination } from "../../src/publish/look-at-destination.js";
import { quickFolder, writeTree } from "./temporary-folder.js";

export interface ManifestChoices {
  readonly name?: string;
  readonly endpoint?: string | null;
  readonly schedule?: string;
  readonly deleteSource?: boolean;
  readonly destination?: string;
  readonly modalities?: Readonly<Record<string, readonly string[]>>;
  readonly schemas?: readonly string[];
  readonly priority?: number;
  /** What stands in extra_identifying_info. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** A rig in a folder of its own: data, a flag folder, a destination. */
export interface Rig {
  readonly root: string;
  readonly flag: string;
  readonly complete: string;
  readonly destination: string;
  readonly data: string;
  readonly config: string;
  /** Puts a manifest into the flag folder and returns its path. */
  hand(name: string, choices?: ManifestChoices): string;
}

const DATA = {
  "data/behavior/events.csv": "time,event\n1,start\n",
  "data/behavior/logs/launcher.log": "begin\nend\n",
  "data/behavior/empty/": "",
  "data/session.json": '{"subject_id": "614173"}\n',
};

/** What a rig's own data look like when they are published. */
export const PUBLISHED = {
  "behavior/events.csv": DATA["data/behavior/events.csv"],
  "behavior/logs/launcher.log": DATA["data/behavior/logs/launcher.log"],
  "behavior/empty/": "",
  "session.json": DATA["data/session.json"],
};

export function createRig(root = quickFolder()): Rig {
  const rig = {
    root,
    flag: join(root, "flag"),
    complete: join(root, "complete"),
    destination: join(root, "destination"),
    data: join(root, "data"),
    config: join(root, "watch_config.yml"),
  };
  writeTree(root, { ...DATA, "flag/": "" });
  writeFileSync(
    rig.config,
    JSON.stringify({
      flag_dir: rig.flag,
      manifest_complete: rig.complete,
      rigline: {
        settle_seconds: 0,
        rescan_seconds: 0.2,
        retry: { first_delay_seconds: 0.05, max_delay_seconds: 0.2, attempts: 3 },
        request_timeout_seconds: 2,
        allow_local_destination: true,
      },
    }),
  );
  const hand = (name: string, choices: ManifestChoices = {}): string => {
    const path = join(rig.flag, `manifest_${name}.yml`);
    writeFileSync(path, manifestText(rig, { name, ...choices }));
    return path;
  };
  return { ...rig, hand };
}

/** Gives its watch config these settings of `rigline` as well. */
export function configure({ config }: Rig, settings: object): void {
  const known = JSON.parse(readFileSync(config, "utf8")) as { readonly rigline: object };
  writeFileSync(config, JSON.stringify({ ...known, rigline: { ...known.rigline, ...settings } }));
}

/** For plans in which the flag folder plays no part. */
export const NO_QUEUE = { flagFolder: join(tmpdir(), "no-flag-folder"), completeFolder: join(tmpdir(), "no-archive") };

/** A destination as it is found to be now. */
export function foundDestination(destination: string): KnownDestination {
  const asks = { destination, flagFolder: tmpdir() };
  return { ...asks, place: lookAtDestination(nodeDisk, asks).place };
}

/** JSON is YAML; the dots say that it is whole. */
export function manifestText(rig: Pick<Rig, "data" | "destination">, choices: ManifestChoices): string {
  const manifest = {
    name: choices.name ?? null,
    subject_id: "614173",
    acquisition_datetime: "2026-03-02T10:15:00",
    transfer_endpoint: choices.endpoint ?? null,
    project_name: "Dynamic Routing",
    upload_notification_email: "jane.doe@alleninstitute.org",
    destination: choices.destination ?? rig.destination,
    modalities: choices.modalities ?? { behavior: [join(rig.data, "behavior")] },
    schemas: choices.schemas ?? [join(rig.data, "session.json")],
    transfer_service_job_type: "default",
    delete_modalities_source_after_success: choices.deleteSource ?? false,
    extra_identifying_info: {
      ...(choices.priority === undefined ? {} : { rigline_priority: choices.priority }),
      ...choices.notes,
    },
    ...(choices.schedule === undefined ? {} : { schedule_time: choices.schedule }),
  };
  return `${JSON.stringify(manifest, undefined, 1)}\n...\n`;
}

export function settingsFor(rig: Rig, changes: Partial<DaemonSettings> = {}): DaemonSettings {
  return {
    hostname: hostname(),
    configFile: rig.config,
    flagFolder: rig.flag,
    completeFolder: rig.complete,
    settleMs: 0,
    rescanMs: 20,
    algorithm: "sha256",
    workers: 1,
    jobs: 4,
    order: "oldest",
    patience: { dataMs: 60_000, namesMs: 60_000, silentMs: 1000, graceMs: 500 },
    retry: { firstMs: 1, maxMs: 5 },
    fewAttempts: 3,
    submitTimeoutMs: 2000,
    jobStatusUrl: null,
    idleMs: undefined,
    // The folders of the tests are on one disk, on purpose.
    allowLocalDestination: true,
    localFolder: undefined,
    withoutEffect: [],
    notices: [],
    ...changes,
  };
}

/** Answers every post, and keeps what was posted. */
export function acceptingService(): HttpClient & {
  readonly posts: { readonly url: string; readonly key: string; readonly body: string }[];
} {
  const posts: { url: string; key: string; body: string }[] = [];
  return {
    posts,
    post: (url, { headers, body }) => {
      posts.push({ url, key: headers["idempotency-key"] ?? "", body: String(body) });
      return Promise.resolve({ status: 200, headers: {}, body: '{"message":"Submitted request to airflow"}' });
    },
  };
}

export interface TestParts extends DaemonParts {
  readonly events: DaemonEvent[];
}

/** The daemon's real parts, copying in this thread; any of them may be replaced. */
export function partsFor(rig: Rig, changes: Partial<DaemonParts> = {}): TestParts {
  const events: DaemonEvent[] = [];
  const clock = changes.clock ?? systemClock;
  const disk = changes.disk ?? nodeDisk;
  const fileSystem = changes.fileSystem ?? nodeFileSystem;
  return {
    settings: settingsFor(rig),
    clock,
    disk,
    fileSystem,
    pool: createInlinePool(disk, { fileSystem, clock }),
    http: acceptingService(),
    openJournal: jobJournals(fileSystem, clock, hostname()),
    report: (event) => void events.push(event),
    random: () => 1,
    watchFolder: () => ({ start: () => {}, stop: () => {} }),
    readMounts,
    ...changes,
    events,
  };
}

/** Everything that can be done now. */
export function runOnce(parts: DaemonParts): Promise<RunEnd> {
  return runDaemon(parts, { once: true, idleMs: undefined, signal: new AbortController().signal });
}
