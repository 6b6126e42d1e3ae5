import { didYouMean } from '../api/did-you-mean.js';
import { Secret } from '../api/secret.js';
import type { FieldSchema } from './field-schema.js';
import { ParamsClassError } from './params-class.error.js';
import type { Path, Problems } from './problems.js';
import type { Rule } from './rule.js';

/** Thrown by the preview of a params object when a rule looks at a field whose value only a run can tell. */
export class NotYetKnown extends Error {}

/** A field of a params object that stands before its rules. */
export interface Case {
  readonly field: FieldSchema;
  readonly path: Path;
  /** Whether a template gave the value. */
  readonly rendered: boolean;
  /** What conversion found wrong with a field under `@ValidateIf`: it counts only when the condition holds. */
  readonly held: Problems | undefined;
}

type Params = Record<string, unknown>;

/** Applies the conditions and rules of a field to its value in `params`. */
export function judge(item: Case, params: Params, problems: Problems): void {
  const { field } = item;
  const value = params[field.name];
  if (field.conditions.length > 0) {
    if (!applies(item, params, problems)) return;
    if (item.held !== undefined && item.held.count > 0) return problems.addAll(item.held);
    if (value === undefined && !field.isOptional) return problems.push({ kind: 'missing', path: item.path, message: 'is missing' });
  }
  if ((value === undefined || value === null) && field.isOptional) return;
  for (const rule of field.rules) applyRule(rule, item, { params, problems });
}

/** Whether the conditions of a field hold. One that throws makes a problem, for nobody knows what it would have said. */
function applies(item: Case, params: Params, problems: Problems): boolean {
  const { conditions, name } = item.field;
  try {
    return conditions.every((condition) => condition(params, reveal(params[name])));
  } catch (error) {
    failCheck('its @ValidateIf condition', item, { params, problems, error });
    return false;
  }
}

/** Applies only the rules that need nothing but the value: other fields of the object are wrong, so it must not be shown to anybody. */
export function judgeAlone(item: Case, params: Params, problems: Problems): void {
  const { field } = item;
  const value = params[field.name];
  if (field.conditions.length > 0 || ((value === undefined || value === null) && field.isOptional)) return;
  for (const rule of field.rules) if (rule.test !== undefined) applyRule(rule, item, { params, problems });
}

interface Bench {
  readonly params: Params;
  readonly problems: Problems;
}

function applyRule(rule: Rule, item: Case, bench: Bench): void {
  const value = bench.params[item.field.name];
  const elements = rule.each ? elementsOf(value) : undefined;
  if (elements === undefined) return applyTo(value, rule, item, bench);
  for (const [index, element] of elements.entries()) applyTo(element, rule, { ...item, path: [...item.path, index] }, bench);
}

function applyTo(value: unknown, rule: Rule, item: Case, { params, problems }: Bench): void {
  try {
    if (rule.holds(value, params)) return;
    const message = rule.describe({ value, owner: params, rendered: item.rendered });
    problems.add(item.path, message + unitOf(item.field), hintFor(rule, value));
  } catch (error) {
    failCheck(rule.name, item, { params, problems, error });
  }
}

/** A validator or a condition threw. What it says about a secret is not repeated. */
function failCheck(checker: string, item: Case, { params, problems, error }: Bench & { readonly error: unknown }): void {
  if (error instanceof NotYetKnown || error instanceof ParamsClassError) throw error;
  const isSecret = params[item.field.name] instanceof Secret;
  const reason = isSecret || !(error instanceof Error) ? '' : `: ${error.message}`;
  problems.add(item.path, `could not be checked by ${checker}${reason}`);
  if (!isSecret) problems.addCause(error);
}

/** Rules of a duration count in milliseconds, whatever the YAML counts in. */
function unitOf(field: FieldSchema): string {
  return field.type.kind === 'duration' ? ' (milliseconds)' : '';
}

function hintFor(rule: Rule, value: unknown): string | undefined {
  if (!rule.isBuiltIn || typeof value !== 'string' || (rule.name !== 'isIn' && rule.name !== 'isEnum')) return undefined;
  const values = rule.constraints[rule.name === 'isIn' ? 0 : 1] as readonly unknown[];
  const near = didYouMean(
    value,
    values.filter((member) => typeof member === 'string'),
  );
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/** What `each` goes through; a value that holds nothing is judged itself, as class-validator does. */
function elementsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Set || value instanceof Map ? [...value.values()] : undefined;
}

function reveal(value: unknown): unknown {
  return value instanceof Secret ? value.reveal() : value;
}
