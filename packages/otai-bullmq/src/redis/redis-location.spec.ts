import { describeRedis, problemOfUrl, sentinelOptions } from './redis-location.js';

describe('the address of a Redis', () => {
  it.each(['redis://127.0.0.1:6379', 'rediss://user:secret@redis.example.com/2', 'redis+sentinel://:secret@one:26379,two/otai/1'])(
    'may be %s',
    (url) => expect(problemOfUrl(url)).toBeUndefined(),
  );

  it.each([
    ['127.0.0.1:6379', 'must begin with redis://, rediss:// (TLS) or redis+sentinel://'],
    ['redis://a b', 'is no address'],
    ['redis+sentinel://one:26379', 'must be redis+sentinel://HOST:PORT,HOST:PORT/NAME'],
    ['http://one', 'must begin with redis://, rediss:// (TLS) or redis+sentinel://, not with http://'],
  ])('may not be %s', (url, problem) => expect(problemOfUrl(url)).toBe(problem));

  it('is told from the address of a journal', () => {
    expect(problemOfUrl('postgres://otai:secret@db/otai')).toBe(
      'must begin with redis://, rediss:// (TLS) or redis+sentinel://, not with postgres://. ' +
        'Jobs are in Redis; what can be in PostgreSQL is infrastructure.journal',
    );
  });

  it('is told without user and password', () => {
    expect(describeRedis('rediss://user:secret@redis.example.com:6380/2')).toBe('redis.example.com:6380, database 2 (TLS)');
    expect(describeRedis('redis+sentinel://:secret@one:26379,two/otai')).toBe('otai (by the sentinels one:26379,two)');
    expect(describeRedis('nonsense')).toBe('an address that is none');
  });

  it('may name sentinels, which know where it is', () => {
    expect(sentinelOptions('redis+sentinel://user:p%40ss@one:26379,two/otai/3')).toEqual({
      sentinels: [
        { host: 'one', port: 26379 },
        { host: 'two', port: 26379 },
      ],
      name: 'otai',
      db: 3,
      username: 'user',
      password: 'p@ss',
    });
    expect(sentinelOptions('redis+sentinel://one/otai')).toEqual({ sentinels: [{ host: 'one', port: 26379 }], name: 'otai', db: 0 });
    expect(sentinelOptions('redis://127.0.0.1')).toBeUndefined();
  });
});
