import { ModelProblem } from './model-problem.js';
import type { Frame, TokenSequence } from './tokenizer/frame.js';
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

/** What texts are fitted into. */
export interface Room {
  readonly encoder: TextEncoder;
  /** The longest sequence of the model. */
  readonly limit: number;
  /** What stands around the text; one sequence is made for each. Default: special tokens. */
  readonly frames?: readonly Frame[] | undefined;
}

/** A text as the model reads it. */
export interface FittedText {
  /** One sequence of ids for each frame; with `windows` so many for each part of the text. */
  readonly sequences: readonly TokenSequence[];
  /** Whether a part of the text is in no sequence. */
  readonly truncated: boolean;
}

/**
 * Cuts a text so that what stands around it is always kept. `head` is what the reference does, with pairs, too (`only_first`).
 *
 * @throws ModelProblem when the second text of a pair leaves no room
 */
export function fitText(text: string, room: Room, fitting: Fitting): FittedText {
  const { encoder, frames = [encoder.frame] } = room;
  const rooms = frames.map((frame) => roomIn(frame, room, fitting));
  const body = encoder.bodyOf(text, enough(encoder, fitting, Math.max(...rooms)));
  if (fitting.strategy === 'windows') return windows(body, { ...fitting, frames, room: Math.min(...rooms) });
  return {
    sequences: frames.map((frame, i) => frame.around(cut(body, rooms[i] ?? 0, { encoder, fitting }))),
    truncated: rooms.some((own) => body.length > own),
  };
}

function roomIn(frame: Frame, { limit, frames }: Room, { maxLength = Infinity }: Fitting): number {
  const room = Math.min(limit, maxLength) - frame.size;
  if (room >= 1 || frames === undefined) return Math.max(1, room);
  throw new ModelProblem({
    problem: 'no_room',
    message: `the model reads ${Math.min(limit, maxLength)} tokens at once, and a hypothesis takes ${frame.size} of them: none is left for the text`,
    hint: 'shorten hypothesis_template, labels or phrases, or raise max_length',
  });
}

function enough(encoder: TextEncoder, { strategy, overlap, maxWindows }: Fitting, room: number): number {
  if (strategy === 'windows') return room + (maxWindows - 1) * step(room, overlap);
  return strategy === 'head' && encoder.settings.truncationSide === 'right' ? room : Infinity;
}

function cut(
  body: readonly number[],
  room: number,
  { encoder, fitting }: { readonly encoder: TextEncoder; readonly fitting: Fitting },
): readonly number[] {
  if (body.length <= room) return body;
  if (fitting.strategy === 'head_tail') return headAndTail(body, room);
  return encoder.settings.truncationSide === 'left' ? body.slice(-room) : body.slice(0, room);
}

/** A fourth from the front, as what is said first and what is said last weigh most; the rest from the end. */
function headAndTail(body: readonly number[], room: number): readonly number[] {
  const head = Math.floor(room / 4);
  return [...body.slice(0, head), ...body.slice(body.length - (room - head))];
}

interface Windows {
  readonly overlap: number;
  readonly maxWindows: number;
  readonly frames: readonly Frame[];
  /** The smallest of the frames, so that they all see the same parts. */
  readonly room: number;
}

function windows(body: readonly number[], { overlap, maxWindows, frames, room }: Windows): FittedText {
  const sequences: TokenSequence[] = [];
  let end = 0;
  let start = 0;
  for (let count = 0; count < maxWindows && (count === 0 || end < body.length); count++, start += step(room, overlap)) {
    end = start + room;
    const piece = body.slice(start, end);
    sequences.push(...frames.map((frame) => frame.around(piece)));
  }
  return { sequences, truncated: end < body.length };
}

function step(room: number, overlap: number): number {
  return Math.max(1, room - Math.min(overlap, Math.floor(room / 2)));
}
