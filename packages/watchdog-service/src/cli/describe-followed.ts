import { formatData } from "@rigline/foundation/quantities";
import { isProcessThere, nodeFileSystem } from "@rigline/foundation/platform";
import { showLocalTime } from "@rigline/foundation/time";
import {
  readFollowProgress,
  readFollowRequests,
  type FollowProgress,
  type FollowRequest,
} from "@rigline/manifest/follow";
import type { DaemonSettings } from "../config/daemon-settings.js";

/** A session that is copied while it runs, or was and waits for its manifest. */
export interface ToldFollowing {
  readonly session: string;
  /** One phrase. */
  readonly state: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
  /** How far it is; null: no daemon has looked at it yet. */
  readonly progress: FollowProgress | null;
  /** The session's folder. */
  readonly source: string;
  /** `<destination>/<subject>`. */
  readonly destination: string;
  /** For so many days after its last sign what was copied is kept; null: it still runs, or is not wanted any more. */
  readonly keptDays: number | null;
}

/** None where the daemon follows none. Throws what the disk says of the flag folder. */
export function listFollowed({
  flagFolder,
  follow,
}: Pick<DaemonSettings, "flagFolder" | "follow">): readonly ToldFollowing[] {
  if (follow !== true) return [];
  return readFollowRequests(nodeFileSystem, flagFolder).map((request) => {
    const { session, directory: source, destination, since, endedNs, dropped, keepDays } = request;
    const isThere = isProcessThere(request.launcher);
    const progress = readFollowProgress(nodeFileSystem, flagFolder, source) ?? null;
    const waits = dropped === undefined && (endedNs !== undefined || !isThere);
    const state = stateOf(request, isThere);
    return { session, state, since, progress, source, destination, keptDays: waits ? keepDays : null };
  });
}

/** The same as lines of `rigline-watchdog status`. */
export function describeFollowed(settings: Pick<DaemonSettings, "flagFolder" | "follow">): readonly string[] {
  return listFollowed(settings).flatMap(renderFollowed);
}

function renderFollowed(followed: ToldFollowing): readonly string[] {
  const { session, state, since, progress, source, destination, keptDays } = followed;
  const lines = [`${session}: ${state}`];
  const add = (what: string, text: string): void => void lines.push(`  ${what.padEnd(12)} ${text}`);
  add("since", showLocalTime(since));
  if (progress === null) add("data", "no daemon has looked at it yet");
  else {
    const seen = `${progress.waiting} more seen`;
    add("data", `${formatData(progress)} copied and verified, ${seen}, at ${showLocalTime(progress.at)}`);
    if (progress.held !== null) add("rests", progress.held);
  }
  add("source", source);
  add("destination", `${destination}, under a name of its own until it is published`);
  if (keptDays !== null) add("kept", `for ${keptDays} days after its last sign; \`rigline resume\` hands it off`);
  return lines;
}

function stateOf({ endedNs, dropped }: Pick<FollowRequest, "endedNs" | "dropped">, isThere: boolean): string {
  if (dropped !== undefined) return `what was copied while it ran is being removed: ${dropped}`;
  if (endedNs !== undefined) return "copied while it ran, and to be published by its manifest";
  return isThere ? "copied while it runs" : "copied while it ran; its launcher is gone";
}
