/** Where Redis is, for messages: without user and password. */
export function describeRedis(url: string): string {
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
  return protocol === undefined
    ? 'must begin with redis:// or rediss://'
    : `must begin with redis:// or rediss://, not with ${protocol}://`;
}
