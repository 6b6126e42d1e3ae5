/* A Redis server for tests and benchmarks: with a folder of its own, on a port of its own on 127.0.0.1. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Whether Redis is installed. */
export function hasRedis() {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A port that nobody listens on. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** A server that can be ended and started again on the same data and port. */
export class RedisServer {
  #child;
  #stopWithUs = () => this.#child?.kill('SIGKILL');

  /** @param flags - settings as the command line has them, such as `--appendonly`, `yes` */
  static async start(flags = [], port) {
    if (!hasRedis()) throw new Error('Redis is not installed: apt-get install redis-server');
    const server = new RedisServer(mkdtempSync(join(tmpdir(), 'otai-redis-')), port ?? (await freePort()), flags);
    process.once('exit', server.#stopWithUs);
    await server.begin();
    return server;
  }

  constructor(folder, port, flags) {
    Object.assign(this, { folder, port, flags });
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.#child.pid;
  }

  /** Starts it, on the data it has. */
  async begin() {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', '', ...this.flags];
    this.#child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = [];
    for await (const line of createInterface({ input: this.#child.stdout })) {
      said.push(line);
      if (/ready to accept connections/i.test(line)) return void this.#child.stdout.resume();
    }
    throw new Error(`Redis did not start:\n${said.join('\n')}`);
  }

  signal(signal) {
    this.#child.kill(signal);
  }

  /** Ends it: `SIGKILL` as a crash does. */
  async end(signal = 'SIGTERM') {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }

  async stop() {
    await this.end('SIGKILL');
    process.removeListener('exit', this.#stopWithUs);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
