import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import type { JobRecord } from "@rigline/manifest";

/** A queue with its watch config, as a rig has it. */
export interface TestQueue {
  readonly folder: string;
  readonly flagFolder: string;
  readonly watchConfig: string;
}

export function makeQueue(folder: string): TestQueue {
  const flagFolder = join(folder, "flag");
  mkdirSync(join(flagFolder, ".rigline", "jobs"), { recursive: true });
  mkdirSync(join(folder, "complete"), { recursive: true });
  const watchConfig = join(folder, "watch_config.yml");
  writeFileSync(watchConfig, "flag_dir: ./flag\nmanifest_complete: ./complete\n");
  return { folder, flagFolder, watchConfig };
}

export interface TestJob {
  readonly name: string;
  readonly records?: readonly JobRecord[];
  /** False: its manifest was archived, or taken away. */
  readonly isQueued?: boolean;
  /** The manifest's file name; made from the name when absent. */
  readonly file?: string;
}

export function digestOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** A job's journal as the daemon leaves it, and its manifest in the flag folder. Returns the manifest's file name. */
export function writeJob({ flagFolder }: TestQueue, { name, records = [], isQueued = true, file }: TestJob): string {
  const manifest = file ?? `manifest_${name}.yaml`;
  if (isQueued) writeFileSync(join(flagFolder, manifest), `name: "x"\n`);
  const journal = openJournal(join(flagFolder, ".rigline", "jobs", `${manifest}.jsonl`));
  const accepted: JobRecord = {
    type: "accepted",
    at: "2026-07-14T16:00:00.000Z",
    manifest: join(flagFolder, manifest),
    digest: digestOf(name),
    name,
    destination: `/central/614173/${name}`,
  };
  for (const record of [accepted, ...records]) journal.append(record);
  journal.close();
  return manifest;
}

export const planned = (files: number, bytes: number): JobRecord => ({
  type: "planned",
  at: "2026-07-14T16:00:01.000Z",
  files,
  bytes,
});

export const verified = (path: string, bytes: number, at: string): JobRecord => ({
  type: "verified",
  at,
  algorithm: "sha256",
  files: [{ path, bytes, hash: digestOf(path) }],
});

/** Everything that a job comes to that is done, verified and asked for by no service. */
export function completeRecords(name: string, bytes: number): readonly JobRecord[] {
  const destination = `/central/614173/${name}`;
  return [
    planned(1, bytes),
    verified("behavior/a.bin", bytes, "2026-07-14T16:00:11.000Z"),
    {
      type: "published",
      at: "2026-07-14T16:00:12.000Z",
      destination,
      files: 1,
      bytes,
      algorithm: "sha256",
      readBack: "device",
      milliseconds: 11_000,
    },
    {
      type: "submitted",
      at: "2026-07-14T16:00:13.000Z",
      endpoint: null,
      status: null,
      idempotencyKey: "key",
    },
    { type: "archived", at: "2026-07-14T16:00:14.000Z", to: "/complete/x.yaml" },
  ];
}

export const parkedRecord = (code: string, reason: string, todo: string): JobRecord => ({
  type: "parked",
  at: "2026-07-14T16:00:02.000Z",
  code,
  reason,
  todo,
});
