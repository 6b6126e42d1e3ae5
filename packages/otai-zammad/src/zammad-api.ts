import type { HttpClient } from 'helpdesk-http';
import { isRecord, recordsOf, type ZammadRecord } from './records.js';

/** The requests of Zammad's REST API that this connector makes. Ids must have been checked. Failures are `HttpFailure`s. */
export class ZammadApi {
  constructor(private readonly http: HttpClient) {}

  async ticket(id: string, signal: AbortSignal | undefined): Promise<ZammadRecord> {
    return record(await this.http.json({ method: 'GET', path: `/tickets/${id}?expand=true`, signal }));
  }

  /** All articles of a ticket, the oldest first. */
  async articles(id: string, signal: AbortSignal | undefined): Promise<readonly ZammadRecord[]> {
    const articles = recordsOf(await this.http.json({ method: 'GET', path: `/ticket_articles/by_ticket/${id}?expand=true`, signal }));
    return articles.toSorted((a, b) => Number(a['id']) - Number(b['id']));
  }

  async tags(id: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const { tags } = record(await this.http.json({ method: 'GET', path: `/tags?object=Ticket&o_id=${id}`, signal }));
    return Array.isArray(tags) ? tags.map(String) : [];
  }

  /** Whatever this version of Zammad answers to a search. */
  search(body: object, signal: AbortSignal | undefined): Promise<unknown> {
    return this.http.json({ method: 'POST', path: '/tickets/search?expand=true', body, reads: true, signal });
  }

  async create(body: object, signal: AbortSignal | undefined): Promise<ZammadRecord> {
    return record(await this.http.json({ method: 'POST', path: '/tickets?expand=true', body, signal }));
  }

  /** @param repeatable - whether the update holds nothing that must not be written twice */
  async update(id: string, body: object, repeatable: boolean, signal: AbortSignal | undefined): Promise<ZammadRecord> {
    return record(await this.http.json({ method: 'PUT', path: `/tickets/${id}?expand=true`, body, repeatable, signal }));
  }

  async addArticle(body: object, signal: AbortSignal | undefined): Promise<ZammadRecord> {
    return record(await this.http.json({ method: 'POST', path: '/ticket_articles?expand=true', body, signal }));
  }

  async addTag(id: string, item: string, signal: AbortSignal | undefined): Promise<void> {
    await this.http.json({
      method: 'POST',
      path: '/tags/add',
      body: { item, object: 'Ticket', o_id: Number(id) },
      repeatable: true,
      signal,
    });
  }

  async removeTag(id: string, item: string, signal: AbortSignal | undefined): Promise<void> {
    await this.http.json({
      method: 'DELETE',
      path: '/tags/remove',
      body: { item, object: 'Ticket', o_id: Number(id) },
      repeatable: true,
      signal,
    });
  }

  /** All groups, priorities or states, over all pages. */
  async list(path: '/groups' | '/ticket_priorities' | '/ticket_states', signal: AbortSignal | undefined): Promise<readonly ZammadRecord[]> {
    const all: ZammadRecord[] = [];
    const seen = new Set<unknown>();
    for (let page = 1; ; page += 1) {
      const answer = recordsOf(await this.http.json({ method: 'GET', path, query: { page, per_page: 100 }, signal }));
      const fresh = answer.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      all.push(...fresh);
      // A version that knows no pages gives the same list again.
      if (fresh.length < 100) return all;
    }
  }

  /** The user whose token this is. */
  async me(signal: AbortSignal | undefined): Promise<ZammadRecord> {
    return record(await this.http.json({ method: 'GET', path: '/users/me?expand=true', signal }));
  }
}

function record(value: unknown): ZammadRecord {
  return isRecord(value) ? value : {};
}
