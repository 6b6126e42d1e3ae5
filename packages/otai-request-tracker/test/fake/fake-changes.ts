import type { FakeField, FakeState, FakeTicket, FakeUser } from './fake-state.js';
import { asText } from './fake-text.js';

const PRIORITIES: readonly (readonly [string, number])[] = [
  ['High', 100],
  ['Medium', 50],
  ['Low', 0],
];

/** A body that Request Tracker ends with a 500 for. */
export class FakeCrash extends Error {}

/** Does what a PUT asks for, part by part, and says what became of each. Nothing here fails as a whole. */
export class FakeChanges {
  constructor(private readonly state: FakeState) {}

  apply(ticket: FakeTicket, user: FakeUser, body: Readonly<Record<string, unknown>>): readonly string[] {
    const { Owner, Priority, Queue, Status, Subject, Requestor, CustomFields, MergeInto } = body;
    const texts = [
      ...(Owner === undefined ? [] : this.owner(ticket, user, asText(Owner))),
      ...(Priority === undefined ? [] : this.priority(ticket, user, Priority)),
      ...(Queue === undefined ? [] : this.queue(ticket, user, Queue)),
      ...(Status === undefined ? [] : this.status(ticket, user, asText(Status))),
      ...(Subject === undefined ? [] : this.subject(ticket, user, asText(Subject))),
    ].map((text) => `Ticket ${ticket.id}: ${text}`);
    for (const [key, value] of Object.entries(CustomFields ?? {})) texts.push(...this.field(ticket, user, key, value));
    if (Requestor !== undefined) texts.push(...this.requestors(ticket, user, [Requestor].flat().map(asText)));
    if (MergeInto !== undefined) ticket.effectiveId = Number(MergeInto);
    return texts;
  }

  /** Sets custom fields of a ticket. Unknown ones are passed over. */
  field(ticket: FakeTicket, user: FakeUser, key: string, value: unknown): readonly string[] {
    const field = this.state.field(key);
    if (field === undefined) return [];
    if (typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value)))
      throw new FakeCrash('no such value');
    if (!this.may(ticket, user)) return [`Could not add a new value to custom field '${field.name}': Permission Denied`];
    const wanted = (field.isMultiple || value === null ? [value].flat() : [[value].flat()[0]]).map((one) =>
      one === null ? null : asText(one),
    );
    const allowed = wanted.map((one) => this.option(field, one));
    if (allowed.includes(undefined)) return ['Invalid value for custom field'];
    return field.isMultiple ? this.many(ticket, user, field, allowed as string[]) : this.single(ticket, user, field, allowed[0] ?? null);
  }

  status(ticket: FakeTicket, user: FakeUser, status: string): readonly string[] {
    if (!this.may(ticket, user)) return ['Permission Denied'];
    if (!this.state.setup.states.includes(status)) return [`Status '${status}' isn't a valid status for this ticket.`];
    const old = ticket.status;
    if (old === status) return [];
    this.moveTo(ticket, user.name, status);
    return status === 'deleted' ? ['Ticket deleted'] : [`Status changed from '${old}' to '${status}'`];
  }

  moveTo(ticket: FakeTicket, by: string, status: string): void {
    const { now } = this.state;
    const old = ticket.status;
    Object.assign(ticket, {
      status,
      started: ticket.started ?? (old === 'new' ? now : null),
      resolved: isActive(status) ? ticket.resolved : now,
    });
    this.state.record(ticket, 'Status', by, { field: 'Status', oldValue: old, newValue: status });
  }

  private subject(ticket: FakeTicket, user: FakeUser, wanted: string): readonly string[] {
    const subject = cutToBytes(wanted.replaceAll(/[\r\n]/g, ''), 200);
    if (subject === ticket.subject) return [];
    const old = ticket.subject;
    if (!this.set(ticket, user, 'Subject', old, subject)) return ['Permission Denied'];
    ticket.subject = subject;
    return [`Subject changed from '${old}' to '${wanted.replaceAll(/[\r\n]/g, '').slice(0, 255)}'`];
  }

  private priority(ticket: FakeTicket, user: FakeUser, wanted: unknown): readonly string[] {
    const number = PRIORITIES.find(([name]) => name === wanted)?.[1] ?? (Number.parseInt(asText(wanted), 10) || 0);
    const old = ticket.priority;
    if (number === old) return [];
    if (!this.set(ticket, user, 'Priority', String(old), String(number))) return ['Permission Denied'];
    ticket.priority = number;
    return [`Priority changed from '${nameOf(old)}' to '${nameOf(number)}'`];
  }

  private queue(ticket: FakeTicket, user: FakeUser, wanted: unknown): readonly string[] {
    const key = typeof wanted === 'object' && wanted !== null && 'id' in wanted ? wanted.id : wanted;
    if (!this.may(ticket, user)) return ['Permission Denied'];
    const [from, to] = [this.state.queue(ticket.queue), this.state.queue(key)];
    if (to === undefined) return [`Queue ${asText(key)} does not exist`];
    if (to === from) return [];
    if (!this.state.can(user, 'create', to.id)) return ['Permission Denied'];
    this.set(ticket, user, 'Queue', String(ticket.queue), String(to.id));
    ticket.queue = to.id;
    return [`Queue changed from ${from?.name} to ${to.name}`];
  }

  private owner(ticket: FakeTicket, user: FakeUser, wanted: string): readonly string[] {
    if (!this.may(ticket, user)) return ['Permission Denied'];
    const owner = this.state.user(wanted);
    if (owner === undefined) return ['That user does not exist'];
    if (owner.name === ticket.owner) return [];
    if (owner.name !== 'Nobody' && !this.state.can(owner, 'own', ticket.queue)) return ['That user may not own tickets in that queue'];
    const old = ticket.owner;
    this.set(ticket, user, 'Owner', String(this.state.user(old)?.id ?? ''), String(owner.id));
    ticket.owner = owner.name;
    return [`Owner changed from ${old} to ${owner.name}`];
  }

  private requestors(ticket: FakeTicket, user: FakeUser, wanted: readonly string[]): readonly string[] {
    if (!this.may(ticket, user)) return ['Permission Denied'];
    const names = wanted.map((address) => this.state.userOfAddress(address).name);
    const added = names.filter((name) => !ticket.requestors.includes(name));
    const removed = ticket.requestors.filter((name) => !names.includes(name));
    ticket.requestors = names;
    added.forEach(() => this.state.record(ticket, 'AddWatcher', user.name, { field: 'Requestor' }));
    return [
      ...added.map((name) => `Added ${name} as Requestor for this ticket`),
      ...removed.map((name) => `${name} is no longer Requestor for this ticket`),
    ];
  }

  private single(ticket: FakeTicket, user: FakeUser, field: FakeField, wanted: string | null): readonly string[] {
    const old = ticket.fields.get(field.id)?.[0] ?? null;
    const value = wanted === '' ? null : wanted;
    if (old === value) return [];
    ticket.fields.set(field.id, [value]);
    this.set(ticket, user, String(field.id), old ?? '', value ?? '', 'CustomField');
    if (old === null) return [`${field.name} ${value} added`];
    return [value === null ? `${field.name} ${old} deleted` : `${field.name} ${old} changed to ${value}`];
  }

  private many(ticket: FakeTicket, user: FakeUser, field: FakeField, wanted: readonly string[]): readonly string[] {
    const old = ticket.fields.get(field.id) ?? [];
    const added = wanted.filter((value) => !old.includes(value));
    const removed = old.filter((value) => !wanted.includes(value as string));
    ticket.fields.set(field.id, [...old.filter((value) => wanted.includes(value as string)), ...added]);
    for (const value of added) this.set(ticket, user, String(field.id), '', value, 'CustomField');
    for (const value of removed) this.set(ticket, user, String(field.id), value ?? '', '', 'CustomField');
    return [
      ...added.map((value) => `${value} added as a value for ${field.name}`),
      ...removed.map((value) => `${value} is no longer a value for custom field ${field.name}`),
    ];
  }

  /** A value as a Select list spells it; `undefined` when it is not in the list. */
  private option({ options }: FakeField, value: string | null): string | null | undefined {
    if (options === undefined || value === null) return value;
    return options.find((option) => option.toLowerCase() === value.toLowerCase());
  }

  private set(ticket: FakeTicket, user: FakeUser, field: string, oldValue: string, newValue: string, type = 'Set'): boolean {
    if (!this.may(ticket, user)) return false;
    this.state.record(ticket, type, user.name, { field, oldValue, newValue });
    return true;
  }

  private may(ticket: FakeTicket, user: FakeUser): boolean {
    return this.state.can(user, 'modify', ticket.queue);
  }
}

function nameOf(priority: number): string {
  return PRIORITIES.find(([, least]) => priority >= least)?.[0] ?? 'unknown';
}

function isActive(status: string): boolean {
  return ['new', 'open', 'stalled'].includes(status);
}

/** Never half a character. */
function cutToBytes(text: string, bytes: number): string {
  let kept = text;
  while (Buffer.byteLength(kept) > bytes) kept = Array.from(kept).slice(0, -1).join('');
  return kept;
}
