import type { RequestTracker } from '../../../../scripts/request-tracker/server.mjs';

/** Somebody who uses the REST API directly: the agents and customers of the tests. */
export class RestUser {
  private readonly url: string;
  private readonly token: string;

  constructor({ url, tokens }: Pick<RequestTracker, 'url' | 'tokens'>, name: keyof RequestTracker['tokens']) {
    this.url = url;
    this.token = tokens[name];
  }

  get(path: string): Promise<unknown> {
    return this.send('GET', path);
  }

  put(path: string, body: object): Promise<unknown> {
    return this.send('PUT', path, body);
  }

  post(path: string, body: object): Promise<unknown> {
    return this.send('POST', path, body);
  }

  /** Makes a ticket and gives its id. */
  async create(ticket: object): Promise<string> {
    return String(((await this.post('/ticket', ticket)) as { id: unknown }).id);
  }

  /** All rows of the first page of a list. */
  async list(method: 'GET' | 'POST', path: string, body?: object): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return ((await this.send(method, path, body)) as { items: readonly Readonly<Record<string, unknown>>[] }).items;
  }

  async delete(path: string): Promise<void> {
    await this.send('DELETE', path);
  }

  private async send(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `token ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${this.url}/REST/2.0${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} -> ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
