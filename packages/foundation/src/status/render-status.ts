import { formatBytes, formatDuration } from "../quantities/index.js";
import { showLocalTime } from "../time/index.js";
import type { CopyStatus, DestinationStatus, GateStatus, SessionStatus } from "./session-status.js";

/** `copying 16 %, 84.9 MB/s, 12 s left`: the word, with the figures of a copy. */
export function nameStatus({ word, copy }: Pick<SessionStatus, "word" | "copy">): string {
  return copy === null ? word : `${word} ${describeRate(copy)}`;
}

/** The same with what else is known: `stuck: the disk is full`. */
export function describeStatus(status: Pick<SessionStatus, "word" | "copy" | "detail">): string {
  return status.detail === "" ? nameStatus(status) : `${nameStatus(status)}: ${status.detail}`;
}

/** One place where a session's data go as well: `//other/share/x (not needed): waiting for the daemon`. */
export function describeFurther({ destination, needed, isThere, detail }: DestinationStatus): string {
  return `${destination}${needed ? "" : " (not needed)"}: ${isThere ? "there, verified" : detail}`;
}

/** The gates as lines, each with a mark, its name, what is known, and as of when: `✓ flushed  files and folders …, as of 2026-…`. */
export function renderGates(gates: readonly GateStatus[]): readonly string[] {
  const width = Math.max(...gates.map(({ gate }) => gate.length));
  return gates.map((gate) => {
    const when = gate.at === null ? "" : `, as of ${showLocalTime(gate.at)}`;
    return `${MARKS[gate.state]} ${gate.gate.padEnd(width)}  ${nameGateState(gate)}: ${gate.evidence}${when}`;
  });
}

/** `passed`, or `open, not needed`. */
export function nameGateState({ state, needed }: Pick<GateStatus, "state" | "needed">): string {
  return needed || state === "passed" ? state : `${state}, not needed`;
}

const MARKS: Readonly<Record<GateStatus["state"], string>> = {
  passed: "✓",
  open: "◷",
  failed: "✗",
  "not verified": "–",
};

function describeRate({ percent, bytesPerSecond, secondsLeft, limit, rests }: CopyStatus): string {
  const rate = bytesPerSecond === null ? [] : [`${formatBytes(Math.round(bytesPerSecond))}/s`];
  const left = secondsLeft === null ? [] : [`${formatDuration(Math.max(1, Math.round(secondsLeft)) * 1000)} left`];
  const bound = limit === undefined ? [] : [`no more than ${formatBytes(limit)}/s at this hour`];
  if (rests !== undefined) return `${percent} %, rests for the session that runs: ${rests}`;
  return [`${percent} %`, ...rate, ...left, ...bound].join(", ");
}
