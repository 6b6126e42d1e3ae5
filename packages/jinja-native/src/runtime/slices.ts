import { typeFault, valueFault } from '../errors.js';
import { characters, isSimpleText, undefinedFault } from './iterate.js';
import type { Run } from './run.js';
import { typeName } from './types.js';
import { Markup, Range, Tuple, isUndefined, type Value } from './values.js';

export interface SliceBounds {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

function boundOf(value: Value): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'bigint') return value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  throw typeFault(`The bounds of a slice must be integers or none, got ${typeName(value)}.`);
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** First index, last bound and step for a sequence of this length. */
function resolve(length: number, bounds: SliceBounds): { from: number; to: number; step: number } {
  const step = boundOf(bounds.step) ?? 1;
  if (step === 0) throw valueFault('The step of a slice cannot be 0.');
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const fix = (bound: number | undefined, fallback: number) =>
    bound === undefined ? fallback : clamp(bound < 0 ? bound + length : bound, low, high);
  return { from: fix(boundOf(bounds.start), step > 0 ? low : high), to: fix(boundOf(bounds.stop), step > 0 ? high : low), step };
}

function sliceItems<T>(items: ArrayLike<T>, bounds: SliceBounds): T[] {
  const { from, to, step } = resolve(items.length, bounds);
  const result: T[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) result.push(items[at] as T);
  return result;
}

function sliceText(run: Run, text: string, bounds: SliceBounds): string {
  run.chargeText(text.length);
  const units: string | string[] = isSimpleText(text) ? text : characters(text);
  const { from, to, step } = resolve(units.length, bounds);
  if (step === 1 && typeof units === 'string') return units.slice(from, Math.max(from, to));
  return sliceItems(units, bounds).join('');
}

function sliceRange(range: Range, bounds: SliceBounds): Range {
  const { from, to, step } = resolve(range.length, bounds);
  return new Range(range.at(from), range.at(to), range.step * step);
}

/** `object[start:stop:step]` */
export function getSlice(run: Run, object: Value, bounds: SliceBounds): Value {
  if (isUndefined(object)) throw undefinedFault(object);
  if (typeof object === 'string') return sliceText(run, object, bounds);
  if (object instanceof Markup) return new Markup(sliceText(run, object.text, bounds));
  if (object instanceof Range) return sliceRange(object, bounds);
  const items = object instanceof Tuple ? object.items : Array.isArray(object) ? (object as readonly Value[]) : undefined;
  if (items === undefined) throw typeFault(`${typeName(object)} cannot be sliced: expected a list or text.`);
  run.charge(items.length);
  const result = sliceItems(items, bounds);
  return object instanceof Tuple ? new Tuple(result) : result;
}
