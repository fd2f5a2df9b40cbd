import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import {
  makeFolderDurably,
  readJson,
  removeQuietly,
  standsAt,
  writeDurably,
  type FileSystem,
} from "@rigline/foundation/platform";
import type { FollowedStatus } from "@rigline/foundation/status";
import { z } from "zod";
import { writeForReaders } from "../job/copy-progress.js";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { listRecordFiles } from "../job/record-files.js";
import { ContractSchema } from "./completion-contract.js";

/**
 * That a session is to be copied while it runs: `<flag_dir>/.rigline/follow/<session>-<8 hex digits>.json`, written by the launcher
 * when the session begins and once more when it ends. The manifest comes later and knows nothing of it.
 */
const FollowRequestSchema = z.object({
  /** What people know the session by. */
  session: z.string(),
  /** The session's folder, absolute: by it a manifest's job finds what was copied for it. */
  directory: z.string(),
  /** `<destination>/<subject>`, absolute. */
  destination: z.string(),
  /** ISO 8601 in UTC. */
  since: z.string(),
  contract: ContractSchema,
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  /** For so many days after the last sign of the session what was copied is kept for a manifest. */
  keepDays: z.number(),
  /** The launcher's process: for as long as it is there, the daemon does not end for want of work. */
  launcher: z.number(),
  /**
   * Nanoseconds since the epoch, in decimal, by the clock of the session's own disk: what is made later is no part of the session.
   * Absent: it goes on, or its launcher was killed.
   */
  endedNs: z.string().optional(),
  /** Why nothing of it is handed off: what was copied goes. */
  dropped: z.string().optional(),
});

export type FollowRequest = z.output<typeof FollowRequestSchema>;

/** What a daemon knows of a followed session, beside its request. */
const FollowProgressSchema = z.object({
  /** ISO 8601 in UTC. */
  at: z.string(),
  /** At the destination, verified, and not published. */
  files: z.number(),
  bytes: z.number(),
  /** Seen in the session's folder and not there yet. */
  waiting: z.number(),
  /** Why nothing is copied just now, one phrase; null: nothing is in the way. */
  held: z.string().nullable(),
});

export type FollowProgress = z.output<typeof FollowProgressSchema>;

/** Where all that is known of one followed session lies, by the folder of the session. */
export function followFile(flagFolder: string, directory: string, kind: "json" | "jsonl" | "progress"): string {
  const id = createHash("sha256").update(directory).digest("hex").slice(0, 8);
  return join(flagFolder, RIGLINE_FOLDER, "follow", `${basename(directory)}-${id}.${kind}`);
}

/** Throws what the disk says. */
export function writeFollowRequest(fileSystem: FileSystem, flagFolder: string, request: FollowRequest): void {
  makeFolderDurably(fileSystem, join(flagFolder, RIGLINE_FOLDER, "follow"));
  const text = `${JSON.stringify(request, undefined, 2)}\n`;
  writeDurably(followFile(flagFolder, request.directory, "json"), text, { fileSystem });
}

/** Says something more of a session that is followed; of another nothing happens. Throws what the disk says. */
export function changeFollowRequest(
  fileSystem: FileSystem,
  flagFolder: string,
  directory: string,
  change: Pick<FollowRequest, "endedNs" | "dropped">,
): void {
  const request = readFollowRequest(fileSystem, followFile(flagFolder, directory, "json"));
  if (request !== undefined) writeFollowRequest(fileSystem, flagFolder, { ...request, ...change });
}

/** All sessions that are to be followed. Throws what the disk says of the folder. */
export function readFollowRequests(fileSystem: FileSystem, flagFolder: string): readonly FollowRequest[] {
  return listRecordFiles(fileSystem, join(flagFolder, RIGLINE_FOLDER, "follow")).flatMap((file) => {
    const request = readFollowRequest(fileSystem, file);
    return request === undefined ? [] : [request];
  });
}

/** Throws what the system says; it is only looked at, so nobody waits for the device. */
export function writeFollowProgress(fileSystem: FileSystem, path: string, progress: FollowProgress): void {
  writeForReaders(fileSystem, path, progress);
}

/** Undefined: nobody has told of it yet. */
export function readFollowProgress(
  fileSystem: FileSystem,
  flagFolder: string,
  directory: string,
): FollowProgress | undefined {
  try {
    return FollowProgressSchema.parse(readJson(fileSystem, followFile(flagFolder, directory, "progress")));
  } catch {
    return undefined;
  }
}

/** How far a session is copied while it runs; undefined: nobody asked for it, or nothing of it is wanted any more. */
export function readFollowed(
  fileSystem: FileSystem,
  flagFolder: string,
  directory: string,
): FollowedStatus | undefined {
  const file = followFile(flagFolder, directory, "json");
  const request = standsAt(fileSystem, file) ? readFollowRequest(fileSystem, file) : undefined;
  if (request === undefined || request.dropped !== undefined) return undefined;
  return (
    readFollowProgress(fileSystem, flagFolder, directory) ?? { at: null, files: 0, bytes: 0, waiting: 0, held: null }
  );
}

/** Nobody follows the session any more; the request last, so that what is cut short is done again. */
export function removeFollowRequest(fileSystem: FileSystem, flagFolder: string, directory: string): void {
  for (const kind of ["progress", "jsonl", "json"] as const)
    removeQuietly(fileSystem, followFile(flagFolder, directory, kind));
}

function readFollowRequest(fileSystem: FileSystem, file: string): FollowRequest | undefined {
  try {
    return FollowRequestSchema.parse(readJson(fileSystem, file));
  } catch {
    mark("follow: a request that can't be read follows nothing");
    return undefined;
  }
}
