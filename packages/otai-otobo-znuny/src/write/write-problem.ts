import type { Call } from '../call.js';
import { Refusal } from '../interface/refusal.js';
import type { NamedField } from '../names/name-book.js';
import type { NameBook } from '../names/name-book.js';
import type { NameCheck } from '../names/name-check.js';
import { FIELDS, type Write } from './ticket-fields.js';

/** Says which value the server would not take, where it only says which field. */
export class WriteProblem {
  constructor(
    private readonly names: NameBook,
    private readonly check: NameCheck,
  ) {}

  /** A refusal about one value as an error that names it, and what may have been meant; `undefined` for any other refusal. */
  async of(refusal: Refusal, write: Write, call: Call): Promise<Error | undefined> {
    if (refusal.reason !== 'InvalidParameter') return undefined;
    const key = /Ticket->(?:\w+ID or Ticket->)?(\w+?)(?:ID)? parameter/.exec(refusal.words)?.[1] ?? '';
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key as keyof typeof FIELDS] : undefined;
    if (field !== undefined) return this.ofField(field, key, write, call);
    if (key === 'CustomerUser') {
      const customer = String(write.Ticket?.['CustomerUser']);
      return call.refuse(`there is no customer "${customer}", and it is no e-mail address that the server takes`);
    }
    return refusal.words.includes('DynamicField->') ? this.ofDynamicField(refusal, write, call) : undefined;
  }

  private async ofField(field: NamedField, key: string, { Ticket = {} }: Write, call: Call): Promise<Error | undefined> {
    const name = Ticket[key];
    if (typeof name === 'string') return this.check.unknown(field, name, call);
    return call.refuse(`there is no ${field} with the id ${String(Ticket[`${key}ID`])}`);
  }

  private ofDynamicField({ words }: Refusal, { DynamicField = [] }: Write, call: Call): Error {
    const names = DynamicField.map(({ Name }) => String(Name));
    const what = words.includes('->Name') ? 'there is no dynamic field of one of these names' : 'the server does not take the value of';
    return call.refuse(`${what}: ${names.join(', ')}`, this.names.proposalForCustomField(names[0] ?? ''));
  }
}
