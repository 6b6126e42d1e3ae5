import type { EntityRefInput } from 'open-ticket-ai';
import type { Call } from './call.js';
import { idOf, textOf } from './records.js';
import type { RtApi } from './rt-api.js';

/** Something with an id and a name. */
export interface Entry {
  readonly id: string;
  readonly name: string;
}

/** A custom field of tickets. */
export interface CustomField extends Entry {
  readonly isSelect: boolean;
  /** Whether it holds any number of values. */
  readonly isMultiple: boolean;
}

/** Custom fields by their ids. */
export type CustomFields = ReadonlyMap<string, CustomField>;

/** The queues and custom fields there are, read when first needed, and again when a name is new. */
export class Directory {
  private knownQueues: readonly Entry[] = [];
  private knownFields: CustomFields | undefined;
  private readonly options = new Map<string, readonly string[]>();

  constructor(private readonly api: RtApi) {}

  async queues(call: Call): Promise<readonly Entry[]> {
    const records = await this.api.queues(call.signal);
    this.knownQueues = records.map((queue) => ({ id: idOf(queue) ?? '', name: textOf(queue, 'Name') ?? '' }));
    return this.knownQueues;
  }

  /** The queue that a reference means. Refuses one that is empty or unknown. */
  async queue(ref: EntityRefInput | null, call: Call): Promise<Entry> {
    const key = ref?.id ?? ref?.name ?? '';
    if (key === '') throw call.failure('queue has neither an id nor a name');
    const isMeant = ({ id, name }: Entry): boolean => (ref?.id === undefined || ref.id === null ? name === key : id === key);
    const found = this.knownQueues.find(isMeant) ?? (await this.queues(call)).find(isMeant);
    if (found !== undefined) return found;
    throw call.unknown(
      'queue',
      key,
      this.knownQueues.map(({ id, name }) => (ref?.id === undefined ? name : id)),
    );
  }

  /** The custom fields of tickets; none when the user may not see their definitions. */
  fields(call: Call): Promise<CustomFields> | CustomFields {
    return this.knownFields ?? this.fieldsAgain(call);
  }

  /** A custom field that was not there when they were last read. */
  async fieldsAgain(call: Call): Promise<CustomFields> {
    this.knownFields = await this.readFields(call);
    return this.knownFields;
  }

  /** The values of a Select list, as far as the user may see them. */
  async optionsOf(field: CustomField, call: Call): Promise<readonly string[]> {
    const known = this.options.get(field.id);
    if (known !== undefined) return known;
    const { Values } = await this.api.customField(field.id, call.signal);
    const options = Array.isArray(Values) ? Values.map((value: unknown) => optionName(value)) : [];
    this.options.set(field.id, options);
    return options;
  }

  private async readFields(call: Call): Promise<CustomFields> {
    const records = await this.api.customFields(call.signal);
    this.options.clear();
    const fields = records.map((field) => ({
      id: idOf(field) ?? '',
      name: textOf(field, 'Name') ?? '',
      isSelect: textOf(field, 'Type') === 'Select',
      isMultiple: idOf(field, 'MaxValues') !== '1',
    }));
    return new Map(fields.map((field) => [field.id, field]));
  }
}

/** Newer versions give an object with a category beside the name. */
function optionName(value: unknown): string {
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value);
}
