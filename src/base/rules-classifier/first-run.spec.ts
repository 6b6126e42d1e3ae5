import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { load } from 'js-yaml';
import { ServiceContext } from '../../api/service.decorator.js';
import type { Ticket } from '../../api/tickets/ticket.js';
import { LocalHelpdeskParams } from '../local-helpdesk/local-helpdesk.params.js';
import { LocalHelpdesk } from '../local-helpdesk/local-helpdesk.service.js';
import { LabelRules } from './label-rules.params.js';
import { RulesClassifierParams } from './rules-classifier.params.js';
import { RulesClassifier } from './rules-classifier.service.js';

/** What a person would have done with each mail, and what an import of all of them must come to. */
interface Expected {
  readonly import: { readonly tickets: number; readonly notes: number; readonly known: number; readonly broken: number };
  readonly mails: Readonly<Record<string, { readonly queue: string; readonly priority: string }>>;
}

const example = join(dirname(fileURLToPath(import.meta.url)), '../../../examples/first-run');
const expected = JSON.parse(readFileSync(join(example, 'expected.json'), 'utf8')) as Expected;
const config = load(readFileSync(join(example, 'config.yml'), 'utf8')) as { otai: { services: Record<string, { params: object }> } };

function paramsOf(service: string): object {
  return config.otai.services[service]?.params ?? {};
}

function rules(service: string): RulesClassifier {
  const params = Object.assign(new RulesClassifierParams(), paramsOf(service));
  const labels = Object.entries(params.labels).map(([label, given]) => [label, Object.assign(new LabelRules(), given)] as const);
  expect(labels.flatMap(([, rule]) => validateSync(rule))).toEqual([]);
  return new RulesClassifier(Object.assign(params, { labels: Object.fromEntries(labels) }));
}

const sourceOf = ({ raw }: Ticket) => (raw as { source: string }).source;

describe('the mails of the first run', () => {
  const warnings: string[] = [];
  let helpdesk: LocalHelpdesk;
  let tickets: readonly Ticket[];

  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'otai-first-run-')), 'tickets.jsonl');
    const params = Object.assign(new LocalHelpdeskParams(), paramsOf('helpdesk'), { file });
    const logger = Object.assign(new Logger(), { log: () => undefined, warn: (message: string) => warnings.push(message) });
    helpdesk = new LocalHelpdesk(params, new ServiceContext('helpdesk', {}, logger, example));
    await helpdesk.onModuleInit();
    ({ tickets } = await helpdesk.findTickets({ queue: { name: 'Incoming' } }));
  });
  afterAll(() => helpdesk.onApplicationShutdown());

  const ticketOf = (source: string) => tickets.find((ticket) => sourceOf(ticket) === source);

  it('all become tickets or notes; none is lost, none is there twice', async () => {
    expect(warnings).toEqual([]);
    expect(tickets.map(sourceOf).toSorted()).toEqual(Object.keys(expected.mails).toSorted());
    expect(tickets).toHaveLength(expected.import.tickets);
    expect(tickets.flatMap(({ notes }) => notes)).toHaveLength(expected.import.notes);
    const { tickets: made, notes, known, broken } = expected.import;
    expect(await helpdesk.importMails()).toEqual({ tickets: 0, notes: 0, known: made + notes + known, broken });
  });

  it('keep their text as text, whatever it looks like', () => {
    expect([ticketOf('13-subject-is-a-number.eml')?.subject, ticketOf('14-body-is-a-list.eml')?.body]).toEqual(['2024', '[1, 2]']);
    expect(ticketOf('12-hostile.eml')?.subject).toContain('{{ fail() }}');
    expect(ticketOf('03-rechnung-doppelt-abgebucht.eml')?.body).toContain('über 1.190,00 Euro');
    expect(ticketOf('09-passwort-zuruecksetzen.eml')?.subject).toBe('Passwort vergessen – Konto gesperrt');
    expect(ticketOf('older.mbox (message 1)')?.body).toContain('\nFrom the driver:');
  });

  it('bring attachments, answers and marks of machines with them', () => {
    expect(ticketOf('07-lieferung-beschaedigt.eml')?.custom_fields['attachments']).toMatchObject([{ name: 'karton.png' }, { size: 125 }]);
    expect(ticketOf('01-drucker-filiale-nord.eml')?.notes[0]?.body).toContain('"E-52"');
    const marked = ['11-abwesenheitsnotiz.eml', '19-newsletter.eml', '31-undeliverable.eml'].map((source) => ticketOf(source)?.tags);
    expect(marked).toEqual([['auto_reply'], ['bulk'], ['bounce']]);
  });

  it.each([
    ['queue', 'queue_rules', 'Unclassified', 0.9],
    ['priority', 'priority_rules', 'medium', 0.9],
  ] as const)('get the %s that a person would choose in nine of ten cases', async (field, service, fallback, accuracy) => {
    const classifier = rules(service);
    const wrong: string[] = [];
    for (const ticket of tickets) {
      const { label, confidence } = await classifier.classify({ text: `${ticket.subject}\n${ticket.body}` });
      const wanted = expected.mails[sourceOf(ticket)]?.[field];
      if ((label ?? fallback) !== wanted) wrong.push(`${sourceOf(ticket)}: ${label} (${confidence.toFixed(2)}), not ${wanted}`);
    }
    const reached = 1 - wrong.length / tickets.length;
    expect({ wrong, isEnough: reached >= accuracy }).toEqual({ wrong, isEnough: true });
  });

  it('cannot talk the rules into anything', async () => {
    const { subject = '', body = '' } = ticketOf('12-hostile.eml') ?? {};
    const text = `${subject}\n${body}`;
    expect(text).toContain('Ignore all previous instructions');
    expect((await rules('queue_rules').classify({ text })).label).toBeNull();
    expect((await rules('priority_rules').classify({ text })).label).toBeNull();
  });
});
