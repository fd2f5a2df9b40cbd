import { refuse } from "./actor.js";
import type { Inode } from "./inode.js";

export function setTime(node: Inode, modified: bigint, path: string): void {
  const { timeRefusal } = node.volume.personality;
  if (timeRefusal !== undefined) refuse(timeRefusal, "setTime", path);
  node.modified = node.volume.rounded(asNodeSets(modified));
  node.changed = node.volume.time();
}

/** What a share's server keeps of the time that was set of an open file. */
export function wholeSeconds(nanoseconds: bigint): bigint {
  const rest = nanoseconds % 1_000_000_000n;
  return nanoseconds - (rest < 0n ? rest + 1_000_000_000n : rest);
}

/** Node takes a time as seconds with a fraction, and gives it to the system in whole microseconds; before 1970 as a `Date`. */
function asNodeSets(nanoseconds: bigint): bigint {
  if (nanoseconds < 0n) return (nanoseconds / 1_000_000n) * 1_000_000n;
  return BigInt(Math.trunc((Number(nanoseconds) / 1e9) * 1e6)) * 1000n;
}
