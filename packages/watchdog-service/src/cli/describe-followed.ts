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

/** Sessions that are copied while they run, or were and wait for a manifest, as lines of `rigline-watchdog status`. */
export function describeFollowed({
  flagFolder,
  follow,
}: Pick<DaemonSettings, "flagFolder" | "follow">): readonly string[] {
  if (follow !== true) return [];
  return readFollowRequests(nodeFileSystem, flagFolder).flatMap((request) =>
    renderFollowed(
      request,
      readFollowProgress(nodeFileSystem, flagFolder, request.directory),
      isProcessThere(request.launcher),
    ),
  );
}

/** `isThere`: the launcher's process. */
function renderFollowed(
  { session, directory, destination, since, endedNs, dropped, keepDays }: FollowRequest,
  progress: FollowProgress | undefined,
  isThere: boolean,
): readonly string[] {
  const lines = [`${session}: ${stateOf({ endedNs, dropped }, isThere)}`];
  const add = (what: string, text: string): void => void lines.push(`  ${what.padEnd(12)} ${text}`);
  add("since", showLocalTime(since));
  if (progress === undefined) add("data", "no daemon has looked at it yet");
  else {
    const seen = `${progress.waiting} more seen`;
    add("data", `${formatData(progress)} copied and verified, ${seen}, at ${showLocalTime(progress.at)}`);
    if (progress.held !== null) add("rests", progress.held);
  }
  add("source", directory);
  add("destination", `${destination}, under a name of its own until it is published`);
  if (dropped === undefined && (endedNs !== undefined || !isThere))
    add("kept", `for ${keepDays} days after its last sign; \`rigline resume\` hands it off`);
  return lines;
}

function stateOf({ endedNs, dropped }: Pick<FollowRequest, "endedNs" | "dropped">, isThere: boolean): string {
  if (dropped !== undefined) return `what was copied while it ran is being removed: ${dropped}`;
  if (endedNs !== undefined) return "copied while it ran, and to be published by its manifest";
  return isThere ? "copied while it runs" : "copied while it ran; its launcher is gone";
}
