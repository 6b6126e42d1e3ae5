import type { RetryEntry } from '../config/otai-config.js';

/** A number from 0 to below 1, as `Math.random` gives it. */
export type Random = () => number;

/**
 * How long to wait before the next attempt, milliseconds.
 *
 * With jitter a pause lies between half of what it is without and that. What the other side asks for is never undercut; then jitter comes
 * on top, so that all who were sent away together do not come back together.
 *
 * @param failed - how many attempts have failed
 * @param asked - how long the other side asks to wait
 */
export function pauseAfter(
  { backoff, initial, max, jitter }: RetryEntry,
  failed: number,
  { asked = 0, random }: { asked?: number | undefined; random: Random },
): number {
  const grown = backoff === 'fixed' ? initial : initial * 2 ** (failed - 1);
  const pause = Math.min(grown, max);
  const spread = jitter ? (pause / 2) * random() : 0;
  return Math.round(asked >= pause ? asked + spread : Math.max(pause - spread, asked));
}
