import { basename, join } from "node:path";
import { inspectIfThere } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import { standsAt } from "@rigline/foundation/platform";
import { formatBytes, formatDuration } from "@rigline/foundation/quantities";
import { manifestBeforeLate, readJobState, RIGLINE_FOLDER } from "@rigline/manifest";
import { type GateParts, gatesOfJob } from "../gates/gates-of-job.js";
import { readJobOf } from "../gates/read-job-of.js";
import { readSentLater } from "../gates/sent-later.js";
import type { RetentionSettings } from "./retention-settings.js";

/** A session's source at the rig, and what the rules make of it. */
export interface RetentionRow {
  readonly name: string;
  /** The manifest's file name. */
  readonly file: string;
  /** When it was handed off, ISO 8601 in UTC. */
  readonly handedOff: string;
  readonly files: number;
  readonly bytes: number;
  readonly decision: "delete" | "keep";
  /** Which rule, or what speaks against it, one phrase. */
  readonly why: string;
}

interface Candidate {
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly handedOff: number;
  /** Its deletion has begun, and is to be put on record also where nothing is left of it. */
  readonly begun?: boolean;
}

/** Bytes that are to be deleted before, by the disk that they lie on: room on one is none on another. */
export class FreedRoom {
  readonly #byDevice = new Map<bigint, number>();

  on(device: bigint): number {
    return this.#byDevice.get(device) ?? 0;
  }

  add({ bytes, device }: Pick<JudgedRow, "bytes" | "device">): void {
    if (device !== undefined) this.#byDevice.set(device, this.on(device) + bytes);
  }
}

/** The same, and where room is made by it. */
export interface JudgedRow extends RetentionRow {
  /** Of the disk that it lies on; undefined: nothing is left of it. */
  readonly device: bigint | undefined;
}

/** Sessions of which something is still at the rig and whose job is at its end, the oldest first. Journals alone are read. */
export function findCandidates({
  disk,
  fileSystem,
  settings,
}: Pick<GateParts, "disk" | "fileSystem" | "settings">): readonly Candidate[] {
  const { flagFolder } = settings;
  const folder = join(flagFolder, RIGLINE_FOLDER, "jobs");
  const names = standsAt(fileSystem, folder) ? disk.list(folder).filter((name) => name.endsWith(".jsonl")) : [];
  const candidates = names.flatMap((name): readonly Candidate[] => {
    const file = basename(name, ".jsonl");
    try {
      if (goesWithItsSession({ disk, fileSystem, settings }, file)) return [];
      const state = readJobState(fileSystem, flagFolder, file);
      // Of a further copy the source is the session's.
      if (state?.step !== "complete" || state.copyOf !== undefined || state.sourceDeleted) return [];
      const handedOff = Date.parse(state.published?.at ?? "");
      return Number.isNaN(handedOff) ? [] : [{ file, handedOff }];
    } catch {
      mark("retention: a job whose journal can't be read now is looked at later");
      return [];
    }
  });
  return candidates.toSorted((one, other) => one.handedOff - other.handedOff);
}

/** What was sent after a session goes with it, as long as that is there. */
function goesWithItsSession(parts: Omit<GateParts, "clock">, file: string): boolean {
  const session = manifestBeforeLate(file);
  if (session === undefined) return false;
  const state = readJobState(parts.fileSystem, parts.settings.flagFolder, session);
  const job = state === undefined || state.sourceDeleted ? undefined : readJobOf(parts, session, state);
  return job !== undefined && readSentLater(parts, session, job).some((late) => late.file === file);
}

/**
 * What the rules make of one session now: to be deleted by its age or for want of room, and never where a gate is not passed. Undefined: nothing of
 * it is left at the rig.
 */
export function judgeRetention(
  parts: GateParts,
  settings: RetentionSettings,
  { file, handedOff, begun = false }: Candidate,
  freed: FreedRoom,
): JudgedRow | undefined {
  const { state, verdict, job, sent, late } = gatesOfJob(parts, file, settings.when);
  const place = Object.values(job?.request.modalities ?? {})
    .flat()
    .find((path) => inspectIfThere(parts.disk, path) !== undefined);
  if (job === undefined || (place === undefined && !begun)) return undefined;
  const data = [...(state.published === undefined ? [] : [state.published]), ...late];
  const [files, bytes] = [data.reduce((sum, one) => sum + one.files, 0), data.reduce((sum, one) => sum + one.bytes, 0)];
  // Since the last of it was.
  const since = Math.max(handedOff, ...sent.map((one) => Date.parse(one.state?.published?.at ?? "") || handedOff));
  const age = parts.clock.now().getTime() - since;
  const device = place === undefined ? undefined : parts.disk.inspect(parts.disk.realPath(place)).device;
  const free = place === undefined || device === undefined ? 0 : parts.disk.freeSpace(place) + freed.on(device);
  const reason = reasonOf(settings, age, free);
  const row = { name: job.label, file, handedOff: new Date(handedOff).toISOString(), files, bytes, device };
  if (begun && verdict.mayDelete) return { ...row, decision: "delete", why: "it was begun, and is gone on with" };
  if (reason === undefined) return { ...row, decision: "keep", why: "no rule asks for it yet" };
  return verdict.mayDelete
    ? { ...row, decision: "delete", why: reason }
    : { ...row, decision: "keep", why: verdict.why };
}

function reasonOf({ olderThanMs, belowFreeBytes }: RetentionSettings, age: number, free: number): string | undefined {
  if (olderThanMs !== undefined && age >= olderThanMs) return `it was handed off ${formatDuration(age)} ago`;
  if (belowFreeBytes !== undefined && free < belowFreeBytes)
    return `${formatBytes(free)} are free, fewer than ${formatBytes(belowFreeBytes)}`;
  return undefined;
}

/** All of it, as it would be done now. */
export function planRetention(parts: GateParts, settings: RetentionSettings): readonly RetentionRow[] {
  const freed = new FreedRoom();
  return findCandidates(parts).flatMap((candidate) => {
    const found = judgeRetention(parts, settings, candidate, freed);
    if (found === undefined) return [];
    const { device: _device, ...row } = found;
    if (row.decision === "delete") freed.add(found);
    return [row];
  });
}
