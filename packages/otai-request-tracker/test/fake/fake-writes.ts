import { FakeChanges } from './fake-changes.js';
import { asText } from './fake-text.js';
import type { FakePart, FakeState, FakeTicket, FakeUser } from './fake-state.js';

/** A request that is refused, with its status. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Body = Readonly<Record<string, unknown>>;

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Makes tickets and writes notes. */
export class FakeWrites {
  readonly changes: FakeChanges;

  constructor(private readonly state: FakeState) {
    this.changes = new FakeChanges(state);
  }

  /** Makes a ticket. What of it cannot be is left out in silence, but for the queue and the state. */
  create(user: FakeUser, body: Body): FakeTicket {
    const { state } = this;
    const status = asText(body['Status'] ?? 'new');
    const queue = this.queueFor(user, body);
    if (body['Attachments'] !== undefined && !Array.isArray(body['Attachments'])) throw new Refusal(400, 'Attachments must be an array');
    if (!state.setup.states.includes(status)) throw new Refusal(400, `Status '${status}' isn't a valid status for tickets in this queue.`);
    const owner = state.user(asText(body['Owner'] ?? 'Nobody'));
    const addresses = [body['Requestor'] ?? []].flat().map(asText);
    const ticket: FakeTicket = {
      ...blank(state, user),
      subject: asText(body['Subject'] ?? ''),
      status,
      started: status === 'new' ? null : state.now,
      queue,
      owner: owner !== undefined && state.can(owner, 'own', queue) ? owner.name : 'Nobody',
      priority: Number(body['Priority'] ?? 0),
      requestors: addresses.filter((address) => ADDRESS.test(address)).map((address) => state.userOfAddress(address).name),
      cc: [body['Cc'] ?? []].flat().map(asText),
      due: body['Due'] === undefined ? null : `${asText(body['Due']).replace(' ', 'T')}Z`,
    };
    state.tickets.push(ticket);
    state.record(ticket, 'Create', user.name, { parts: partsOf(body, ticket.subject) });
    this.giveValues(ticket, (body['CustomFields'] ?? {}) as Body);
    if (ticket.requestors.length > 0) state.record(ticket, 'EmailRecord', 'RT_System');
    return ticket;
  }

  /** Writes a note, and then what came beside it, whether it may be or not. Gives the texts and the number of the transaction. */
  say(ticket: FakeTicket | undefined, how: string, user: FakeUser, body: Body): { readonly id: number; readonly texts: readonly string[] } {
    const { state } = this;
    if (ticket === undefined || !state.can(user, how === 'comment' ? 'comment' : 'reply', ticket.queue))
      throw new Refusal(400, 'Permission Denied');
    if (Boolean(body['Content']) && body['ContentType'] === undefined)
      throw new Refusal(400, 'ContentType is a required field for application/json');
    const parts = partsOf({ ...body, Content: body['Content'] ?? '' }, asText(body['Subject'] ?? ''));
    const { id } = state.record(ticket, how === 'comment' ? 'Comment' : 'Correspond', user.name, { parts });
    if (how === 'correspond') this.answered(ticket);
    const texts = Object.entries((body['CustomFields'] ?? {}) as Body).flatMap(([key, value]) =>
      this.changes.field(ticket, user, key, value),
    );
    const status = body['Status'] === undefined ? [] : this.changes.status(ticket, user, asText(body['Status']));
    return { id, texts: [how === 'comment' ? 'Comments added' : 'Correspondence added', ...texts, ...status] };
  }

  private queueFor(user: FakeUser, { Queue }: Body): number {
    if (!Queue) throw new Refusal(400, 'Could not create ticket. Queue not set');
    const key = typeof Queue === 'object' && 'id' in Queue ? Queue.id : Queue;
    const queue = this.state.queue(key);
    if (queue !== undefined && this.state.can(user, 'create', queue.id)) return queue.id;
    throw new Refusal(403, `No permission to create tickets in the queue '${asText(key)}'`);
  }

  /** A script of every Request Tracker: what was answered is open. */
  private answered(ticket: FakeTicket): void {
    if (ticket.requestors.length > 0) this.state.record(ticket, 'EmailRecord', 'RT_System');
    ticket.told = this.state.now;
    if (ticket.status !== 'open') this.changes.moveTo(ticket, 'RT_System', 'open');
  }

  private giveValues(ticket: FakeTicket, values: Body): void {
    for (const [key, value] of Object.entries(values)) {
      const field = this.state.field(key);
      const wanted = [value].flat().map(asText);
      const options = field?.options?.map((option) => option.toLowerCase());
      if (field !== undefined && wanted.every((one) => options?.includes(one.toLowerCase()) !== false)) ticket.fields.set(field.id, wanted);
    }
  }
}

function blank({ tickets, now }: FakeState, { name }: FakeUser): Pick<FakeTicket, BlankKey> {
  const id = tickets.length + 1;
  const stamps = { created: now, lastUpdated: now, resolved: null, told: null };
  return { id, effectiveId: id, fields: new Map(), creator: name, lastUpdatedBy: name, ...stamps };
}

type BlankKey = 'id' | 'effectiveId' | 'fields' | 'creator' | 'lastUpdatedBy' | 'created' | 'lastUpdated' | 'resolved' | 'told';

function partsOf({ Content, ContentType = 'text/plain', Attachments }: Body, subject: string): readonly FakePart[] {
  const text = { contentType: asText(ContentType), content: asText(Content), subject };
  if (!Array.isArray(Attachments)) return Content === undefined ? [] : [text];
  const files = Attachments as readonly { readonly FileName: string; readonly FileType: string; readonly FileContent: string }[];
  return [
    { contentType: 'multipart/mixed', content: '', subject },
    { ...text, subject: '' },
    ...files.map((file) => ({
      contentType: file.FileType,
      filename: file.FileName,
      content: Buffer.from(file.FileContent, 'base64').toString(),
    })),
  ];
}
