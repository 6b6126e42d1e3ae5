import { IsArray, IsIn, IsInt, IsISO8601, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { Describe, IsTicketId, Nested } from '../api/params/param.decorators.js';
import { CONTENT_TYPES, VISIBILITIES, type ContentType, type Visibility } from '../api/tickets/ticket.js';
import { NamesOne } from './names-one.js';

const NOT_A_TIME = 'must be a time in ISO 8601, such as 2026-01-31 or 2026-01-31T08:00:00Z';

/** A queue, priority, state or type, by id or by name. */
export class EntityRefParams {
  @Describe('Its id; wins over the name.')
  @IsOptional()
  @IsTicketId()
  id?: string;

  @Describe('Its name, as the helpdesk writes it.', { example: 'IT::Hardware' })
  @IsOptional()
  @IsString()
  name?: string;
}

/** An agent or a customer, by id, e-mail address or name. */
export class PersonParams {
  @Describe('Its id; wins over the others.')
  @IsOptional()
  @IsTicketId()
  id?: string;

  @Describe('The e-mail address.')
  @IsOptional()
  @IsString()
  email?: string;

  @Describe('The name, or the login where the helpdesk has logins.')
  @IsOptional()
  @IsString()
  name?: string;
}

/** A note to be written. */
export class NoteParams {
  @Describe('The subject line of the note.')
  @IsOptional()
  @IsString()
  subject?: string;

  @Describe('The text of the note.')
  @IsString()
  body!: string;

  @Describe('How the body is to be read.')
  @IsIn(CONTENT_TYPES)
  content_type: ContentType = 'text/plain';

  @Describe('Who may read it: agents only (internal), or the customer too (public).')
  @IsIn(VISIBILITIES)
  visibility: Visibility = 'internal';
}

/** What an update changes; what is absent stays as it is. */
export class TicketUpdateParams {
  @Describe('The new subject.')
  @IsOptional()
  @IsString()
  subject?: string;

  @Describe('The new text.')
  @IsOptional()
  @IsString()
  body?: string;

  @Describe('The queue to move the ticket to.', { example: { name: 'IT::Hardware' } })
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  queue?: EntityRefParams;

  @Describe('The new priority.', { example: { name: 'high' } })
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  priority?: EntityRefParams;

  @Describe('The new state.')
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  state?: EntityRefParams;

  @Describe('The new type.')
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  type?: EntityRefParams;

  @Describe('The agent who is to own the ticket.')
  @IsOptional()
  @NamesOne(() => PersonParams)
  owner?: PersonParams;

  @Describe('The customer the ticket belongs to.')
  @IsOptional()
  @NamesOne(() => PersonParams)
  customer?: PersonParams;

  @Describe('All tags: those the ticket has now are replaced.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  tags?: string[];

  @Describe('Tags to add.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  add_tags?: string[];

  @Describe('Tags to remove.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  remove_tags?: string[];

  @Describe('Custom fields by name; those not named stay as they are.')
  @IsOptional()
  @IsObject()
  custom_fields?: Record<string, unknown>;

  @Describe('A note written together with the update, in one write where the helpdesk can.')
  @IsOptional()
  @Nested(() => NoteParams)
  note?: NoteParams;
}

/** Which tickets to find. All given criteria must hold. */
export class TicketSearchParams {
  @Describe('The queue they are in.', { example: { name: 'Incoming' } })
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  queue?: EntityRefParams;

  @Describe('The state they are in.')
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  state?: EntityRefParams;

  @Describe('Their type.')
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  type?: EntityRefParams;

  @Describe('Their priority.')
  @IsOptional()
  @NamesOne(() => EntityRefParams)
  priority?: EntityRefParams;

  @Describe('The agent who owns them.')
  @IsOptional()
  @NamesOne(() => PersonParams)
  owner?: PersonParams;

  @Describe('The customer they belong to.')
  @IsOptional()
  @NamesOne(() => PersonParams)
  customer?: PersonParams;

  @Describe('Tags they must all have.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  tags?: string[];

  @Describe('Tags they must not have, not one of them: what a pipeline tags when it is done with a ticket.', { example: ['ai-done'] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  without_tags?: string[];

  @Describe('Custom fields by name, with the value they must have; null: the field must be empty.')
  @IsOptional()
  @IsObject()
  custom_fields?: Record<string, unknown>;

  @Describe('Created at this time or later.', { example: '2026-01-31T00:00:00Z' })
  @IsOptional()
  @IsISO8601({}, { message: NOT_A_TIME })
  created_since?: string;

  @Describe('Changed at this time or later.', { example: '2026-01-31T00:00:00Z' })
  @IsOptional()
  @IsISO8601({}, { message: NOT_A_TIME })
  updated_since?: string;

  @Describe('Which come first. The oldest first means that no ticket waits for ever.')
  @IsIn(['oldest_first', 'newest_first'])
  order: 'oldest_first' | 'newest_first' = 'oldest_first';

  @Describe('The most tickets to fetch in one run.')
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit = 50;

  @Describe('How many to leave out at the front.')
  @IsInt()
  @Min(0)
  offset = 0;
}
