import { isIP } from 'node:net';
import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import type { HttpClientOptions } from './http-options.js';
import { proxyFromEnvironment } from './proxy.js';

/** The connections to one origin: kept open and used again, through a proxy if there is one. */
export function openConnections(origin: URL, options: HttpClientOptions): Dispatcher {
  const { connections = 32, maxResponseBytes = 20_000_000, tls = {}, proxy = proxyFromEnvironment(origin, process.env) } = options;
  const certificate = { ...(tls.ca === undefined ? {} : { ca: tls.ca }), rejectUnauthorized: tls.verify ?? true };
  // The deadline of an attempt covers all of it; undici's own would only add a second, coarser one.
  const limits = { connections, maxResponseSize: maxResponseBytes, headersTimeout: 0, bodyTimeout: 0 };
  if (tls.verify === false) {
    options.log?.warn(
      `${origin.origin}: certificates are NOT verified (verify: false). Anybody between here and there can read and change everything.`,
    );
  }
  if (proxy === false || proxy === undefined) return new Pool(origin.origin, { ...limits, connect: certificate });
  const servername = isIP(origin.hostname) === 0 ? { servername: origin.hostname } : {};
  return new ProxyAgent({ ...limits, uri: proxy, requestTls: { ...certificate, ...servername } });
}
