import { storableText } from 'helpdesk-http';
import type { Call } from './call.js';
import type { CustomField, Directory } from './directory.js';
import { idOf, recordsOf, textOf, type RtRecord } from './records.js';

const RIGHT = 'grant SeeCustomField to the user of the token, globally';

/** Custom fields by their names. In requests they go by their numbers, since two fields may have one name. */
export class CustomFieldNames {
  constructor(
    private readonly directory: Directory,
    private readonly tagsField: string | undefined,
  ) {}

  /** The numbers of the fields of a name, to be searched in. */
  async searchable(name: string, call: Call): Promise<readonly number[]> {
    return (await this.named(name, call)).map(({ id }) => Number(id));
  }

  /** The field whose values are the tags. */
  async tags(call: Call): Promise<CustomField> {
    if (this.tagsField === undefined) {
      const hint = 'name a custom field of many values as tags_field in the params of this service';
      throw call.failure('tickets of Request Tracker have no tags of their own', { hint });
    }
    return (await this.named(this.tagsField, call))[0] as CustomField;
  }

  /** The field of a name that a ticket has. With `record` undefined (the ticket is new or changes its queue) any of that name. */
  async of(record: RtRecord | undefined, name: string, call: Call): Promise<CustomField> {
    const own = record === undefined ? undefined : recordsOf(record['CustomFields']);
    if (own === undefined) return (await this.named(name, call))[0] as CustomField;
    const found = own.find((field) => textOf(field, 'name') === name);
    if (found === undefined) throw call.unknown('custom field', name, namesOf(own));
    const id = idOf(found) ?? '';
    const known = (await this.directory.fields(call)).get(id) ?? (await this.directory.fieldsAgain(call)).get(id);
    return known ?? { id, name, isSelect: false, isMultiple: true };
  }

  /** The values to write: as texts, each once, those of a Select list as the list spells them. Refuses others with what there is. */
  async values(field: CustomField, wanted: unknown, call: Call): Promise<readonly string[]> {
    const given = [wanted].flat().filter((value) => value !== null && value !== undefined && value !== '');
    const texts = [...new Set(given.map((value) => fieldText(field.name, value, call)))];
    if (texts.length > 1 && !field.isMultiple) throw call.failure(`custom field "${field.name}" holds one value, not ${texts.length}`);
    if (!field.isSelect || texts.length === 0) return texts;
    const options = await this.directory.optionsOf(field, call);
    return texts.map((text) => {
      const option = options.find((name) => name.toLowerCase() === text.toLowerCase());
      if (option === undefined) throw call.unknown(`value of custom field "${field.name}"`, text, options);
      return option;
    });
  }

  private async named(name: string, call: Call): Promise<readonly CustomField[]> {
    const isNamed = (field: CustomField): boolean => field.name === name;
    const known = [...(await this.directory.fields(call)).values()].filter(isNamed);
    if (known.length > 0) return known;
    const fields = [...(await this.directory.fieldsAgain(call)).values()];
    if (fields.length === 0) throw call.failure('the definitions of custom fields cannot be seen', { kind: 'unauthorized', hint: RIGHT });
    const found = fields.filter(isNamed);
    if (found.length > 0) return found;
    throw call.unknown(
      'custom field',
      name,
      fields.map((field) => field.name),
    );
  }
}

function namesOf(fields: readonly RtRecord[]): readonly string[] {
  return fields.map((field) => textOf(field, 'name') ?? '').toSorted();
}

/** Request Tracker fails with a bare 500 for anything but texts and numbers. */
export function fieldText(name: string, value: unknown, call: Call): string {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw call.failure(`custom field "${name}" cannot hold ${JSON.stringify(value)?.slice(0, 80)}`);
}
