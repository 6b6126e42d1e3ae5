import type { FakeField, FakeState, FakeTicket, FakeTransaction } from './fake-state.js';

type Json = Record<string, unknown>;

const NEVER = '1970-01-01T00:00:00Z';
const NUMBERS = { TimeWorked: '0', TimeLeft: '0', TimeEstimated: '0', InitialPriority: '0', FinalPriority: '0' };

/** Writes things down as Request Tracker does: numbers as texts but for one id, people by name, an order of its own each time. */
export class FakeSerializer {
  private turn = 0;

  constructor(
    private readonly state: FakeState,
    private readonly base: string,
  ) {}

  ref(type: string, id: string | number): Json {
    return { type, id: String(id), _url: `${this.base}/REST/2.0/${type}/${id}` };
  }

  ticket(ticket: FakeTicket): Json {
    return {
      ...NUMBERS,
      id: ticket.id,
      Type: 'ticket',
      EffectiveId: this.ref('ticket', ticket.effectiveId),
      Subject: ticket.subject,
      Status: ticket.status,
      Priority: String(ticket.priority),
      Queue: this.ref('queue', ticket.queue),
      Owner: this.ref('user', ticket.owner),
      Creator: this.ref('user', ticket.creator),
      LastUpdatedBy: this.ref('user', ticket.lastUpdatedBy),
      Requestor: ticket.requestors.map((name) => this.ref('user', name)),
      Cc: ticket.cc.map((name) => this.ref('user', name)),
      AdminCc: [],
      CustomFields: this.fields(ticket),
      Created: ticket.created,
      LastUpdated: ticket.lastUpdated,
      Started: ticket.started ?? NEVER,
      Resolved: ticket.resolved ?? NEVER,
      Due: ticket.due ?? NEVER,
      Starts: NEVER,
      ...(ticket.told === null ? {} : { Told: ticket.told }),
      _hyperlinks: [],
    };
  }

  transaction(transaction: FakeTransaction): Json {
    return {
      id: transaction.id,
      Type: transaction.type,
      Creator: this.ref('user', transaction.creator),
      Created: transaction.created,
      Object: this.ref('ticket', transaction.ticket),
      TimeTaken: '0',
      _hyperlinks: [],
    };
  }

  /** One row of a list: its id, and what was asked for. */
  row(type: string, id: string | number, values: Json, fields: readonly string[], query: URLSearchParams): Json {
    const row = this.ref(type, id);
    for (const field of fields) if (values[field] !== undefined) row[field] = this.expand(values[field], query.get(`fields[${field}]`));
    return fields.includes('id') ? { ...row, id: Number(id) } : row;
  }

  /** People and queues with what was asked of them. */
  expand(value: unknown, wanted: string | null): unknown {
    if (wanted === null || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => this.expand(one, wanted));
    const { type, id } = value as { readonly type: string; readonly id: string };
    const known = type === 'queue' ? { Name: this.state.queue(id)?.name } : this.userValues(id);
    return { ...value, ...Object.fromEntries(wanted.split(',').map((name) => [name, known[name] ?? ''])) };
  }

  userValues(name: string): Json {
    const user = this.state.user(name);
    return { Name: user?.name ?? name, RealName: user?.realName ?? '', EmailAddress: user?.email ?? '' };
  }

  definition({ id, name, isMultiple, options }: FakeField): Json {
    const Type = options === undefined ? 'Freeform' : 'Select';
    return {
      id,
      Name: name,
      Type,
      MaxValues: isMultiple ? '0' : '1',
      LookupType: 'RT::Queue-RT::Ticket',
      ...(options && { Values: options }),
    };
  }

  private fields(ticket: FakeTicket): readonly Json[] {
    const { fields } = this.state.setup;
    const at = (this.turn += 1) % fields.length;
    return [...fields.slice(at), ...fields.slice(0, at)].map(({ id, name }) => ({
      ...this.ref('customfield', id),
      name,
      values: ticket.fields.get(id) ?? [],
    }));
  }
}
