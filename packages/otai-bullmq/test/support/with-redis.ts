import { hasRedis, RedisServer } from './redis-server.mjs';

/** Tests with a Redis server of their own. Without Redis on the machine they are skipped, and say so; in CI they fail. */
export function describeWithRedis(name: string, tests: (server: () => RedisServer) => void): void {
  if (hasRedis()) return describe(name, () => withServer(tests));
  const why = `${name} NEEDS REDIS: apt-get install redis-server`;
  if (process.env['CI'] === 'true') it(why, () => expect(hasRedis()).toBe(true));
  else it.skip(why, () => undefined);
}

function withServer(tests: (server: () => RedisServer) => void): void {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());
  tests(() => server);
}
