/** How far a device's clock is ahead of this computer's; what it was asked in lies within the uncertainty. */
export interface ClockDifference {
  readonly differenceMs: number;
  readonly uncertaintyMs: number;
}

/** A time as devices tell it: ISO with its offset, or seconds (or milliseconds) since 1970; of a JSON answer its `time`. Undefined: none. */
export function parseDeviceTime(answer: unknown): number | undefined {
  if (typeof answer === "number") return answer > SECONDS_END ? answer : answer * 1000;
  if (typeof answer === "string") {
    const text = answer.trim();
    if (/^\d+(?:\.\d+)?$/.test(text)) return parseDeviceTime(Number(text));
    // Without an offset nobody knows what is meant.
    const time = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  }
  if (typeof answer !== "object" || answer === null || !("time" in answer)) return undefined;
  return parseDeviceTime(answer.time);
}

/** Seconds would be the year 5138. */
const SECONDS_END = 1e11;

/** Of several askings the one that was answered quickest knows best. */
export function bestDifference(differences: readonly ClockDifference[]): ClockDifference | undefined {
  return differences.toSorted((one, other) => one.uncertaintyMs - other.uncertaintyMs)[0];
}
