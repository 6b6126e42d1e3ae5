import * as fc from 'fast-check';
import { aRun, aStep, aWrite, runId } from '../../../test/support/journal-entries.js';
import { recordToJson } from './run-json.js';
import { runReport } from './run-report.js';

const ERROR = { code: 'OTAI_PIPE_FAILED', message: 'the printer\nis on fire', retryable: false };

describe('what is told of a run', () => {
  it('is where it stands, its steps as a tree, and what it wrote', () => {
    const steps = [
      aStep('fetch'),
      aStep('each[7]/classify', { durationMs: 1500, attempts: 3 }),
      aStep('each[7]/group/move'),
      aStep('each[7]/group/move#2', { state: 'skipped', reason: 'its condition (if) is false' }),
      aStep('each[INC/8]/classify', { state: 'failed', error: ERROR }),
      aStep('each[INC/8]/classify[on_error]/tell'),
      aStep('each', { durationMs: 90 }),
    ];
    const note = { visibility: 'internal', content_type: 'text/plain', length: 17, reference: 'otai-7k2m9x4qza' };
    const writes = [
      aWrite({
        before: '{"queue":{"id":"1","name":"Incoming"},"subject":{"withheld":3}}',
        after: '{"queue":{"id":"2","name":"IT"},"subject":{"withheld":4}}',
      }),
      aWrite({ path: 'note', operation: 'addNote', before: null, after: JSON.stringify(note), noteId: '12', state: 'intended' }),
      aWrite({
        path: 'tag',
        ticketId: 'INC/8',
        after: '{"add_tags":["vip"],"custom_fields":{"level":2}}',
        before: null,
        state: 'taken_back',
      }),
    ];
    expect(runReport({ run: aRun({ ticket: '7', resumptions: 1 }), steps, writes })).toBe(`run ${runId('a')}
pipeline   route
state      succeeded
started    2026-11-02 12:00:00
finished   2026-11-02 12:00:00, 120 ms at work
resumed    1 time
ticket     7

Steps
  fetch             succeeded    5 ms
  each              succeeded   90 ms
    [7]
      classify      succeeded   1.5 s  3 attempts
      group
        move        succeeded    5 ms
        move#2      skipped      5 ms  its condition (if) is false
    [INC/8]
      classify      failed       5 ms  the printer is on fire [OTAI_PIPE_FAILED]
        [on_error]
          tell      succeeded    5 ms

Written
  ticket 7 of desk
    subject: (3 characters, not kept) → (4 characters, not kept)
    queue: Incoming → IT
    note: internal, id 12, [otai-7k2m9x4qza]: (17 characters, not kept) (not known whether it was written)
  ticket INC/8 of desk
    add_tags: not known → vip (taken back)
    custom_fields.level: not known → 2 (taken back)`);
  });

  it('says what a run was started with, and why it failed', () => {
    const failed = aRun({ state: 'failed', error: ERROR, input: '{"id":7}', dryRun: true });
    expect(runReport({ run: failed, steps: [], writes: [] })).toContain(`
state      failed (dry run)
started    2026-11-02 12:00:00
finished   2026-11-02 12:00:00, 120 ms at work
input      {"id":7}
error      the printer is on fire [OTAI_PIPE_FAILED]`);
    expect(runReport({ run: aRun({ inputWithheld: true }), steps: [], writes: [] })).toContain('\ninput      withheld');
  });

  it('says what a dry run would have written, and what a new ticket was made of', () => {
    const write = aWrite({
      operation: 'createTicket',
      ticketId: null,
      before: null,
      after: '{"queue":{"id":null,"name":"IT"},"tags":[]}',
      dryRun: true,
    });
    expect(runReport({ run: aRun({ dryRun: true }), steps: [], writes: [write] })).toContain(`
Would have been written (dry run)
  ticket (new) of desk
    created
    queue: IT
    tags: none`);
  });

  it('stays in its lines whatever paths, reasons and values hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const steps = [aStep(text, { reason: text })];
        const writes = [aWrite({ ticketId: text, after: JSON.stringify({ tags: [text], custom_fields: { [text]: text } }) })];
        const lines = runReport({ run: aRun({ pipeline: text }), steps, writes }).split('\n');
        expect(lines.filter((line) => line.startsWith('  ')).length).toBeGreaterThanOrEqual(3);
        // eslint-disable-next-line no-control-regex -- what must not be there
        for (const line of lines) expect(line).not.toMatch(/[\r\u001B\u009B\u202E]/u);
      }),
    );
  });
});

describe('the record of a run as JSON', () => {
  const CONFIG = { infrastructure: { journal: { storeTexts: false } } } as never;
  const TEXTS = { infrastructure: { journal: { storeTexts: true } } } as never;

  it('says which version of what made it, and has everything the journal has', () => {
    const details = { run: aRun({ input: '{"id":7}' }), steps: [aStep('fetch', { result: '{"count":2}' })], writes: [aWrite()] };
    const record: unknown = JSON.parse(recordToJson(details, CONFIG));
    expect(record).toMatchObject({
      format: 'open-ticket-ai/run',
      version: 1,
      node: process.version,
      run: { runId: runId('a'), input: { id: 7 }, startedAt: new Date(2026, 10, 2, 12).toISOString() },
      steps: [{ path: 'fetch', result: { count: 2 } }],
      writes: [{ key: 'key-move-7', before: { queue: { name: 'Incoming' } }, after: { queue: { name: 'IT' } } }],
    });
  });

  it('has no text, no note and nobody in it, also where the journal keeps texts', () => {
    const secret = 'hunter2';
    const person = { id: '5', name: secret, email: `${secret}@example.org` };
    const after = {
      subject: secret,
      body: secret,
      owner: person,
      customer: person,
      custom_fields: { room: 12, remark: secret, list: [secret] },
      note: { visibility: 'internal', length: 7, body: secret, subject: secret },
    };
    const details = {
      run: aRun({ input: JSON.stringify(secret), error: { ...ERROR, message: 'no user hunter2@example.org' } }),
      steps: [aStep('fetch', { result: JSON.stringify({ value: secret }) })],
      writes: [
        aWrite({ before: JSON.stringify(after), after: JSON.stringify(after) }),
        aWrite({ path: 'note', operation: 'addNote', after: JSON.stringify(after.note) }),
      ],
    };
    const json = recordToJson(details, TEXTS);
    expect(json).not.toContain(secret);
    expect(JSON.parse(json)).toMatchObject({
      run: { input: null, inputWithheld: true, error: { message: 'no user [email]' } },
      steps: [{ result: null, withheld: true }],
      writes: [{ after: { subject: { withheld: 7 }, owner: { id: '5' }, custom_fields: { room: 12, remark: { withheld: 7 } } } }, {}],
    });
  });
});
