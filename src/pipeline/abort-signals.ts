import { setMaxListeners } from 'node:events';

/** Says that many may listen to a signal, each as long as his work lasts: Node warns of a leak from eleven on. */
export function allowManyListeners(signal: AbortSignal): void {
  // Not 0, which means the same: Node 20 cannot read it back.
  setMaxListeners(Infinity, signal);
}

/**
 * Aborts a controller with a signal, until the function that is returned is called.
 * Not `AbortSignal.any`, which leaves something behind for each call in a signal that lives long.
 */
export function follow(signal: AbortSignal | undefined, controller: AbortController): () => void {
  if (signal === undefined) return () => {};
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  allowManyListeners(signal);
  signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
