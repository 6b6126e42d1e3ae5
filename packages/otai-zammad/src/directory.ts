import { isHttpFailure } from 'helpdesk-http';
import type { EntityRefInput } from 'open-ticket-ai';
import type { Call } from './call.js';
import { idOf, isRecord, textOf, type ZammadRecord } from './records.js';
import type { ZammadApi } from './zammad-api.js';

/** The fields whose values Zammad keeps by id and name. */
export type DirectoryField = 'queue' | 'priority' | 'state';

/** A group, priority or state. The id is unknown when the token may not list them. */
export interface DirectoryEntry {
  readonly id: string | null;
  readonly name: string | null;
}

/** What a token may know of a field. */
interface DirectoryList {
  readonly entries: readonly DirectoryEntry[];
  /** Whether there are no others. */
  readonly isComplete: boolean;
}

const PATHS = { queue: '/groups', priority: '/ticket_priorities', state: '/ticket_states' } as const;
const NOTHING: DirectoryList = { entries: [], isComplete: false };

/** Groups, priorities and states by id and name, read when first needed, and again when a name is new. */
export class Directory {
  private readonly lists = new Map<DirectoryField, DirectoryList>();

  constructor(private readonly api: ZammadApi) {}

  /** The names of all there are; `null` when the token may not know. */
  async names(field: DirectoryField, call: Call): Promise<readonly string[] | null> {
    const { entries, isComplete } = await this.read(field, call);
    return isComplete ? namesOf(entries) : null;
  }

  /** What a reference means. Refuses one that is empty or does not exist; where the token may not know, a name is taken as it is. */
  async resolve(field: DirectoryField, ref: EntityRefInput | null, call: Call): Promise<DirectoryEntry> {
    const id = ref?.id ?? null;
    const name = ref?.name ?? null;
    if ((id ?? name ?? '') === '') throw call.refuse(`${field} has neither an id nor a name`);
    const isMeant = (entry: DirectoryEntry): boolean => (id === null ? entry.name === name : entry.id === id);
    const found = this.lists.get(field)?.entries.find(isMeant);
    if (found !== undefined) return found;
    const { entries, isComplete } = await this.read(field, call);
    const later = entries.find(isMeant);
    if (later === undefined && isComplete) throw call.refuseUnknown(field, id ?? name ?? '', namesOf(entries));
    return later ?? { id, name: id === null ? name : null };
  }

  /** The id of what a reference means, which a search needs. */
  async idOf(field: DirectoryField, ref: EntityRefInput | null, call: Call): Promise<string> {
    const { id, name } = await this.resolve(field, ref, call);
    if (id !== null) return id;
    const known = namesOf(this.lists.get(field)?.entries ?? []);
    const proposal = known.length === 0 ? '' : `; its own are ${known.join(', ')}`;
    throw call.refuse(
      `the user of the token may not look up ${field} "${name}"${proposal}`,
      `write its id (${field}: { id: 5 }), or give a role of the user the permission to list them (admin.group)`,
    );
  }

  private async read(field: DirectoryField, call: Call): Promise<DirectoryList> {
    const list = await this.ask(field, call);
    this.lists.set(field, list);
    return list;
  }

  private async ask(field: DirectoryField, call: Call): Promise<DirectoryList> {
    try {
      const records = await this.api.list(PATHS[field], call.signal);
      return { entries: records.map((entry) => ({ id: idOf(entry), name: textOf(entry, 'name') })), isComplete: true };
    } catch (error) {
      if (!isHttpFailure(error) || error.status !== 403) throw error;
      return field === 'queue' ? groupsOf(await this.api.me(call.signal)) : NOTHING;
    }
  }
}

/**
 * The groups of a user, for versions in which only admins may list all. Zammad gives their ids and their names as two mappings of the same
 * order. Groups that come with a role are in neither.
 */
function groupsOf(user: ZammadRecord): DirectoryList {
  const ids = isRecord(user['group_ids']) ? Object.keys(user['group_ids']) : [];
  const names = isRecord(user['groups']) ? Object.keys(user['groups']) : [];
  if (ids.length !== names.length) return NOTHING;
  return { entries: names.map((name, i) => ({ id: ids[i] ?? null, name })), isComplete: false };
}

function namesOf(entries: readonly DirectoryEntry[]): readonly string[] {
  return entries.flatMap(({ name }) => name ?? []);
}
