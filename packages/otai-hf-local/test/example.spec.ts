import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalHelpdesk } from '../../../src/base/local-helpdesk/local-helpdesk.service.js';
import { bootOtai, type BootedOtai } from 'open-ticket-ai/testing';
import type { HFClassificationService } from '../src/index.js';
import HfLocalPlugin from '../src/plugin.js';

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));

interface Expected {
  readonly mails: Readonly<Record<string, { readonly queue: string }>>;
}

describe('the example with a model', () => {
  let folder: string;
  let app: BootedOtai;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otai-example-'));
    for (const part of ['first-run', 'first-run-model'])
      cpSync(join(EXAMPLES, part), join(folder, part), { recursive: true, filter: (path) => !path.includes('.otai') });
    const config = readFileSync(join(EXAMPLES, 'first-run-model', 'config.yml'), 'utf8').replace(
      / {2}plugins:\n {4}- name: otai-hf-local\n/,
      '',
    );
    app = await bootOtai(config, { plugins: [HfLocalPlugin], cwd: join(folder, 'first-run-model') });
  });

  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('has a model that is right about 55 of the 60 held-out texts, as its README says', async () => {
    const model = app.service<HFClassificationService>('queue_model');
    const lines = readFileSync(join(EXAMPLES, 'first-run-model', 'train', 'heldout.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const queues: Readonly<Record<string, string>> = { billing: 'Billing', hr: 'Unclassified' };
    const right = await Promise.all(
      lines.map(async (line) => {
        const { text, queue } = JSON.parse(line) as { text: string; queue: string };
        const { labels } = await model.classify({ text });
        return labels[0]?.label === (queues[queue] ?? 'IT Support');
      }),
    );
    expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(55);
  });

  it('sorts the mails by rules, then by the model, and leaves the rest to people', async () => {
    const result = await app.run('route_tickets');
    expect(result.steps.get('each')).toMatchObject({ data: { failed_count: 0 } });
    const { tickets } = await app.service<LocalHelpdesk>('helpdesk').findTickets({ limit: 100 });
    const { mails } = JSON.parse(readFileSync(join(EXAMPLES, 'first-run', 'expected.json'), 'utf8')) as Expected;
    const wanted = countEach(Object.values(mails).map(({ queue }) => queue));
    // Two mails, one about an invoice in a portal, are left to a person; none is in a wrong queue.
    expect(countEach(tickets.map(({ queue }) => queue?.name ?? ''))).toEqual({
      ...wanted,
      'IT Support': (wanted['IT Support'] ?? 0) - 1,
      Logistics: (wanted['Logistics'] ?? 0) - 1,
      Unclassified: (wanted['Unclassified'] ?? 0) + 2,
    });
    const deciders = countEach(tickets.map(({ notes }) => /\((rules|model), confidence/.exec(notes.at(-1)?.body ?? '')?.[1] ?? 'no note'));
    // The three mails that machines sent, which the model was asked about too, get none.
    expect(deciders).toEqual({ rules: 20, model: 8, 'no note': 3 });
  });
});

function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
