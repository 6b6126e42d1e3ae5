import type { EntityRefInput, TicketPage, TicketSearchCriteria } from 'open-ticket-ai';
import type { ArticleReader } from './article-reader.js';
import type { Call } from './call.js';
import { ClockOffset } from './clock-offset.js';
import { fieldText, type CustomFieldNames } from './custom-field-names.js';
import type { Directory } from './directory.js';
import { personKey, type People } from './people.js';
import { idOf, timeOf, type RtRecord } from './records.js';
import { LARGEST_PAGE, type RtApi } from './rt-api.js';
import type { StateNames } from './state-names.js';
import type { TicketReader } from './ticket-reader.js';
import { allOf, anyOf, compareNumber, compareText, isEmpty, type TicketSql } from './ticket-sql.js';
import type { TicketSettings } from './ticket.mapper.js';

const USUAL_LIMIT = 50;
const CURSOR = /^after-([1-9]\d{0,14})$/;

/** What a search stands on. */
export interface SearchParts {
  readonly api: RtApi;
  readonly directory: Directory;
  readonly people: People;
  readonly states: StateNames;
  readonly fields: CustomFieldNames;
  readonly reader: TicketReader;
  readonly articles: ArticleReader;
  readonly settings: TicketSettings;
}

/** Times from which on tickets are wanted, in milliseconds. */
interface Since {
  readonly created: number;
  readonly updated: number;
}

/**
 * Finds tickets by TicketSQL. Pages follow the ids, which grow with the time of creation: a page begins after the id the one before ended
 * with, so that nothing is missed or given twice while tickets change.
 */
export class TicketSearch {
  private readonly clock: ClockOffset;

  constructor(private readonly parts: SearchParts) {
    this.clock = new ClockOffset(parts.api);
  }

  async find(criteria: TicketSearchCriteria, call: Call): Promise<TicketPage> {
    const isNewestFirst = criteria.order === 'newest_first';
    const limit = Math.max(1, Math.min(criteria.limit ?? USUAL_LIMIT, LARGEST_PAGE));
    const from = { created: moment('created_since', criteria, call), updated: moment('updated_since', criteria, call) };
    const conditions = [this.place(criteria.cursor, isNewestFirst, call), ...(await this.conditions(criteria, from, call))];
    const { records, total } = await this.parts.api.search(allOf(conditions), isNewestFirst ? 'DESC' : 'ASC', limit, call.signal);
    const last = records.at(-1);
    const isLast = last === undefined || (total === null ? records.length < limit : total <= records.length);
    const wanted = records.filter((record) => isSince(record, 'Created', from.created) && isSince(record, 'LastUpdated', from.updated));
    return { tickets: await this.tickets(wanted, call), next_cursor: isLast ? null : `after-${idOf(last)}` };
  }

  private async tickets(records: readonly RtRecord[], call: Call): Promise<TicketPage['tickets']> {
    const ids = records.map((record) => idOf(record) ?? '');
    return this.parts.reader.toTickets(records, await this.parts.articles.bodies(ids, call.signal), call);
  }

  private place(cursor: string | undefined, isNewestFirst: boolean, call: Call): TicketSql {
    if (cursor === undefined) return compareNumber('id', '>', 0);
    const last = CURSOR.exec(cursor)?.[1];
    if (last === undefined) throw call.failure('cursor must be the next_cursor of an earlier page');
    return compareNumber('id', isNewestFirst ? '<' : '>', Number(last));
  }

  private async conditions(criteria: TicketSearchCriteria, { created, updated }: Since, call: Call): Promise<readonly TicketSql[]> {
    const { queue, state, priority, owner, customer, custom_fields: fields } = criteria;
    const { directory, states, people } = this.parts;
    return [
      ...(queue === undefined ? [] : [compareNumber('Queue', '=', Number((await directory.queue(queue, call)).id))]),
      ...(state === undefined ? [] : [compareText('Status', '=', states.searched(state, call))]),
      ...(priority === undefined ? [] : this.priority(priority, call)),
      ...(owner === undefined ? [] : [compareText('Owner.Name', '=', await people.userName('owner', owner, call))]),
      ...(customer === undefined ? [] : [customerIs(personKey('customer', customer, call))]),
      ...((criteria.tags ?? criteria.without_tags) === undefined ? [] : await this.tags(criteria, call)),
      ...(fields ? await this.customFields(fields, call) : []),
      ...(created > 0 ? [await this.clock.since('Created', created, call)] : []),
      ...(updated > 0 ? [await this.clock.since('LastUpdated', updated, call)] : []),
    ];
  }

  private priority(ref: EntityRefInput | null, call: Call): readonly TicketSql[] {
    const { priorities } = this.parts.settings;
    const key = ref?.id ?? ref?.name ?? '';
    if (ref === null || key === '') throw call.failure('priority has neither an id nor a name');
    const range = priorities.rangeOf(ref);
    if (range === undefined) throw call.unknown('priority', key, priorities.names);
    const from = compareNumber('Priority', '>=', range.from);
    return range.below === undefined ? [from] : [from, compareNumber('Priority', '<', range.below)];
  }

  private async tags({ tags = [], without_tags: without = [] }: TicketSearchCriteria, call: Call): Promise<readonly TicketSql[]> {
    if (tags.length + without.length === 0) return [];
    const { id } = await this.parts.fields.tags(call);
    const field = `CF.{${Number(id)}}` as const;
    return [...tags.map((tag) => compareText(field, '=', tag)), ...without.map((tag) => compareText(field, '!=', tag))];
  }

  private async customFields(wanted: Readonly<Record<string, unknown>>, call: Call): Promise<readonly TicketSql[]> {
    const conditions: TicketSql[] = [];
    for (const [name, value] of Object.entries(wanted)) {
      if (value === undefined) continue;
      const ids = await this.parts.fields.searchable(name, call);
      for (const text of value === null ? [null] : [value].flat()) {
        conditions.push(
          anyOf(ids.map((id) => (text === null ? isEmpty(`CF.{${id}}`) : compareText(`CF.{${id}}`, '=', fieldText(name, text, call))))),
        );
      }
    }
    return conditions;
  }
}

function customerIs({ by, key }: ReturnType<typeof personKey>): TicketSql {
  if (by === 'email') return compareText('Requestor.EmailAddress', '=', key);
  const byName = compareText('Requestor.Name', '=', key);
  return by === 'id' ? byName : anyOf([compareText('Requestor.RealName', '=', key), byName]);
}

/** Milliseconds; 0 when it is not given. Request Tracker knows whole seconds only. */
function moment(field: 'created_since' | 'updated_since', criteria: TicketSearchCriteria, call: Call): number {
  const text = criteria[field];
  if (text === undefined) return 0;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw call.failure(`${field} is "${text}", which is no time`, { hint: 'write it like 2026-03-01T08:00:00Z' });
  return Math.floor(time / 1000) * 1000;
}

function isSince(record: RtRecord, field: 'Created' | 'LastUpdated', from: number): boolean {
  return from === 0 || Date.parse(timeOf(record, field) ?? '') >= from;
}
