import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { AllowUnknownParams, Describe, IsDuration, Nested } from '../api/params/param.decorators.js';
import { ParamsError } from './params.error.js';
import { ParamsSchema } from './params-schema.js';

class QueueParams {
  @IsOptional()
  @IsString()
  name?: string;
}

class SearchParams {
  @Describe('How many tickets to fetch at most.', { example: 50 })
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 50;

  @IsString()
  @IsNotEmpty()
  query!: string;

  @IsOptional()
  @Nested(() => QueueParams)
  queue?: QueueParams;

  @IsString({ each: true })
  tags: string[] = [];

  @IsOptional()
  @IsIn(['low', 'medium', 'high'])
  priority?: string;

  @IsDuration()
  every = 60_000;
}

@AllowUnknownParams()
class OpenParams {}

const schema = ParamsSchema.of(SearchParams);

function problemsOf(type: new () => object, raw: unknown): string {
  try {
    ParamsSchema.of(type).parse(raw);
  } catch (error) {
    if (error instanceof ParamsError) return error.message;
    throw error;
  }
  return '';
}

describe('ParamsSchema', () => {
  it('is made once for a class', () => {
    expect(ParamsSchema.of(SearchParams)).toBe(schema);
  });

  it('knows the fields in the order in which the class declares them', () => {
    expect([...schema.fields.keys()]).toEqual(['limit', 'query', 'queue', 'tags', 'priority', 'every']);
  });

  it('knows of each field what a reference wants to say', () => {
    expect(schema.fields.get('limit')).toMatchObject({
      type: { kind: 'integer' },
      required: false,
      default: 50,
      description: 'How many tickets to fetch at most.',
      example: 50,
    });
    expect(schema.fields.get('limit')?.constraints).toContainEqual({
      name: 'min',
      arguments: [1],
      each: false,
      text: 'must not be less than 1',
    });
    expect(schema.fields.get('query')).toMatchObject({ required: true, default: undefined, type: { kind: 'text' } });
    expect(schema.fields.get('queue')?.type.schema).toBe(ParamsSchema.of(QueueParams));
    expect(schema.fields.get('tags')?.type).toMatchObject({ kind: 'list', element: { kind: 'text' } });
    expect([schema.allowsUnknown, ParamsSchema.of(OpenParams).allowsUnknown]).toEqual([false, true]);
    expect(schema.fields.get('priority')?.type).toMatchObject({ kind: 'enum', values: ['low', 'medium', 'high'] });
  });
});

describe('parse', () => {
  it('gives a frozen instance of the class with defaults filled in', () => {
    const params = schema.parse({ query: 'printer', queue: { name: 'Incoming' } });
    expect(params).toBeInstanceOf(SearchParams);
    expect(params).toEqual(
      Object.assign(new SearchParams(), { query: 'printer', queue: Object.assign(new QueueParams(), { name: 'Incoming' }) }),
    );
    expect(params.queue).toBeInstanceOf(QueueParams);
    expect([params, params.queue, params.tags].every(Object.isFrozen)).toBe(true);
  });

  it('reports every problem at once, each with its path', () => {
    const message = problemsOf(SearchParams, {
      limit: 0,
      tags: ['a', 5],
      queue: { name: 7 },
      priority: 'hgih',
      limt: 3,
      every: '5 parsecs',
    });
    expect(message.split('\n')).toEqual([
      'query is missing',
      'queue.name must be a text; write it in quotes: "7"',
      'tags[1] must be a text; write it in quotes: "5"',
      'every must be a length of time such as 60s, 5m, 1h30m, PT60S, 0:01:00 or a number of seconds, but is "5 parsecs"',
      'limt is not a known param (did you mean "limit"?)',
      'limit must not be less than 1, but is 0',
      'priority must be one of: low, medium, high, but is "hgih" (did you mean "high"?)',
    ]);
  });
});
