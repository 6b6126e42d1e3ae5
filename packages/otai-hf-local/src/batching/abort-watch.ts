const watched = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, with one listener for each signal: all texts of a run share its signal,
 * and Node warns of a leak beyond ten listeners.
 *
 * @returns takes the callback back
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = watched.get(signal) ?? watch(signal);
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

function watch(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  watched.set(signal, callbacks);
  const call = () => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', call, { once: true });
  return callbacks;
}
