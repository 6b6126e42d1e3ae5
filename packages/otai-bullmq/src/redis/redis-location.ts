import type { RedisOptions } from 'ioredis';

/** An address of sentinels: `redis+sentinel://USER:PASSWORD@host:26379,host:26379/NAME/0`. */
const SENTINELS = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^@/?#]+)\/([^/?#]+)(?:\/(\d+))?$/i;
/** Where a sentinel listens that is named without a port. */
const SENTINEL_PORT = 26_379;

const KINDS = 'redis://, rediss:// (TLS) or redis+sentinel://';

/** Where Redis is, for messages: without user and password. */
export function describeRedis(url: string): string {
  const sentinels = SENTINELS.exec(url);
  if (sentinels !== null) return `${sentinels[3]} (by the sentinels ${sentinels[2]})`;
  try {
    const { protocol, host, pathname } = new URL(url);
    const database = pathname.length > 1 ? `, database ${pathname.slice(1)}` : '';
    return `${host}${database}${protocol === 'rediss:' ? ' (TLS)' : ''}`;
  } catch {
    return 'an address that is none';
  }
}

/** What is wrong with an address; `undefined`: nothing. Never tells more of it than its protocol. */
export function problemOfUrl(url: string): string | undefined {
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (protocol === 'redis' || protocol === 'rediss') return URL.canParse(url) ? undefined : 'is no address';
  if (protocol === 'redis+sentinel') return SENTINELS.test(url) ? undefined : 'must be redis+sentinel://HOST:PORT,HOST:PORT/NAME';
  if (protocol === undefined) return `must begin with ${KINDS}`;
  const isPostgres = protocol === 'postgres' || protocol === 'postgresql';
  const hint = isPostgres ? '. Jobs are in Redis; what can be in PostgreSQL is infrastructure.journal' : '';
  return `must begin with ${KINDS}, not with ${protocol}://${hint}`;
}

/** How the master is asked for. */
export type SentinelOptions = Pick<RedisOptions, 'sentinels' | 'name' | 'db' | 'username' | 'password'>;

/** What a connection to an address is made with; `undefined`: the address says it all. */
export function sentinelOptions(url: string): SentinelOptions | undefined {
  const [, access = '', hosts = '', name = '', database = '0'] = SENTINELS.exec(url) ?? [];
  if (hosts === '') return undefined;
  const [username = '', password] = access.includes(':') ? splitAt(access) : ['', undefined];
  return {
    sentinels: hosts.split(',').map(placeOf),
    name: decodeURIComponent(name),
    db: Number(database),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === undefined ? {} : { password: decodeURIComponent(password) }),
  };
}

function splitAt(access: string): [string, string] {
  const at = access.indexOf(':');
  return [access.slice(0, at), access.slice(at + 1)];
}

function placeOf(place: string): { host: string; port: number } {
  const [, host = place, port] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
  return { host, port: port === undefined ? SENTINEL_PORT : Number(port) };
}
