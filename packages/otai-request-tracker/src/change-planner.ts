import { storableText } from 'helpdesk-http';
import type { NewTicket, TicketUpdate } from 'open-ticket-ai';
import type { Call } from './call.js';
import {
  customerChange,
  fieldChange,
  ownerChange,
  priorityChange,
  queueChange,
  stateChange,
  subjectChange,
  type Change,
} from './change-plan.js';
import type { CustomFieldNames } from './custom-field-names.js';
import type { Directory } from './directory.js';
import type { People } from './people.js';
import type { PriorityNames } from './priority-names.js';
import { idOf, recordsOf, type RtRecord } from './records.js';
import type { StateNames } from './state-names.js';
import { valuesIn } from './ticket.mapper.js';

/** Request Tracker cuts the rest off. (It counts bytes on some databases; what is lost there is found by reading again.) */
const LONGEST_SUBJECT = 200;

/** What plans stand on. */
export interface PlannerParts {
  readonly directory: Directory;
  readonly people: People;
  readonly states: StateNames;
  readonly fields: CustomFieldNames;
  readonly priorities: PriorityNames;
}

/**
 * Turns an update into single changes, with every name looked up: Request Tracker does what it can of a request and answers 200, so that
 * what it would not do must be known before anything is sent.
 */
export class ChangePlanner {
  constructor(private readonly parts: PlannerParts) {}

  /** @param current - the ticket as it is; `undefined`: there is none yet */
  async plan(update: TicketUpdate | NewTicket, current: RtRecord | undefined, call: Call): Promise<readonly Change[]> {
    const { queue, owner, customer, subject, priority, state } = update;
    const changes = [
      ...(subject === undefined ? [] : [subjectChange(subjectOf(subject, call))]),
      ...(queue === undefined ? [] : [queueChange((await this.parts.directory.queue(queue, call)).id)]),
      ...(priority === undefined ? [] : [this.priority(priority, call)]),
      ...(state === undefined ? [] : [stateChange(this.parts.states.set(state, call))]),
      ...(owner === undefined ? [] : [ownerChange(await this.parts.people.userName('owner', owner, call))]),
      ...(customer === undefined ? [] : [customerChange(await this.parts.people.requestor(customer, call))]),
      ...(update.custom_fields === undefined ? [] : await this.customFields(update, current, call)),
      ...(hasTags(update) ? await this.tags(update, current, call) : []),
    ];
    return current === undefined ? changes : changes.filter(({ isDone }) => !isDone(current));
  }

  private priority(ref: NonNullable<TicketUpdate['priority']>, call: Call): Change {
    const key = (ref as typeof ref | null)?.id ?? (ref as typeof ref | null)?.name ?? '';
    if (key === '') throw call.failure('priority has neither an id nor a name');
    const number = this.parts.priorities.numberOf(ref);
    if (number === undefined) throw call.unknown('priority', key, this.parts.priorities.names);
    return priorityChange(number);
  }

  private async customFields(update: TicketUpdate, current: RtRecord | undefined, call: Call): Promise<readonly Change[]> {
    const changes: Change[] = [];
    // Another queue may have other fields: then any field of the name will do.
    const holder = update.queue === undefined ? current : undefined;
    for (const [name, value] of Object.entries(update.custom_fields ?? {})) {
      if (value === undefined) continue;
      const field = await this.parts.fields.of(holder, name, call);
      changes.push(fieldChange(name, field, await this.parts.fields.values(field, value, call)));
    }
    return changes;
  }

  private async tags({ tags, add_tags, remove_tags }: TicketUpdate, current: RtRecord | undefined, call: Call): Promise<readonly Change[]> {
    const field = await this.parts.fields.tags(call);
    const own = recordsOf(current?.['CustomFields']).find((one) => idOf(one) === field.id);
    const removed = new Set(remove_tags);
    const kept = (tags ?? (own === undefined ? [] : valuesIn(own))).filter((tag) => !removed.has(String(tag)));
    return [fieldChange('tags', field, await this.parts.fields.values(field, [...kept, ...(add_tags ?? [])], call))];
  }
}

function hasTags({ tags, add_tags, remove_tags }: TicketUpdate): boolean {
  return (tags ?? add_tags ?? remove_tags) !== undefined;
}

/** A subject as Request Tracker keeps it: on one line. */
function subjectOf(subject: string, call: Call): string {
  const line = storableText(subject).replaceAll(/[\r\n]+/g, ' ');
  const { length } = Array.from(line);
  if (length <= LONGEST_SUBJECT) return line;
  throw call.failure(`the subject has ${length} characters; Request Tracker keeps ${LONGEST_SUBJECT}`);
}
