import type { BreakerEntry, JournalConfig, LimitsEntry, PipelineEntry, QuarantineEntry } from '../../config/otai-config.js';
import { readJournal } from '../../config/journal.reader.js';
import { ProblemList } from '../../config/problem-list.js';
import { DEFAULT_SAFETY } from '../../config/safety.reader.js';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;
const SIZES = [
  ['GB', 1e9],
  ['MB', 1e6],
] as const;

/** Where runs are remembered, and for how long, as lines. @param location - the journal's own word for where it is */
export function journalLines(config: JournalConfig, location: string): string[] {
  const byDefault = readJournal({ value: undefined, path: [], problems: new ProblemList({ name: '' }) });
  const line = (name: string, show: (journal: JournalConfig) => string): string => withDefault(name, show(config), show(byDefault));
  return [
    `journal: ${location}${config.url === undefined ? ' (default)' : ''}`,
    ...(location === 'memory'
      ? []
      : [line('keep', ({ keep }) => time(keep)), line('keep_tickets', ({ keepTickets }) => time(keepTickets))]),
    ...(location.startsWith('sqlite:') ? [line('max_size', ({ maxSize }) => size(maxSize))] : []),
    ...(location === 'memory' ? [] : [line('store_texts', ({ storeTexts }) => String(storeTexts))]),
    ...(location === 'memory' ? [] : [line('note_reference', ({ noteReference }) => noteReference)]),
  ];
}

/** What keeps a pipeline from doing harm, as lines. */
export function safetyLines({ mode = 'live', safety, trigger }: PipelineEntry): string[] {
  const { quarantine, limits, breaker } = safety;
  return [
    withDefault('mode', mode, 'live'),
    withDefault('quarantine', describeQuarantine(quarantine), describeQuarantine(DEFAULT_SAFETY.quarantine)),
    withDefault('limits', describeLimits(limits), describeLimits(DEFAULT_SAFETY.limits)),
    ...(trigger === undefined ? [] : [withDefault('breaker', describeBreaker(breaker), describeBreaker(DEFAULT_SAFETY.breaker))]),
  ].map((line) => line.trim());
}

function withDefault(name: string, value: string, byDefault: string): string {
  return `  ${name}: ${value}${value === byDefault ? ' (default)' : ''}`;
}

function describeQuarantine({ after, pause }: QuarantineEntry): string {
  return `after ${after}, pause ${time(pause)}`;
}

function describeLimits({ writesPerMinute, writesPerTicket }: LimitsEntry): string {
  return `writes_per_minute ${writesPerMinute ?? 'off'}, writes_per_ticket ${writesPerTicket ?? 'off'}`;
}

function describeBreaker(breaker: BreakerEntry | undefined): string {
  return breaker === undefined ? 'off' : `after ${breaker.after}, pause ${time(breaker.pause)}, max ${time(breaker.max)}`;
}

function time(ms: number): string {
  const [unit, length] = UNITS.find((candidate) => ms > 0 && ms % candidate[1] === 0) ?? ['s', 1000];
  return `${ms / length}${unit}`;
}

function size(bytes: number): string {
  const [unit, length] = SIZES.find((candidate) => bytes % candidate[1] === 0) ?? ['B', 1];
  return `${bytes / length}${unit}`;
}
