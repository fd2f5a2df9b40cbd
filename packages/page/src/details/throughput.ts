import type { JobRecord } from "@rigline/manifest";
import type { SessionDetails } from "../wire/page-state.js";

/** One measurement of a copy: seconds since the epoch, bytes in a second. */
export interface RateSample {
  readonly at: number;
  readonly rate: number | null;
}

const MOST_POINTS = 600;
/** What took longer than that between two files of one go was no copying. */
const PAUSE_SECONDS = 600;
/** Several files come to their end at once: what they say by themselves is no speed. */
const LEAST_SECONDS = 2;

/**
 * How fast a session's files were copied and verified: as it was measured while the page looked on, and before that from the times in
 * the job's journal, in which a large file counts over all the time that it took.
 */
export function throughputOf(
  history: readonly JobRecord[],
  measured: readonly RateSample[],
): SessionDetails["throughput"] {
  const first = measured[0]?.at ?? Infinity;
  const points = [...ratesOf(history).filter(({ at }) => at < first), ...measured];
  const step = Math.ceil(points.length / MOST_POINTS);
  const kept = step <= 1 ? points : points.filter(({ rate }, index) => rate === null || index % step === 0);
  return { at: kept.map(({ at }) => at), rate: kept.map(({ rate }) => rate) };
}

function ratesOf(history: readonly JobRecord[]): readonly RateSample[] {
  const points: RateSample[] = [];
  let last: number | undefined;
  let bytes = 0;
  for (const record of history) {
    const at = record.at === undefined ? undefined : Date.parse(record.at) / 1000;
    if (at === undefined) continue;
    if (record.type !== "verified" || record.by !== undefined) {
      if (STOPS.has(record.type) && points.length > 0) points.push({ at, rate: null });
      last = at;
      bytes = 0;
      continue;
    }
    bytes += record.files.reduce((sum, file) => sum + file.bytes, 0);
    const seconds = last === undefined ? Infinity : at - last;
    if (last !== undefined && seconds < LEAST_SECONDS) continue;
    if (seconds < PAUSE_SECONDS) points.push({ at, rate: bytes / seconds });
    last = at;
    bytes = 0;
  }
  return points;
}

const STOPS: ReadonlySet<JobRecord["type"]> = new Set(["attemptFailed", "parked", "held", "scheduled", "published"]);
