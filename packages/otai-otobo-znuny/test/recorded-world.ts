import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeTicket } from './fake/fake-ticket.js';
import { FakeOtobo } from './fake/fake-otobo.js';
import { isObject, listOf, type Data } from './fake/operations/outcome.js';
import { text } from './fake/text.js';
import type { TicketSpec, World } from './fake/world.js';

/** One exchange with a real OTOBO 11.0.6. */
export interface Recording {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly authorization?: string;
    readonly body?: Data;
    readonly rawBody?: string;
  };
  readonly answer: { readonly status: number; readonly type: string; readonly body?: Data; readonly rawBody?: string };
  /** A ticket before and after an update. */
  readonly stateBefore?: Data;
  readonly stateAfter?: Data;
}

export const RECORDINGS = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures', 'recordings.json'), 'utf8'),
) as readonly Recording[];

/** The session that was made in 153; at the end of its time in 163. */
const SESSION = 'c2UaRSlRquyPUS0wAfRbR1mgqPgnJ1rh';

const TEXT = 'Hello,\n\nthe printer shows error 0x80070035.\nBest regards\nCarla';

/** The tickets as they were when the searches began. What no recording shows is made up so that each finds what it found. */
const TICKETS: readonly (readonly [
  time: string,
  title: string,
  queue: string,
  state: string,
  priority: string,
  rest?: Partial<TicketSpec>,
])[] = [
  ['20:48:20', 'Welcome to OTOBO!', 'Raw', 'new', '3 normal', { number: '2015071510123456', customer: null }],
  ['20:49:00', 'Second', 'Postmaster', 'new', '3 normal'],
  ['20:51:49', 'Printer on floor 3 is broken', 'OpenTicketAI::Incoming', 'new', '3 normal'],
  ['20:51:49', 'Rechnung fehlt – bitte prüfen 🙏', 'OpenTicketAI::Incoming', 'new', '3 normal'],
  [
    '20:51:50',
    'VPN does not connect',
    'IT',
    'open',
    '4 high',
    { number: '2026112210000041', dynamicFields: { OtaiLabel: 'it/vpn', OtaiTags: ['vip', 'urgent'] } },
  ],
  ['20:51:50', 'Invoice 12 wrong', 'Billing', 'new', '3 normal'],
  ['20:51:50', 'Created by ids', 'Billing', 'new', '2 low', { owner: 'anna_agent' }],
  ['20:51:50', 'Unknown customer', 'Misc', 'new', '3 normal', { customer: 'nobody@unknown.example', changed: '2026-11-22 20:51:51' }],
  ['20:51:52', 'Ninth', 'IT::Hardware', 'open', '3 normal'],
  ['20:51:54', 'Install Office', 'Misc', 'new', '2 low'],
  ['20:51:55', 'Eleventh', 'Misc', 'closed successful', '3 normal'],
  ['20:51:56', 'Double charge', 'Billing', 'open', '5 very high'],
  ['20:51:58', 'Cannot log in', 'OpenTicketAI::Incoming', 'open', '3 normal'],
  ['20:51:59', 'Neuer Stuhl', 'Büro & Möbel', 'new', '3 normal'],
];
/** Without the text that a search finds all others by. */
const OTHER_TEXTS: Readonly<Record<number, string>> = { 1: 'Welcome', 2: 'Second', 4: 'Rechnung 4711', 5: 'see log' };

/** The server in the state it was in when an exchange was recorded. */
export function serverAt(recording: Recording): FakeOtobo {
  const otobo = new FakeOtobo();
  const { world } = otobo;
  const number = Number(recording.id);
  for (const [i, ticket] of TICKETS.entries()) addTicket(world, i + 1, ticket);
  if (number > 153) addLater(world, number);
  if (number !== 160 && number !== 163) world.sessions.add(SESSION);
  if (number === 244 || number === 246) world.zoneOffset = 3_600_000;
  // These show some articles of a ticket; another shows all of them.
  const whole = number === 222 || number === 223 ? RECORDINGS.find(({ id }) => id === '221') : undefined;
  importAnswer(whole ?? recording, world);
  if (recording.stateBefore !== undefined) importState(recording.stateBefore, recording, world);
  world.frozenAt = timeOf(recording, world);
  return otobo;
}

function addTicket(world: World, id: number, [time, title, queue, state, priority, rest]: (typeof TICKETS)[number]): void {
  const created = `2026-11-22 ${time}`;
  const ticket = world.addTicket({ id, title, queue, state, priority, owner: 'open_ticket_ai', customer: 'carla', created, ...rest });
  world.addArticle(ticket, { fields: { ArticleID: id, Body: OTHER_TEXTS[id] ?? TEXT, CreateTime: created } });
}

/** What came after the updates. */
function addLater(world: World, number: number): void {
  addTicket(world, 15, ['20:56:04', 'by session', 'Misc', 'new', '3 normal']);
  if (number < 216) return;
  for (const [i, time] of ['20:57:24', '20:57:26', '20:57:27'].entries())
    addTicket(world, 16 + i, [time, 'by mail', 'OpenTicketAI::Incoming', 'new', '3 normal', { customer: 'max@kunde.example' }]);
  Object.assign(world.tickets.get(3)?.fields ?? {}, world.queueFields('Misc'));
  Object.assign(world.tickets.get(13)?.fields ?? {}, world.queueFields('IT::Software'));
  if (number >= 238) addMany(world);
  if (number === 246) addTicket(world, 539, ['21:59:53', 'tz test', 'Junk', 'new', '3 normal']);
}

/** 520 tickets in a few seconds. Their numbers are not in the order of their ids: the recorded order tells them. */
function addMany(world: World): void {
  const ids = listOf(RECORDINGS.find(({ id }) => id === '239')?.answer.body?.['TicketID'])
    .map(Number)
    .toReversed();
  for (const [i, id] of ids.entries()) {
    if (id < 19) continue;
    const created = `2026-11-22 20:58:${String(Math.floor(i / 20)).padStart(2, '0')}`;
    world.addTicket({ id, number: `2026112211${String(i).padStart(6, '0')}`, title: 'bulk', queue: 'Junk', created, customer: 'carla' });
  }
}

function importAnswer({ answer, request }: Recording, world: World): void {
  const { body = {} } = answer;
  const isCreate = request.path.endsWith('/ticket-create');
  if (isCreate) {
    world.nextTicket = Number(body['TicketID'] ?? 100);
    world.nextArticle = Number(body['ArticleID'] ?? 100);
    world.tickets.delete(world.nextTicket);
    return;
  }
  for (const record of listOf(body['Ticket'] ?? []).filter(isObject)) importTicket(record, world);
  if (isObject(request.body?.['Article']) && body['ArticleID'] !== undefined) world.nextArticle = Number(body['ArticleID']);
  for (const entry of listOf(body['TicketHistory'] ?? []).filter(isObject))
    world.history.set(text(entry['TicketID']), listOf(entry['History']));
}

/** A ticket as an answer shows it. */
function importTicket({ Article = [], DynamicField = [], Age: _age, TimeUnit: _unit, FirstResponse, ...fields }: Data, world: World): void {
  const id = Number(fields['TicketID']);
  const ticket = world.tickets.get(id) ?? world.addTicket({ id, title: '', queue: 'Raw' });
  Object.assign(ticket.fields, fields);
  for (const field of listOf(DynamicField).filter(isObject)) ticket.dynamicFields[text(field['Name'])] = field['Value'];
  if (FirstResponse !== undefined) ticket.extended = { FirstResponse };
  const articles = listOf(Article).filter(isObject);
  if (articles.length === 0 || !Array.isArray(Article)) return;
  ticket.articles.length = 0;
  const first = articles[0] ?? {};
  for (let i = 1; i < Number(first['ArticleNumber']) && articles.length === 1; i += 1)
    world.addArticle(ticket, { fields: { ArticleID: Number(first['ArticleID']) - 100 + i, CreateTime: ticket.fields.Created } });
  for (const { Attachment = [], ArticleNumber: _number, ...article } of articles)
    world.addArticle(ticket, { fields: article, attachments: listOf(Attachment).filter(isObject) });
}

/** A ticket as it was before an update: as many articles as it had, numbered so that the answer's article has its number. */
function importState(before: Data, { answer, request }: Recording, world: World): void {
  const ticket = world.tickets.get(Number(before['TicketID']));
  if (ticket === undefined) throw new Error(`the world has no ticket ${text(before['TicketID'])}`);
  const { catalog } = world;
  const customer = before['CustomerUserID'] === null ? null : text(before['CustomerUserID']);
  const { Title, Lock, Changed, RealTillTimeNotUsed } = before;
  Object.assign(
    ticket.fields,
    { Title, Lock, LockID: Lock === 'lock' ? 2 : 1, Changed, RealTillTimeNotUsed },
    world.queueFields(text(before['Queue'])),
    world.stateFields(text(before['State'])),
    world.namedFields('Priority', catalog.priorities, text(before['Priority'])),
    world.namedFields('Owner', catalog.agents, text(before['Owner'])),
    world.customerFields(customer),
  );
  const set = isObject(before['DynamicFieldsSet']) ? before['DynamicFieldsSet'] : {};
  for (const { name } of catalog.dynamicFields) ticket.dynamicFields[name] = set[name] ?? null;
  const shown = isObject(answer.body?.['Ticket']) ? answer.body['Ticket']['Article'] : undefined;
  const isNew = isObject(request.body?.['Article']) && isObject(shown);
  importArticles(ticket, before, isObject(shown) ? shown : {}, isNew, world);
  if (answer.body?.['ArticleID'] !== undefined && !isObject(shown)) world.nextArticle = Number(answer.body['ArticleID']);
  if (answer.body?.['TicketNumber'] !== undefined) Object.assign(ticket.fields, { TicketNumber: answer.body['TicketNumber'] });
}

function importArticles(ticket: FakeTicket, before: Data, shown: Data, isNew: boolean, world: World): void {
  const count = Number(before['ArticleCount']);
  const last = isObject(before['LastArticle']) ? before['LastArticle'] : {};
  const earlier = Number(shown['ArticleNumber'] ?? count) - 1;
  ticket.articles.length = 0;
  const { Attachment: _attachment, ...fields } = last;
  for (let i = 0; i < count; i += 1) {
    const isLast = i === count - 1;
    const time = i < earlier ? ticket.fields.Created : text((isNew ? shown : last)['CreateTime'] ?? ticket.fields.Created);
    const known = isLast ? { ...fields, ...(isNew ? {} : shown), CreateTime: isNew ? time : last['CreateTime'] } : { CreateTime: time };
    world.addArticle(ticket, {
      fields: { ArticleID: Number(last['ArticleID']) - count + 1 + i, ...known, TicketID: ticket.fields.TicketID },
    });
  }
  world.nextArticle = Number(isNew ? (shown['ArticleID'] ?? Number(last['ArticleID']) + 1) : Number(last['ArticleID']) + 1);
}

/** When it was, as the answer shows. */
function timeOf({ answer, stateBefore, stateAfter }: Recording, world: World): number {
  const shown = listOf(answer.body?.['Ticket'] ?? []).find(isObject);
  const moment = (wall: unknown): number => Date.parse(`${text(wall).replace(' ', 'T')}Z`) - world.zoneOffset;
  const { LastArticle, ArticleCount, Changed } = stateAfter ?? {};
  if (ArticleCount !== stateBefore?.['ArticleCount'] && isObject(LastArticle)) return moment(LastArticle['CreateTime']);
  if (stateAfter !== undefined && Changed !== stateBefore?.['Changed']) return moment(Changed);
  if (shown !== undefined) return moment(shown['Created']) + Number(shown['Age']) * 1000;
  return moment(stateAfter?.['Changed'] ?? '2026-11-22 20:59:53');
}
