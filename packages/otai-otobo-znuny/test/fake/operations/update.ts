import { articleRecord, ticketRecord, type FakeArticle, type FakeTicket } from '../fake-ticket.js';
import type { Agent } from '../catalog.js';
import type { World } from '../world.js';
import { checkArticle, toArticle } from './article-input.js';
import { Fault, isObject, isTrue, Refused, type Caller, type Data } from './outcome.js';
import { checkDynamicFields, checkTicket, entryOf, isGiven, keptValue } from './ticket-input.js';
import { text } from '../text.js';

const OPERATION = 'TicketUpdate';
const NO_ACCESS = 'TicketUpdate: User does not have access to the ticket!';

/** What an article shows of itself when it was not written just now. */
const META = [
  'ArticleID',
  'ArticleNumber',
  'TicketID',
  'SenderType',
  'SenderTypeID',
  'CommunicationChannelID',
  'IsVisibleForCustomer',
  'CreateTime',
  'CreateBy',
  'ChangeTime',
  'ChangeBy',
];

/** TicketUpdate: checks all first, then writes one thing after the other, and stops at the first that fails. */
export function update(data: Data, caller: Caller, world: World, includeTicketData: boolean): Data {
  const ticket = findTicket(data, world);
  const agent = caller.agent;
  if (ticket === undefined || agent === undefined || !agent.rights.includes('ro'))
    throw new Refused(`${OPERATION}.AccessDenied`, NO_ACCESS);
  if (data['Ticket'] !== undefined && (!isObject(data['Ticket']) || Object.keys(data['Ticket']).length === 0))
    throw new Refused(`${OPERATION}.InvalidParameter`, 'TicketUpdate: Ticket parameter is not valid!');
  const fields = isObject(data['Ticket']) ? checkTicket(data['Ticket'], OPERATION, world) : {};
  const article = checkArticle(data['Article'], OPERATION);
  const dynamicFields = checkDynamicFields(data['DynamicField'], OPERATION, world);
  checkRights(fields, article, dynamicFields, agent, world);
  writeFields(ticket, fields, agent, world);
  const written = article && writeArticle(ticket, article, data['Attachment'], agent, world);
  for (const { Name, Value } of dynamicFields) setDynamicField(ticket, text(Name), keptValue(Name, Value, world), agent, world);
  return answer(data, ticket, written, includeTicketData, world);
}

function findTicket({ TicketID, TicketNumber }: Data, world: World): FakeTicket | undefined {
  if (!isTrue(TicketID) && !isTrue(TicketNumber))
    throw new Refused(`${OPERATION}.MissingParameter`, 'TicketUpdate: TicketID or TicketNumber is required!');
  const found = isTrue(TicketNumber)
    ? [...world.tickets.values()].find(({ fields }) => fields.TicketNumber === text(TicketNumber))
    : world.tickets.get(Number(TicketID));
  return found?.deleted === true ? undefined : found;
}

function checkRights(fields: Data, article: Data | undefined, dynamicFields: readonly Data[], { rights }: Agent, world: World): void {
  const need = (right: Agent['rights'][number], what: string): void => {
    if (!rights.includes(right)) throw new Refused(`${OPERATION}.AccessDenied`, `TicketUpdate: Does not have permissions to ${what}!`);
  };
  const state = isGiven('State', fields) ? entryOf('State', fields, world.catalog.states) : undefined;
  if (isGiven('Queue', fields)) need('rw', 'update queue');
  if (isGiven('Priority', fields)) need('priority', 'update priority');
  if (isGiven('Owner', fields)) need('owner', 'update owner');
  if (state !== undefined && /^(closed|pending)/.test(state.type)) need('rw', 'update state');
  if (article !== undefined) need('note', 'create new articles');
  if (dynamicFields.length > 0) need('rw', 'update dynamic fields');
}

function writeFields(ticket: FakeTicket, wanted: Data, agent: Agent, world: World): void {
  const { queues, types, states, priorities, agents } = world.catalog;
  const set = (changes: Data): void => setFields(ticket, changes, agent, world);
  if (isTrue(wanted['Title'])) set({ Title: Array.from(text(wanted['Title'])).slice(0, 191).join('') });
  if (isGiven('Queue', wanted)) {
    const queue = entryOf('Queue', wanted, queues);
    const isWrongCase = isTrue(wanted['Queue']) && queue?.name !== wanted['Queue'];
    if (queue === undefined || queue.forbidden === true || isWrongCase)
      throw new Fault('Ticket queue could not be updated, please contact system administrator!');
    set(world.queueFields(queue.name));
  }
  if (isTrue(wanted['Lock'])) set({ Lock: wanted['Lock'], LockID: wanted['Lock'] === 'lock' ? 2 : 1 });
  if (isGiven('Type', wanted)) set(world.namedFields('Type', types, entryOf('Type', wanted, types)?.name ?? ''));
  if (isGiven('State', wanted)) writeState(ticket, entryOf('State', wanted, states)?.name ?? '', wanted['PendingTime'], set, world);
  if (isTrue(wanted['CustomerUser'])) set(world.customerFields(text(wanted['CustomerUser'])));
  if (isGiven('Priority', wanted)) set(world.namedFields('Priority', priorities, entryOf('Priority', wanted, priorities)?.name ?? ''));
  if (isGiven('Owner', wanted)) set(world.namedFields('Owner', agents, entryOf('Owner', wanted, agents)?.name ?? ''));
}

function writeState(ticket: FakeTicket, name: string, pending: unknown, set: (changes: Data) => void, world: World): void {
  const fields = world.stateFields(name);
  const type = text(fields['StateType']);
  const until = type.startsWith('pending') ? pendingUntil(pending, world) : 0;
  if (until === undefined) throw new Refused(`${OPERATION}.MissingParameter`, "Can't set a ticket on a pending state without pendig time!");
  set({ ...fields, RealTillTimeNotUsed: until });
  if (type === 'closed' && ticket.fields['Lock'] === 'lock')
    set({ Lock: 'unlock', LockID: 1, ...world.namedFields('Owner', world.catalog.agents, 'root@localhost') });
}

function pendingUntil(value: unknown, world: World): number | undefined {
  if (!isObject(value)) return undefined;
  if (value['Diff'] !== undefined) return Math.floor(world.now() / 1000) + Number(value['Diff']) * 60;
  const { Year, Month, Day, Hour, Minute } = value;
  return (Date.UTC(Number(Year), Number(Month) - 1, Number(Day), Number(Hour), Number(Minute)) - world.zoneOffset) / 1000;
}

function writeArticle(ticket: FakeTicket, data: Data, attachments: unknown, agent: Agent, world: World): FakeArticle {
  const to = data['CommunicationChannel'] === 'Email' ? text(ticket.fields['CustomerUserID']) : '';
  const article = world.addArticle(ticket, toArticle(data, attachments, { from: agent.fullName, to }, world));
  world.touch(ticket, agent.id);
  return article;
}

function setDynamicField(ticket: FakeTicket, name: string, value: unknown, agent: Agent, world: World): void {
  if (JSON.stringify(ticket.dynamicFields[name]) === JSON.stringify(value)) return;
  ticket.dynamicFields[name] = value;
  world.touch(ticket, agent.id);
}

/** What is written as it was is not written, and the ticket has not changed. */
function setFields(ticket: FakeTicket, changes: Data, agent: Agent, world: World): void {
  const isChange = Object.entries(changes).some(([key, value]) => ticket.fields[key] !== value);
  if (!isChange) return;
  Object.assign(ticket.fields, changes);
  world.touch(ticket, agent.id);
}

function answer(data: Data, ticket: FakeTicket, written: FakeArticle | undefined, includeTicketData: boolean, world: World): Data {
  const { TicketID, TicketNumber } = ticket.fields;
  const ids = { TicketID: data['TicketID'] ?? TicketID, TicketNumber };
  if (!includeTicketData) return { ...ids, ...(written === undefined ? {} : { ArticleID: written.fields.ArticleID }) };
  const last = written ?? ticket.articles.at(-1);
  const record = ticketRecord(ticket, { now: world.now() + world.zoneOffset, dynamicFields: true, extended: false, timeUnits: false });
  if (last === undefined) return { ...ids, Ticket: record };
  const whole = articleRecord(last, ticket, false);
  const Article =
    written === undefined ? Object.fromEntries(META.map((key) => [key, whole[key]])) : { ...whole, ...shownAttachments(written) };
  return { ...ids, ArticleID: last.fields.ArticleID, Ticket: { ...record, Article } };
}

function shownAttachments({ attachments }: FakeArticle): Data {
  const shown = attachments.filter(({ Disposition }) => Disposition === 'attachment');
  return shown.length === 0 ? {} : { Attachment: shown.map(({ FileID: _id, ...attachment }) => attachment) };
}
