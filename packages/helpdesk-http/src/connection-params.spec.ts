import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionOptions } from './connection-params.js';

const PARAMS = { timeout: 10_000, verify: true, connections: 4, retries: 1, max_wait: 30_000 };

describe('what people write about a connection', () => {
  it('becomes options of a client', () => {
    expect(connectionOptions({ ...PARAMS, proxy: 'http://proxy.example:3128' }, '/')).toEqual({
      timeoutMs: 10_000,
      connections: 4,
      retries: 1,
      retryDelayMs: 250,
      maxRetryDelayMs: 30_000,
      tls: { verify: true, ca: undefined },
      proxy: 'http://proxy.example:3128',
    });
  });

  it('lets no first wait be longer than the longest', () => {
    expect(connectionOptions({ ...PARAMS, max_wait: 0 }, '/')).toMatchObject({ retryDelayMs: 0, maxRetryDelayMs: 0 });
  });

  it('names certificates beside the config, which are read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'helpdesk-http-'));
    writeFileSync(join(folder, 'ca.pem'), 'a certificate');
    expect(connectionOptions({ ...PARAMS, ca: 'ca.pem' }, folder).tls).toEqual({ verify: true, ca: 'a certificate' });
    expect(() => connectionOptions({ ...PARAMS, ca: 'other.pem' }, folder)).toThrow('other.pem');
    rmSync(folder, { recursive: true });
  });
});
