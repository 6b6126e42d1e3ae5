import { Redis, type RedisOptions } from 'ioredis';
import { sentinelOptions } from './redis-location.js';

/** Connects to a Redis, or to the one that sentinels say is the master. After a failover it is another, and the connection follows. */
export function openRedis(url: string, options: RedisOptions): Redis {
  const sentinels = sentinelOptions(url);
  return sentinels === undefined ? new Redis(url, options) : new Redis({ ...options, ...sentinels });
}
