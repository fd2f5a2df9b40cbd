import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import {
  makeFolderDurably,
  readJson,
  removeQuietly,
  standsAt,
  writeDurably,
  type Clock,
  type FileSystem,
} from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "../job/job-places.js";
import { applyRecord } from "../job/apply-record.js";
import { type JobState } from "../job/job-state.js";
import { decideWish, JobWishSchema, type JobWish } from "./job-wish.js";
import { listRecordFiles } from "../job/record-files.js";

/** A wish that nobody has heard yet. */
export interface PendingWish {
  /** Absolute path of its file. */
  readonly file: string;
  readonly wish: JobWish;
}

/**
 * `<flag_dir>/.rigline/wishes`: what people ask of jobs. The daemon alone writes into a job's journal, and it alone knows what it
 * is copying, so a wish is a file that it finds, on every system; one that comes while no daemon runs is the first thing that
 * the next one does. `key`: of one that may be dropped a second time, which changes nothing while nobody has heard it. Returns the
 * file. Throws what the disk says.
 */
export function dropWish(fileSystem: FileSystem, flagFolder: string, wish: JobWish, key?: string): string {
  const folder = wishFolder(flagFolder);
  makeFolderDurably(fileSystem, folder);
  const known = key === undefined ? undefined : listRecordFiles(fileSystem, folder, `-${key}.json`)[0];
  if (known !== undefined) {
    mark("wishes: one that was dropped by a daemon that was killed is not dropped twice");
    return known;
  }
  // In the order in which they were asked, also within one millisecond.
  const number = String(fileSystem.list(folder).length).padStart(6, "0");
  const file = join(folder, `${wish.at.replaceAll(/\D/g, "")}-${number}-${key ?? fileSystem.uniqueName()}.json`);
  writeDurably(file, `${JSON.stringify(wish, undefined, 2)}\n`, { fileSystem });
  return file;
}

/** What was asked and not heard, the oldest first. What can't be read says nothing. Throws what the disk says. */
export function readWishes(fileSystem: FileSystem, flagFolder: string): readonly PendingWish[] {
  const files = listRecordFiles(fileSystem, wishFolder(flagFolder));
  return files.toSorted().flatMap((file) => {
    try {
      return [{ file, wish: JobWishSchema.parse(readJson(fileSystem, file)) }];
    } catch {
      mark("wishes: one that can't be read asks for nothing");
      return [];
    }
  });
}

/** It is heard; one that can't be taken away is heard again, and is so already by then. */
export function removeWish(fileSystem: FileSystem, { file }: Pick<PendingWish, "file">): void {
  removeQuietly(fileSystem, file);
}

/** Where a job stands once what was asked of it is heard: what a person has said holds from that moment on. */
export function foreseeWishes(state: JobState, manifest: string, wishes: readonly PendingWish[]): JobState {
  const mine = wishes.filter(({ wish }) => wish.manifest === basename(manifest));
  if (mine.length === 0) return state;
  return mine.reduce((before, { wish }) => {
    const verdict = decideWish(before, wish);
    if ("refused" in verdict) return before;
    return verdict.records.reduce((so, record) => applyRecord(so, { at: wish.at, ...record }), before);
  }, state);
}

const POLL_MS = 100;

/** Waits until a wish is heard; false: nobody has, for so long. */
export async function awaitWish(
  { fileSystem, clock }: { readonly fileSystem: FileSystem; readonly clock: Pick<Clock, "monotonic" | "sleep"> },
  file: string,
  waitMs: number,
): Promise<boolean> {
  for (const begun = clock.monotonic(); standsAt(fileSystem, file);) {
    if (clock.monotonic() - begun >= waitMs) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

/** So long a cancelled manifest is kept. */
const CANCELLED_MS = 365 * 24 * 3_600_000;

/**
 * Takes cancelled manifests away that were written more than a year ago: who cancelled them, and what they named, stays in their jobs'
 * journals. Throws what the disk says.
 */
export function clearCancelled(fileSystem: FileSystem, flagFolder: string, now: Date): void {
  const folder = cancelledFolder(flagFolder);
  for (const file of [".yml", ".yaml"].flatMap((ending) => listRecordFiles(fileSystem, folder, ending)))
    if (now.getTime() - fileSystem.stat(file).modified > CANCELLED_MS) removeQuietly(fileSystem, file);
}

/** Where a cancelled manifest is kept: putting it back into the flag folder is a new hand-off. */
export function cancelledFolder(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "cancelled");
}

function wishFolder(flagFolder: string): string {
  return join(flagFolder, RIGLINE_FOLDER, "wishes");
}
