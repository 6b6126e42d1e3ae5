import type { PersonInput } from 'open-ticket-ai';
import type { Call } from './call.js';
import { idOf, textOf, type RtRecord } from './records.js';
import type { RtApi } from './rt-api.js';

/** The user who stands for nobody: the owner of tickets without one. */
export const NOBODY = 'Nobody';

const ADDRESS = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+$/;

/** Users of Request Tracker, found by what a config or a model calls them. */
export class People {
  constructor(private readonly api: RtApi) {}

  /** The name of the user who is meant by an id (which is that name), an address or a name, in this order. Refuses who is unknown. */
  async userName(field: 'owner' | 'customer', person: PersonInput | null, call: Call): Promise<string> {
    const wanted = personKey(field, person, call);
    if (wanted.key.toLowerCase() === NOBODY.toLowerCase()) return NOBODY;
    const found = await this.find(wanted, call);
    const [user] = found;
    if (user === undefined) throw await this.unknown(field, wanted.key, call);
    if (found.length > 1) {
      const names = found.map((one) => textOf(one, 'Name'));
      throw call.failure(`${found.length} users are called "${wanted.key}": ${names.join(', ')}`, {
        hint: `give the ${field} by its id or e-mail address`,
      });
    }
    return textOf(user, 'Name') ?? idOf(user) ?? wanted.key;
  }

  /** Whom to write as the customer of a ticket: an address as it is (Request Tracker makes a user of a new one), else a user. */
  async requestor(person: PersonInput | null, call: Call): Promise<string> {
    const { by, key } = personKey('customer', person, call);
    if (by !== 'email') return this.userName('customer', person, call);
    if (!ADDRESS.test(key)) throw call.failure(`customer has the e-mail address "${key}", which is none`);
    return key;
  }

  private async find({ by, key }: PersonKey, call: Call): Promise<readonly RtRecord[]> {
    if (by === 'email') return this.api.users('EmailAddress', key, '=', call.signal);
    const named = await this.api.users('Name', key, '=', call.signal);
    return named.length > 0 || by === 'id' ? named : this.api.users('RealName', key, '=', call.signal);
  }

  private async unknown(field: string, key: string, call: Call): Promise<Error> {
    const similar = await this.api.users('Name', key.slice(0, 3), 'LIKE', call.signal);
    return call.unknown(
      field,
      key,
      similar.map((user) => textOf(user, 'Name') ?? ''),
    );
  }
}

/** By what a person is to be found. */
export interface PersonKey {
  readonly by: 'id' | 'email' | 'name';
  readonly key: string;
}

/** The first that is given of id, email and name. Refuses a person of whom nothing is given, as a template may leave it. */
export function personKey(field: string, person: PersonInput | null, call: Call): PersonKey {
  for (const by of ['id', 'email', 'name'] as const) {
    const key = person?.[by] ?? undefined;
    if (key === '') throw call.failure(`${field} has an empty ${by}`);
    if (key !== undefined) return { by, key };
  }
  throw call.failure(`${field} has neither an id nor an e-mail address nor a name`);
}
