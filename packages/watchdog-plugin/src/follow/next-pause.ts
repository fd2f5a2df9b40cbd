/** What is waited for is mostly there soon: it is asked again after a fifth of the time that it has taken, which makes that no longer by more. */
const SHARE = 5;
const LEAST_MS = 10;

/** Milliseconds until the next question, `most` of them at most, of something that was begun `elapsedMs` ago. */
export function nextPause(elapsedMs: number, most: number): number {
  return Math.max(LEAST_MS, Math.min(most, elapsedMs / SHARE));
}
