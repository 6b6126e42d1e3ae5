/* A PostgreSQL server for tests and benchmarks: a cluster of its own in a temporary folder, on a port of its own on 127.0.0.1. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const DEBIAN = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs; `undefined` when it is not installed. */
export function findPostgres() {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [...debian.map((version) => join(DEBIAN, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Starts a server with an empty database; `settings` such as `fsync=off`. */
export async function startPostgres(settings = ['fsync=off']) {
  const programs = findPostgres();
  if (programs === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const data = mkdtempSync(join(tmpdir(), 'otai-postgres-'));
  const user = ordinaryUser();
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const options = { ...user, cwd: data };
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'otai', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...options,
    stdio: 'ignore',
  });
  const port = await freePort();
  const flags = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap((setting) => ['-c', setting]);
  const server = await start(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...flags], options);
  return {
    url: `postgres://otai@127.0.0.1:${port}/postgres`,
    /** As a server that crashes does. */
    kill: () => server.end('SIGQUIT'),
    stop: async () => {
      await server.end('SIGINT');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root. */
function ordinaryUser() {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^(?:postgres|nobody):[^:]*:(\d+):(\d+)/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function start(program, parameters, options) {
  const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const stopWithUs = () => child.kill('SIGQUIT');
  process.once('exit', stopWithUs);
  const ended = once(child, 'exit');
  await ready(child);
  return {
    end: async (signal) => {
      process.removeListener('exit', stopWithUs);
      child.kill(signal);
      await ended;
    },
  };
}

async function ready(child) {
  const said = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.includes('ready to accept connections')) {
      child.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join('\n')}`);
}
