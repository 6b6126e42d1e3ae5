import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './support/docs/doc-files.js';

const HOST_APP = join(ROOT, 'examples/host-app');

// The application's own tests, as they are.
await import(join(HOST_APP, 'test/app.spec.ts'));

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The application compiled with its own settings, in a folder from which its imports are found. */
function build(): string {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'host-app-'));
  cpSync(join(HOST_APP, 'config.yml'), join(folder, 'config.yml'));
  cpSync(join(HOST_APP, 'package.json'), join(folder, 'package.json'));
  const { config } = ts.readConfigFile(join(HOST_APP, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as { config: object };
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, HOST_APP);
  const program = ts.createProgram(parsed.fileNames, { ...parsed.options, outDir: join(folder, 'dist') });
  const mistakes = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(mistakes).toEqual([]);
  program.emit();
  return folder;
}

/** Nest says that it has started a moment before it listens. */
async function untilConnected(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  if (!connected) await untilConnected(port);
}

describe('examples/host-app, built and started', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('answers requests, and ends well on SIGTERM', async () => {
    folder = build();
    const port = await freePort();
    const app = spawn(process.execPath, ['dist/main.js'], { cwd: folder, env: { ...process.env, PORT: String(port), NODE_OPTIONS: '' } });
    const exited = once(app, 'exit');
    let printed = '';
    const listens = new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        printed += chunk.toString();
        if (printed.includes('successfully started')) resolve();
      };
      app.stdout.on('data', read);
      app.stderr.on('data', read);
      app.on('exit', () => reject(new Error(printed)));
    });
    await listens;
    await untilConnected(port);
    const answer = await fetch(`http://127.0.0.1:${port}/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'The VPN is down', body: 'Again.' }),
    });
    expect(await answer.json()).toMatchObject({ ticket_id: '1', queue: 'IT Support' });
    app.kill('SIGTERM');
    const [code, signal] = (await exited) as [number | null, string | null];
    expect({ code, signal, printed: printed.includes('ERROR') }).toEqual({ code: null, signal: 'SIGTERM', printed: false });
  }, 60_000);
});
