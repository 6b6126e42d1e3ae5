import { SystemClock, type CancelTimer, type Clock } from '../../api/clock.js';

/** Calls back once, as {@link Clock.after} does, without keeping the process alive for it. */
export function afterInBackground(clock: Clock, milliseconds: number, callback: () => void): CancelTimer {
  if (!(clock instanceof SystemClock)) return clock.after(milliseconds, callback);
  const timer = setTimeout(callback, milliseconds).unref();
  return () => clearTimeout(timer);
}
