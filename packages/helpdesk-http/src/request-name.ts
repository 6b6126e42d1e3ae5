import type { HttpRequest } from './http-options.js';

/** A request as errors and log lines name it: without its query, which may hold what people wrote. */
export function nameOf({ method, path }: HttpRequest): string {
  return `${method} ${path.split('?', 1)[0]}`;
}

/** Whether a request changes nothing. */
export function isReading({ method, reads }: HttpRequest): boolean {
  return reads ?? method === 'GET';
}

/** What a request that got lost on its way may have done. */
export function lostEffect(request: HttpRequest): 'none' | 'unknown' {
  return isReading(request) ? 'none' : 'unknown';
}
