import { Client } from 'pg';
import { findPostgres, startPostgres, type PostgresServer } from './postgres-server.mjs';

/**
 * Tests with a PostgreSQL server of their own. Without PostgreSQL on the machine they are skipped, and say so; in CI they fail.
 *
 * @param tests - get the function that makes an empty schema, and gives a URL for it; call it within a test
 */
export function describeWithPostgres(name: string, tests: (schema: () => Promise<string>, server: () => PostgresServer) => void): void {
  if (findPostgres() !== undefined) return describe(name, () => withServer(tests));
  const why = `${name} NEEDS POSTGRESQL: apt-get install postgresql`;
  if (process.env['CI'] === 'true') it(why, () => expect(findPostgres()).toBeDefined());
  else it.skip(why, () => undefined);
}

function withServer(tests: (schema: () => Promise<string>, server: () => PostgresServer) => void): void {
  let server: PostgresServer;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const newSchema = async (): Promise<string> => {
    const schema = `journal_${count++}`;
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create schema ${schema}`);
    await client.end();
    return `${server.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  };
  tests(newSchema, () => server);
}
