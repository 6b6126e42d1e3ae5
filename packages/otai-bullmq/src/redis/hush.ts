import type { Redis, RedisOptions } from 'ioredis';

const POLICY = /^(maxmemory_policy:)(?!noeviction)\S+/m;

/**
 * A connection through which BullMQ, which asks for no section in particular, does not see what becomes of a full memory: it would print a warning
 * to the console for each of its many connections. What there is to say is said once, in the application's log, by whoever has looked before.
 *
 * @param onDuplicate - called with each connection that BullMQ makes of this one
 */
export function hush(client: Redis, onDuplicate: (duplicate: Redis) => void = () => undefined): Redis {
  const info = client.info.bind(client) as (...sections: readonly unknown[]) => Promise<string>;
  const duplicate = client.duplicate.bind(client);
  return Object.assign(client, {
    info: async (...sections: readonly unknown[]) => {
      const text = await info(...sections);
      return sections.length === 0 ? text.replace(POLICY, '$1noeviction') : text;
    },
    duplicate: (override?: Partial<RedisOptions>) => {
      const other = hush(duplicate(override), onDuplicate);
      onDuplicate(other);
      return other;
    },
  });
}
