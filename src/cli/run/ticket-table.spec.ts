import * as fc from 'fast-check';
import { PipeResult } from '../../api/pipe-result.js';
import type { Ticket } from '../../api/tickets/ticket.js';
import type { RunEvent } from '../../pipeline/run-events.js';
import { previewTicket } from '../../pipeline/ticket-preview.js';
import { RunSummary } from './run-summary.js';
import { ticketTable } from './ticket-table.js';

const RUN = { runId: 'r', pipeline: 'route' };

function ticket(id: string, subject: string, queue = 'Incoming'): Ticket {
  return { ...previewTicket({ subject, body: '' }), id, queue: { id: null, name: queue } };
}

function updated(path: string, before: Ticket | null, change: { queue?: { name: string }; priority?: { name: string } }): RunEvent {
  const write = { system: 'desk', operation: 'updateTicket', ticketId: before?.id ?? '1', before, change } as const;
  return { ...RUN, type: 'ticket_written', path, dryRun: false, write };
}

function noted(path: string, before: Ticket, visibility: 'internal' | 'public'): RunEvent {
  const write = { system: 'desk', operation: 'addNote', ticketId: before.id, before, change: { body: 'x', visibility } } as const;
  return { ...RUN, type: 'ticket_written', path, dryRun: false, write };
}

function classified(path: string, confidence: number): RunEvent {
  const step = path.slice(path.lastIndexOf('/') + 1);
  return { ...RUN, type: 'step_finished', step, path, result: PipeResult.succeeded({ label: 'x', confidence }), durationMs: 1 };
}

function tableOf(events: readonly RunEvent[], width = 100): string[] {
  const summary = new RunSummary();
  for (const event of events) summary.add(event);
  const lines = ticketTable(summary, width).split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('---')) + 1);
}

function headOf(events: readonly RunEvent[]): string {
  const summary = new RunSummary();
  for (const event of events) summary.add(event);
  return ticketTable(summary, 100).split('---')[0] ?? '';
}

describe('the table of written tickets', () => {
  it('has a line for each ticket, however often it was written', () => {
    const before = ticket('7', 'VPN');
    const moved = { ...before, queue: { id: null, name: 'IT' } };
    const events = [
      updated('each[7]/a', before, { queue: { name: 'IT' } }),
      updated('each[7]/b', moved, { priority: { name: 'high' } }),
      noted('each[7]/c', moved, 'public'),
    ];
    expect(tableOf(events)).toEqual(['7       VPN      Incoming → IT  high                  public']);
  });

  it('shows the confidences of the very item, those around it included, and no others', () => {
    const events = [
      classified('language', 0.9),
      classified('each[7]/classify_queue', 0.5),
      classified('each[8]/classify_queue', 0.1),
      classified('each[7]/parts[0]/classification_tone', 0.7),
      updated('each[7]/group/update', ticket('7', 'VPN'), { queue: { name: 'IT' } }),
    ];
    expect(tableOf(events)[0]).toContain('0.90 0.50');
    expect(tableOf(events).join('')).not.toMatch(/0\.10|tone/);
  });

  it('names the steps that classified once, in the head; a dot is for one that did not run', () => {
    const events = [
      classified('each[7]/classify_queue', 0.5),
      classified('each[8]/classify_queue', 0.7),
      updated('each[7]/u', ticket('7', 'VPN'), { queue: { name: 'IT' } }),
      updated('each[8]/u', ticket('8', 'Fax'), { queue: { name: 'IT' } }),
    ];
    expect(headOf(events)).toMatch(/confidence[^]*queue/);
    expect(tableOf(events).join('\n')).toMatch(/7 .* 0\.50\n8 .* 0\.70/);
    const other = [...events, classified('each[8]/classify_tone', 0.9)];
    expect(headOf(other)).toMatch(/confidence[^]*queue[^]*tone/);
    expect(tableOf(other).join('\n')).toMatch(/7 .* 0\.50 ·\n8 .* 0\.70 0\.90/);
  });

  it('names them in each line when they are too many for the head', () => {
    const steps = ['a', 'b', 'c', 'd', 'e'].map((step) => classified(`each[7]/${step}`, 0.5));
    const [line] = tableOf([...steps, updated('each[7]/u', ticket('7', 'VPN'), { queue: { name: 'IT' } })]);
    expect(line).toContain('a 0.50, b 0.50,');
  });

  it('shows a dash for a classification whose label was not taken', () => {
    const unsure = PipeResult.succeeded({
      label: 'Unclassified',
      confidence: 0.2,
      abstained: true,
      reason: 'confidence 0.20 is below 0.5',
    });
    const events: RunEvent[] = [
      { ...RUN, type: 'step_finished', step: 'classify_queue', path: 'each[7]/classify_queue', result: unsure, durationMs: 1 },
      updated('each[7]/u', ticket('7', 'VPN'), { queue: { name: 'Unclassified' } }),
    ];
    expect(tableOf(events)[0]).toContain('–');
    expect(tableOf(events)[0]).not.toContain('0.20');
  });

  it('shows what is there when nothing is known of the time before', () => {
    expect(tableOf([updated('update', null, { queue: { name: 'IT' } })])).toEqual(['1                IT']);
  });

  it('is never wider than it may be, and has a line of its own for each ticket, whatever the texts', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom('請', 'ü', 'a', ' ', '\n', '\u001B[2J', '\u202E'), maxLength: 80 }),
    );
    const row = fc.record({ subject: text, queue: text, to: text, step: text, width: fc.integer({ min: 72, max: 160 }) });
    fc.assert(
      fc.property(row, ({ subject, queue, to, step, width }) => {
        const lines = tableOf(
          [
            classified(`each[1]/${step.replaceAll(/[\]/]/g, '')}`, 0.5),
            updated('each[1]/u', ticket('1', subject, queue), { queue: { name: to } }),
          ],
          width,
        );
        expect(lines.filter((line) => line.startsWith('1 '))).toHaveLength(1);
        for (const line of lines) {
          expect(line).not.toMatch(/\p{Cc}|\u202E/u);
          expect(leastColumns(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

/** A lower bound of what a terminal needs: characters that are surely wide count twice, marks not at all. */
function leastColumns(line: string): number {
  return Array.from(line.replaceAll(/\p{M}/gu, '')).reduce(
    (sum, char) => sum + (/[\u3041-\u33FF\u4E00-\u9FFF\uAC00-\uD7A3]/.test(char) ? 2 : 1),
    0,
  );
}
