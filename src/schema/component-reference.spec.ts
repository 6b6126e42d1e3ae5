import { IsArray, IsEmail, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { Describe, IsDuration, IsSecret, Nested, NoParams, Pipe, PipeResult, type Secret } from 'open-ticket-ai';
import { readComponentMetadata } from '../api/metadata.js';
import type { Component } from '../discovery/component.js';
import { describeComponent, type ComponentReference } from './component-reference.js';

class TreeParams {
  @IsString()
  label!: string;

  @IsOptional()
  @Nested(() => TreeParams, { container: 'list' })
  children?: TreeParams[];
}

class MailParams {
  @Describe('Who gets it.', { example: 'desk@example.com' })
  @IsEmail()
  to!: string;

  @IsInt()
  @Min(1)
  @Max(9)
  copies = 1;

  @IsDuration()
  wait = 90_000;

  @IsIn(['low', 'high'])
  urgency: 'low' | 'high' = 'low';

  @IsArray()
  @IsEmail({}, { each: true })
  more: string[] = [];

  @IsSecret()
  token!: Secret;

  @Nested(() => TreeParams)
  tree!: TreeParams;
}

@Pipe('mail', { params: MailParams, description: 'Sends a mail.' })
class MailPipe {
  execute() {
    return PipeResult.succeeded();
  }
}

function referenceOf(type: typeof MailPipe): ComponentReference {
  const metadata = readComponentMetadata('pipe', type);
  const component = { ...metadata, plugin: 'post', type, contracts: [] } as unknown as Component;
  return describeComponent(component);
}

describe('the reference of a component', () => {
  it('says how a config names it and what it is for', () => {
    expect(referenceOf(MailPipe)).toMatchObject({
      kind: 'pipe',
      use: 'post:mail',
      className: 'MailPipe',
      plugin: 'post',
      description: 'Sends a mail.',
      injects: [],
      allowsUnknownParams: false,
    });
  });

  it('tells each param as YAML says it, from the params class alone', () => {
    const [to, copies, wait, urgency, more, token] = referenceOf(MailPipe).params;
    expect(to).toEqual({
      name: 'to',
      type: 'text',
      required: true,
      default: null,
      description: 'Who gets it.',
      example: 'desk@example.com',
      rules: ['must be an e-mail address'],
      params: [],
    });
    expect(copies).toMatchObject({
      type: 'whole number',
      required: false,
      default: 1,
      rules: ['must not be less than 1', 'must not be greater than 9'],
    });
    expect(wait).toMatchObject({ type: 'length of time', default: '90s' });
    expect(urgency).toMatchObject({ type: 'one of: low, high', default: 'low', rules: [] });
    expect(more).toMatchObject({ type: 'list of text', default: [], rules: ['each must be an e-mail address'] });
    expect(token).toMatchObject({ type: 'secret text', required: true });
  });

  it('tells nested params once, also when they hold themselves', () => {
    const tree = referenceOf(MailPipe).params.find(({ name }) => name === 'tree');
    expect(tree?.params.map(({ name, type, params }) => ({ name, type, params }))).toEqual([
      { name: 'label', type: 'text', params: [] },
      { name: 'children', type: 'list of object', params: [] },
    ]);
  });

  it('of a class without params is short', () => {
    const component = { kind: 'trigger', plugin: null, name: 'bell', type: class Bell {}, params: NoParams, injects: {}, contracts: [] };
    expect(describeComponent(component as unknown as Component)).toMatchObject({
      use: 'bell',
      plugin: null,
      description: null,
      params: [],
    });
  });
});
