import { ArrayNotEmpty, ArrayUnique, IsArray, IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import { Describe } from '../../api/params/param.decorators.js';
import { IsOneOfField, IsTextOrTexts } from './param-checks.js';

const NOT_TWICE = { message: '$property must not name anything twice' };

/** A list of names of which none is empty or there twice. */
function Names(options: { readonly atLeast: 0 | 1 }): PropertyDecorator {
  const notEmpty = options.atLeast === 0 ? [] : [ArrayNotEmpty({ message: '$property must name at least one' })];
  const checks = [IsArray(), IsString({ each: true }), IsNotEmpty({ each: true }), ArrayUnique(NOT_TWICE), ...notEmpty];
  return (prototype, field) => {
    for (const check of checks) check(prototype, field);
  };
}

/** The params of `base:local_helpdesk`. Paths are relative to the config file. */
export class LocalHelpdeskParams {
  @IsString()
  @IsNotEmpty()
  @Describe('The file the tickets are kept in. It is made when it is missing.', { example: '.otai/tickets.jsonl' })
  file: string = '.otai/tickets.jsonl';

  @IsOptional()
  @IsTextOrTexts()
  @Describe('What to import at the start: a folder of .eml and .mbox files, one such file, or a list of them. Default: nothing.', {
    example: 'mails',
  })
  mails?: string | string[];

  @Names({ atLeast: 1 })
  @Describe('The queues of this helpdesk.', { example: ['Incoming', 'Billing', 'Unclassified'] })
  queues: string[] = ['Incoming'];

  @IsOptional()
  @IsOneOfField('queues')
  @Describe('Where imported mails and tickets without a queue land. Default: the first of `queues`.')
  incoming_queue?: string;

  @Names({ atLeast: 1 })
  @Describe('The priorities of this helpdesk, the least urgent first.')
  priorities: string[] = ['low', 'medium', 'high', 'critical'];

  @IsOptional()
  @IsOneOfField('priorities')
  @Describe('The priority of imported mails and of tickets made without one. Default: none.', { example: 'medium' })
  default_priority?: string;

  @Names({ atLeast: 1 })
  @Describe('The states of this helpdesk. A new ticket has the first of them.')
  states: string[] = ['new', 'open', 'pending', 'closed'];

  @Names({ atLeast: 0 })
  @Describe('The types that a ticket can have. A new ticket has none.')
  types: string[] = ['question', 'incident', 'request', 'problem'];

  @Names({ atLeast: 0 })
  @Describe('The agents who can own a ticket, by name or e-mail address. Default: anybody.', { example: ['Service Desk'] })
  agents: string[] = [];

  @IsInt()
  @Min(1000)
  @Describe('Mails of more bytes are reported and not imported.')
  max_mail_size: number = 10_000_000;

  @IsInt()
  @Min(100)
  @Describe('Of a longer mail text, only so many characters are kept.')
  max_body_length: number = 200_000;
}
