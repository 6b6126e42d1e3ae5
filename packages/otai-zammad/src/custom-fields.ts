import type { Call } from './call.js';
import type { ZammadRecord } from './records.js';
import { readSearchAnswer } from './search-answer.js';
import { isCustomField } from './ticket-attributes.js';
import type { ZammadApi } from './zammad-api.js';

/** Any ticket, the newest. */
const ONE_TICKET = {
  condition: { 'ticket.created_at': { operator: 'after (absolute)', value: '1970-01-01T00:00:00.000Z' } },
  sort_by: 'created_at',
  order_by: 'desc',
  per_page: 1,
  page: 1,
};

/**
 * The custom fields that tickets have: all tickets have the same. Zammad passes over unknown ones in silence when it writes, and breaks when
 * it searches; and only admins may ask it which there are.
 */
export class CustomFields {
  private names: ReadonlySet<string> = new Set();
  /** How many attributes the ticket had that was learnt from last. */
  private learnt = 0;

  constructor(private readonly api: ZammadApi) {}

  /** Keeps in mind which fields a ticket has. */
  learn(ticket: ZammadRecord): void {
    const count = Object.keys(ticket).length;
    if (count === this.learnt) return;
    this.learnt = count;
    this.names = new Set(Object.keys(ticket).filter(isCustomField));
  }

  /** Refuses fields that cannot be, and fields that no ticket has; looks at a ticket first when it has to. */
  async check(fields: readonly string[], call: Call): Promise<void> {
    for (const name of fields) {
      if (!isCustomField(name))
        throw call.refuse(`custom_fields.${name} is no custom field`, 'there is another param for what Zammad itself has');
    }
    if (fields.every((name) => this.names.has(name))) return;
    await this.look(call);
    const unknown = this.learnt === 0 ? undefined : fields.find((name) => !this.names.has(name));
    if (unknown !== undefined) throw call.refuseUnknown('custom field', unknown, [...this.names]);
  }

  private async look(call: Call): Promise<void> {
    const [found] = readSearchAnswer(await this.api.search(ONE_TICKET, call.signal)) ?? [];
    if (found !== undefined) this.learn(found.record ?? (await this.api.ticket(found.id, call.signal)));
  }
}
