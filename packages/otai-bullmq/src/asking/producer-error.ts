import { isOtaiError, type OtaiError } from 'open-ticket-ai';
import type { RedisClients } from '../redis/redis-clients.js';
import { FleetError } from '../fleet.error.js';

/** What is told to whoever handed a run over in vain. */
export function toFleetError(error: unknown, redis: Pick<RedisClients, 'unreachable'>): OtaiError {
  if (isOtaiError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/exceeds? .*size limit|size limit/i.test(message)) return new FleetError('input', `a run is too large to be handed over: ${message}`);
  return redis.unreachable(error);
}
