import { Fault, typeFault, valueFault } from '../errors.js';
import { getAttribute, getItem } from './attributes.js';
import type { Keywords } from './callables.js';
import { formatValue } from './format-spec.js';
import { quote } from './quote.js';
import type { Run } from './run.js';
import { reprOf, textOf } from './text.js';
import type { Value } from './values.js';

/** Walks a `str.format` template: text, doubled braces, and fields. */
class Formatter {
  private automatic = 0;

  constructor(
    private readonly run: Run,
    private readonly args: readonly Value[],
    private readonly keywords: Keywords,
  ) {}

  format(template: string, depth = 0): string {
    if (depth > 2) throw valueFault('The fields of this format nest too deep.');
    let result = '';
    let at = 0;
    while (at < template.length) {
      const char = template.charAt(at);
      if ((char === '{' || char === '}') && template.charAt(at + 1) === char) {
        result += char;
        at += 2;
      } else if (char === '{') {
        const end = fieldEnd(template, at);
        result += this.field(template.slice(at + 1, end), depth);
        at = end + 1;
      } else if (char === '}') throw valueFault("A single '}' in a format must be doubled.");
      else at = this.copyText(template, at, (text) => (result += text));
      this.run.chargeText(result.length);
    }
    return result;
  }

  private copyText(template: string, from: number, add: (text: string) => void): number {
    let end = from;
    while (end < template.length && template.charAt(end) !== '{' && template.charAt(end) !== '}') end++;
    add(template.slice(from, end));
    return end;
  }

  private field(body: string, depth: number): string {
    const match = /^(?<path>[^!:]*)(?:!(?<conversion>[^:]*))?(?::(?<spec>[^]*))?$/.exec(body);
    const { path = '', conversion, spec = '' } = match?.groups ?? {};
    const value = this.converted(this.resolve(path), conversion);
    return formatValue(this.run, value, spec.includes('{') ? this.format(spec, depth + 1) : spec);
  }

  private converted(value: Value, conversion: string | undefined): Value {
    if (conversion === undefined) return value;
    if (conversion === 's') return textOf(this.run, value);
    if (conversion === 'r') return typeof value === 'string' ? quote(value) : reprOf(this.run, value);
    throw valueFault(`The conversion '!${conversion}' is not supported; use !s or !r.`);
  }

  private resolve(path: string): Value {
    const steps = path.match(/^[^.[]*|\.[^.[]+|\[[^\][]*\]/g) ?? [''];
    const [first = '', ...rest] = steps;
    if (steps.join('') !== path) throw valueFault(`The field '${path}' of a format cannot be read.`);
    return rest.reduce<Value>((value, step) => this.step(value, step), this.first(first));
  }

  private step(value: Value, step: string): Value {
    if (step.startsWith('.')) return getAttribute(this.run, value, step.slice(1));
    const key = step.slice(1, -1);
    return getItem(this.run, value, /^\d+$/.test(key) ? Number(key) : key);
  }

  private first(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) return this.named(name);
    const index = name === '' ? this.automatic++ : Number(name);
    if (name !== '' && this.automatic > 0) throw valueFault('A format cannot mix {} with {0}.');
    if (index >= this.args.length) throw new Fault('VALUE', `The format wants value ${index}, but got ${this.args.length} values.`);
    return this.args[index];
  }

  private named(name: string): Value {
    if (!this.keywords.has(name)) throw new Fault('VALUE', `The format wants the named value '${name}', which is not given.`);
    return this.keywords.get(name);
  }
}

/** Index of the brace that closes the field; fields inside its spec are passed over. */
function fieldEnd(template: string, open: number): number {
  let depth = 0;
  for (let at = open; at < template.length; at++) {
    if (template.charAt(at) === '{') depth++;
    else if (template.charAt(at) === '}' && --depth === 0) return at;
  }
  throw valueFault("A '{' in a format is not closed.");
}

/** `'{} and {name:.2f}'.format(a, name=b)` */
export function formatBraces(run: Run, template: string, args: readonly Value[], keywords: Keywords): string {
  if (typeof template !== 'string') throw typeFault('format() needs text.');
  return new Formatter(run, args, keywords).format(template);
}
