import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A request that the fake Hub got. */
export interface HubCall {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly authorized: boolean;
}

/** How the fake Hub misbehaves. */
export interface HubFaults {
  /** Cuts the connection after so many bytes of the model, once, as soon as `when` says so: what is on its way is lost with it. */
  cut?: { readonly after: number; readonly when: () => Promise<void> };
  /** Flips a byte of the model on its way. */
  damage?: boolean;
  /** Answers with this status: the next request, or all. */
  refuse?: { readonly status: number; readonly retryAfter?: string; readonly once?: boolean };
}

/** One model with one commit, spoken like the Hub speaks: API, resolve with ranges, LFS checksum for the weights, git checksum for the rest. */
export class FakeHub {
  readonly calls: HubCall[] = [];
  faults: HubFaults = {};
  /** Needed to read the model; `undefined`: it is public. */
  token: string | undefined;
  commit = 'a'.repeat(40);
  private readonly files: ReadonlyMap<string, Buffer>;
  private readonly server: Server;

  constructor(
    readonly model: string,
    folder: string,
    paths: readonly string[],
  ) {
    this.files = new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  /** The downloads so far: path and range. */
  get downloads(): readonly string[] {
    return this.calls
      .filter(({ path, range }) => path.includes('/resolve/') && range !== 'bytes=0-0')
      .map(({ path, range }) => `${path.split('/').at(-1)} ${range ?? 'all'}`);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    this.calls.push({ method, path, range: headers.range, authorized: headers.authorization !== undefined });
    const { refuse } = this.faults;
    if (refuse !== undefined) {
      if (refuse.once === true) delete this.faults.refuse;
      if (refuse.retryAfter !== undefined) response.setHeader('Retry-After', refuse.retryAfter);
      return this.json(response, refuse.status, { error: 'Not now.' });
    }
    if (this.token !== undefined && headers.authorization !== `Bearer ${this.token}`)
      return this.json(response, 401, { error: 'Invalid username or password.' });
    if (path === `/api/models/${this.model}/revision/main` || path === `/api/models/${this.model}/revision/${this.commit}`)
      return this.info(response);
    if (path === `/api/models/${this.model}/paths-info/${this.commit}`) return this.pathsInfo(request, response);
    const file = path.startsWith(`/${this.model}/resolve/${this.commit}/`) ? path.split(`/${this.commit}/`)[1] : undefined;
    const content = this.files.get(file ?? '');
    if (content === undefined) return this.json(response, 404, { error: 'Repository not found' });
    this.send(response, content, { isWeights: file?.endsWith('.onnx') === true, range: headers.range });
  }

  private info(response: ServerResponse): void {
    const siblings = [...this.files.keys()].map((rfilename) => ({ rfilename }));
    this.json(response, 200, { _id: '1', id: this.model, sha: this.commit, siblings, lastModified: '2026-01-01T00:00:00Z' });
  }

  private async pathsInfo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { paths } = JSON.parse(Buffer.concat(chunks).toString()) as { paths: string[] };
    this.json(
      response,
      200,
      paths.map((path) => this.entry(path)),
    );
  }

  private entry(path: string): object {
    const content = this.files.get(path) ?? Buffer.alloc(0);
    const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
    const lfs = { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 130 };
    return { type: 'file', path, size: content.length, oid, ...(path.endsWith('.onnx') ? { lfs } : {}) };
  }

  private send(response: ServerResponse, content: Buffer, { isWeights, range }: { isWeights: boolean; range: string | undefined }): void {
    const [start = 0, end = content.length - 1] = (/bytes=(\d+)-(\d*)/.exec(range ?? '') ?? [])
      .slice(1)
      .map((value) => (value === '' ? content.length - 1 : Number(value)));
    let body = content.subarray(start, end + 1);
    const headers = { ETag: '"x"', 'Content-Length': body.length, 'Content-Range': `bytes ${start}-${end}/${content.length}` };
    response.writeHead(range === undefined ? 200 : 206, headers);
    if (isWeights && body.length > 1 && this.faults.damage) body = Buffer.concat([Buffer.from([(body[0] ?? 0) ^ 1]), body.subarray(1)]);
    const { cut } = this.faults;
    if (isWeights && body.length > 1 && cut !== undefined) {
      delete this.faults.cut;
      response.write(body.subarray(0, cut.after));
      void cut.when().finally(() => response.destroy());
      return;
    }
    response.end(body);
  }

  private json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  }
}
