const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The address of the proxy for an origin, as the environment says it; `undefined` when it is reached directly, as this machine always is. */
export function proxyFromEnvironment(origin: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const read = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
  if (LOOPBACK.test(origin.hostname) || isExcepted(origin, read('no_proxy') ?? '')) return undefined;
  return (origin.protocol === 'https:' ? read('https_proxy') : read('http_proxy')) ?? read('all_proxy');
}

/** Whether NO_PROXY names a host: itself, a domain it is in, `*`; with a port if it names one. */
function isExcepted({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.toLowerCase();
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = '', wantedPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (wantedPort !== undefined && wantedPort !== ownPort) return false;
      const domain = name.replace(/^\*?\./, '');
      return entry === '*' || host === domain || host.endsWith(`.${domain}`);
    });
}
