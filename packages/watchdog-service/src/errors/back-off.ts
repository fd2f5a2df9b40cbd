export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after the `attempt`th failure in a row (from 1): the first delay, then twice that, and so on up to the
 * cap; of it a random part between a half and the whole, so that the rigs of a room do not all come back at once.
 */
export function backOffMs({ firstMs, maxMs }: BackOff, attempt: number, random: number): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(whole * (0.5 + random / 2));
}
