import type { TextEncoder } from './tokenizer/text-encoder.js';

/** What becomes of a text that is longer than the model can read. */
export const STRATEGIES = ['head', 'head_tail', 'windows'] as const;
export type LongTextStrategy = (typeof STRATEGIES)[number];

/** How texts are fitted to a model. Lengths are in tokens. */
export interface Fitting {
  readonly strategy: LongTextStrategy;
  /** The longest sequence, special tokens included. Default: what the model allows. */
  readonly maxLength?: number | undefined;
  /** By how much a window overlaps the one before. */
  readonly overlap: number;
  /** Of a longer text, only so many windows are read. */
  readonly maxWindows: number;
}

/** A text as the model reads it. */
export interface FittedText {
  /** One sequence of ids; several with `windows`. */
  readonly sequences: readonly (readonly number[])[];
  /** Whether a part of the text is in no sequence. */
  readonly truncated: boolean;
}

/** Cuts a text so that the special tokens around it are always kept. `head` is what the reference does. */
export function fitText(text: string, encoder: TextEncoder, fitting: Fitting, limit: number): FittedText {
  const room = Math.max(1, Math.min(limit, fitting.maxLength ?? Infinity) - encoder.specials);
  const bodies = bodiesOf(encoder.bodyOf(text, enough(encoder, fitting, room)), encoder, fitting, room);
  return { sequences: bodies.pieces.map((body) => encoder.sequenceOf(body)), truncated: bodies.truncated };
}

function enough(encoder: TextEncoder, { strategy, overlap, maxWindows }: Fitting, room: number): number {
  if (strategy === 'windows') return room + (maxWindows - 1) * step(room, overlap);
  return strategy === 'head' && encoder.settings.truncationSide === 'right' ? room : Infinity;
}

interface Bodies {
  readonly pieces: readonly (readonly number[])[];
  readonly truncated: boolean;
}

function bodiesOf(body: readonly number[], encoder: TextEncoder, fitting: Fitting, room: number): Bodies {
  if (body.length <= room) return { pieces: [body], truncated: false };
  if (fitting.strategy === 'windows') return windows(body, fitting, room);
  if (fitting.strategy === 'head_tail') return { pieces: [headAndTail(body, room)], truncated: true };
  return { pieces: [encoder.settings.truncationSide === 'left' ? body.slice(-room) : body.slice(0, room)], truncated: true };
}

/** A fourth from the front, as what is said first and what is said last weigh most; the rest from the end. */
function headAndTail(body: readonly number[], room: number): readonly number[] {
  const head = Math.floor(room / 4);
  return [...body.slice(0, head), ...body.slice(body.length - (room - head))];
}

function windows(body: readonly number[], { overlap, maxWindows }: Fitting, room: number): Bodies {
  const pieces: (readonly number[])[] = [];
  let end = 0;
  for (let start = 0; end < body.length && pieces.length < maxWindows; start += step(room, overlap)) {
    end = start + room;
    pieces.push(body.slice(start, end));
  }
  return { pieces, truncated: end < body.length };
}

function step(room: number, overlap: number): number {
  return Math.max(1, room - Math.min(overlap, Math.floor(room / 2)));
}
