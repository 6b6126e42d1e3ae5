import { performance } from 'node:perf_hooks';
import type { RunEvent } from '../../pipeline/run-events.js';
import type { CliIo } from '../cli-io.js';
import { count, milliseconds, oneLine } from '../printable.js';
import type { RunSummary } from './run-summary.js';

/** Faster than this nobody reads, and terminals are slow. */
const PAUSE = 80;

/** Shows where a run is: one line that changes on a terminal, a line for each outer step elsewhere. */
export class Progress {
  #shown = 0;

  constructor(private readonly io: CliIo) {}

  show(event: RunEvent, summary: RunSummary): void {
    if (event.type === 'run_finished') this.io.status('');
    else if (this.io.isTty) this.#update(event, summary);
    else this.#print(event);
  }

  #update(event: RunEvent, { steps, rows, failed }: RunSummary): void {
    const now = performance.now();
    if (!('path' in event) || now - this.#shown < PAUSE) return;
    this.#shown = now;
    const counts = [count(steps, 'step'), count(rows.length, 'ticket'), ...(failed.length === 0 ? [] : [`${failed.length} failed`])];
    const line = oneLine(`${event.pipeline} · ${counts.join(', ')} · ${event.path}`);
    this.io.status(line.slice(0, this.io.columns - 1));
  }

  #print(event: RunEvent): void {
    if (event.type === 'run_started') this.io.out(`${event.pipeline}: started${event.dryRun ? ' (dry run)' : ''}`);
    if (event.type !== 'step_finished' || event.path.includes('/')) return;
    this.io.out(`${event.pipeline}: ${event.step} ${event.result.status} in ${milliseconds(event.durationMs)}`);
  }
}
