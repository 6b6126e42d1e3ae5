import { toPlain } from './config-node.js';
import { formatProblem } from './config-problem.js';
import { readObject } from './object.reader.js';
import { ProblemList } from './problem-list.js';

function read(value: unknown): { value: unknown; problems: string[] } {
  const problems = new ProblemList({ name: 'forRoot options' });
  const node = readObject(value, { at: { kind: 'options', source: 'forRoot options' }, problems });
  return { value: toPlain(node), problems: Array.from(problems, formatProblem) };
}

const make = (): string => 'x';

describe('An object in code', () => {
  it('is copied, and frozen as a copy', () => {
    const options = { services: { crm: { hosts: ['a'], port: undefined } } };
    const copy = read(options).value;
    expect(copy).toEqual({ services: { crm: { hosts: ['a'] } } });
    expect(Object.isFrozen(copy)).toBe(true);
    expect(Object.isFrozen(options)).toBe(false);
  });

  it('may hold anything: what is no plain object stays what it is', () => {
    const url = new URL('https://example.com');
    expect(read({ url, make }).value).toEqual({ url, make });
    expect((read({ url }).value as { url: URL }).url).toBe(url);
  });

  it('may share objects, but not hold itself', () => {
    const shared = { name: 'Incoming' };
    expect(read({ a: shared, b: shared })).toEqual({ value: { a: shared, b: shared }, problems: [] });
    const loop: Record<string, unknown> = {};
    loop['again'] = loop;
    expect(read({ loop }).problems).toEqual(['forRoot options loop.again refers to an object around it']);
  });

  it('must not reach for a prototype', () => {
    expect(read(JSON.parse('{"a": {"__proto__": {"polluted": true}}}')).problems).toEqual([
      'forRoot options a.__proto__ is not allowed as a key',
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('must not be too deep', () => {
    let deep: object = {};
    for (let i = 0; i < 10_000; i++) deep = { deep };
    expect(read(deep).problems).toEqual([expect.stringContaining('is nested more than 100 levels deep')]);
  });
});
