import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { openRedis } from '../src/redis/open-redis.js';
import { routing, TestFleet } from './support/fleet.js';
import { moods, until } from './support/moods.plugin.js';
import { freePort, RedisServer } from './support/redis-server.mjs';
import { describeWithRedis } from './support/with-redis.js';

describeWithRedis('a fleet comes to its Redis', () => {
  const servers: RedisServer[] = [];
  let sentinel: ChildProcess | undefined;
  let fleet: TestFleet | undefined;
  let folder: string;

  beforeEach(() => {
    moods.reset();
    folder = mkdtempSync(join(tmpdir(), 'otai-connections-'));
  });
  afterEach(async () => {
    await fleet?.end();
    sentinel?.kill('SIGKILL');
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(flags: string[], port?: number): Promise<RedisServer> {
    const server = await RedisServer.start(flags, port);
    servers.push(server);
    return server;
  }

  /** Routes three tickets through the address, asked in one process and done in another. */
  async function route(address: string, params: object = {}): Promise<unknown> {
    fleet = new TestFleet(address, routing(), params);
    for (let i = 1; i <= 3; i++) fleet.helpdesk.add({ subject: `ticket ${i}`, queue: 'Incoming' });
    const [asking] = await Promise.all([fleet.join({ role: 'api' }), fleet.join({ role: 'worker' })]);
    await asking.run('route');
    return fleet.helpdesk.tickets.map(({ queue, notes }) => [queue?.name, notes.length]);
  }

  const ROUTED = Array.from({ length: 3 }, () => ['IT', 1]);

  /** A sentinel that watches a server. */
  async function watch(server: RedisServer): Promise<number> {
    const port = await freePort();
    const config = join(folder, 'sentinel.conf');
    const settings = [`sentinel monitor otai 127.0.0.1 ${server.port} 1`, 'sentinel down-after-milliseconds otai 500'];
    writeFileSync(config, [`port ${port}`, 'bind 127.0.0.1', ...settings, 'sentinel failover-timeout otai 2000'].join('\n'));
    sentinel = spawn('redis-server', [config, '--sentinel'], { stdio: 'ignore' });
    return port;
  }

  it('by sentinels, and follows when another becomes the master', async () => {
    const master = await start([]);
    const replica = await start(['--replicaof', '127.0.0.1', String(master.port)]);
    const port = await watch(master);
    const address = `redis+sentinel://127.0.0.1:${port}/otai`;
    expect(await route(address)).toEqual(ROUTED);
    const client = openRedis(address, { maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    const looking = new Redis(`redis://127.0.0.1:${port}`);
    await until(async () => ((await looking.call('SENTINEL', 'replicas', 'otai')) as unknown[]).length === 1);
    looking.disconnect();
    await fleet?.end();
    fleet = undefined;
    await master.end('SIGKILL');
    await client.set('who', 'somebody');
    expect(client.options.name).toBe('otai');
    const other = new Redis(replica.url);
    await until(async () => (await other.get('who')) === 'somebody');
    for (const one of [client, other]) one.disconnect();
  });

  it('by TLS, with a certificate of its own', async () => {
    const port = await freePort();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const about = ['-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...about], { stdio: 'ignore' });
    const tls = ['--tls-port', String(port), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    await start(tls);
    // Whom nobody vouches for is not believed; NODE_EXTRA_CA_CERTS says so for a whole process.
    const strange = openRedis(`rediss://127.0.0.1:${port}`, { retryStrategy: () => null });
    await expect(new Promise((resolve) => strange.once('error', resolve))).resolves.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    strange.disconnect();
    const script = `const { Redis } = require('ioredis'); const r = new Redis('rediss://127.0.0.1:${port}'); r.ping().then((pong) => { console.log(pong); r.disconnect(); });`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert };
    expect(execFileSync(process.execPath, ['-e', script], { env, cwd: import.meta.dirname, encoding: 'utf8' }).trim()).toBe('PONG');
  });

  it('of a cluster with one node, where the prefix is in braces', async () => {
    const server = await start(['--cluster-enabled', 'yes']);
    const admin = new Redis(server.url);
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () => /cluster_state:ok/.test(String(await admin.call('CLUSTER', 'INFO'))));
    admin.disconnect();
    expect(await route(server.url, { prefix: '{otai}' })).toEqual(ROUTED);
  });
});
