import { proxyFromEnvironment } from './proxy.js';
import { readRetryAfter } from './retry-after.js';
import { storableText } from './storable-text.js';

const NOW = Date.parse('2026-03-01T08:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['17', 17_000],
    ['0', 0],
    ['1.5', 1500],
    ['Sun, 01 Mar 2026 08:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s milliseconds', (header, ms) => {
    expect(readRetryAfter(header, NOW)).toBe(ms);
  });
});

const proxyOf = (url: string, env: Record<string, string>) => proxyFromEnvironment(new URL(url), env);

describe('the proxy of the environment', () => {
  it('depends on the protocol, and may be written in small or capital letters', () => {
    expect(proxyOf('https://a.example.org', { HTTPS_PROXY: 'http://p:1', http_proxy: 'http://q:1' })).toBe('http://p:1');
    expect(proxyOf('http://a.example.org', { HTTPS_PROXY: 'http://p:1', http_proxy: 'http://q:1' })).toBe('http://q:1');
    expect(proxyOf('http://a.example.org', { ALL_PROXY: 'http://r:1' })).toBe('http://r:1');
    expect(proxyOf('http://a.example.org', {})).toBeUndefined();
  });

  it.each(['a.example.org', '.example.org', 'example.org', '*.example.org', '*', 'x, a.example.org:443', 'EXAMPLE.ORG'])(
    'is not used for what NO_PROXY names as %s',
    (NO_PROXY) => {
      expect(proxyOf('https://a.example.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY })).toBeUndefined();
    },
  );

  it.each(['http://localhost:8080', 'http://127.0.0.1:1', 'https://[::1]'])('is not used for this machine: %s', (url) => {
    expect(proxyOf(url, { ALL_PROXY: 'http://p:1' })).toBeUndefined();
  });

  it.each(['ple.org', 'b.example.org', 'a.example.org:8443', ''])('is used in spite of NO_PROXY %s', (NO_PROXY) => {
    expect(proxyOf('https://a.example.org', { HTTPS_PROXY: 'http://p:1', NO_PROXY })).toBe('http://p:1');
  });
});

describe('a text that can be stored', () => {
  it('has no NUL and no half of an emoji', () => {
    expect(storableText('a\0b\uD83D c 🎉\uDE00')).toBe('ab\uFFFD c 🎉\uFFFD');
  });
});
