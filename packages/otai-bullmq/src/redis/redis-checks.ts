import type { LoggerService } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { FleetError } from '../fleet.error.js';

/** What is asked of a Redis. */
export interface RedisRules {
  readonly allowEviction: boolean;
  readonly log: LoggerService;
}

/** Streams that can be trimmed by approximation, and all else that is asked of it. */
const OLDEST = [6, 2] as const;

/**
 * Checks that Redis is one that jobs can be trusted to.
 *
 * @throws FleetError `eviction`, `version`, `refused` (as rejections)
 */
export async function checkRedis(client: Redis, { allowEviction, log }: RedisRules, where: string): Promise<void> {
  const info = await readInfo(client, where);
  const version = info.get('redis_version') ?? '';
  if (isOlder(version)) throw new FleetError('version', `Redis at ${where} is ${version}, and has to be ${OLDEST.join('.')} or later`);
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction') return;
  const message = `Redis at ${where} throws keys away when its memory is full (maxmemory-policy ${policy}), and jobs with them`;
  const hint = 'set maxmemory-policy noeviction, or allow_eviction: true where you accept that runs are begun anew';
  // Without a limit its memory is never full.
  if (allowEviction || info.get('maxmemory') === '0') return log.warn(`${message}: ${hint}`);
  throw new FleetError('eviction', message, { hint });
}

async function readInfo(client: Redis, where: string): Promise<ReadonlyMap<string, string>> {
  const text = await client.info('default').catch((error: Error) => {
    throw refusalOf(error, where) ?? error;
  });
  return new Map(text.split(/\r?\n/).flatMap((line) => (line.includes(':') ? [splitAtColon(line)] : [])));
}

function splitAtColon(line: string): [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1)];
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** What an error of Redis says about our right to be there; `undefined`: nothing. */
export function refusalOf(error: Error, where: string): FleetError | undefined {
  const code = /^(?:ERR )?(NOAUTH|WRONGPASS|NOPERM|Client sent AUTH|invalid password|AUTH)\b/.exec(error.message)?.[1];
  if (code === undefined) return undefined;
  const isRight = code === 'NOPERM';
  return new FleetError(
    'refused',
    `Redis at ${where} ${isRight ? 'lets us in, but not do what we need' : 'does not let us in'}: ${error.message}`,
    {
      cause: error,
      hint: isRight
        ? 'the user needs the keys of the prefix, and the commands of BullMQ (all of them, or those its documentation names)'
        : 'user and password are part of infrastructure.executor.params.connection: redis://USER:PASSWORD@HOST',
    },
  );
}
