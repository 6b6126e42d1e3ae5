import type { ZammadRecord } from './records.js';

/** What every Zammad has, as attributes or as what belongs to a ticket. What is not here, admins added. */
const BUILT_IN: ReadonlySet<string> = new Set(
  `id number title note type preferences article ai_stored_results
  group group_id organization organization_id priority priority_id state state_id owner owner_id customer customer_id
  created_at updated_at created_by created_by_id updated_by updated_by_id
  first_response_at first_response_escalation_at close_at close_escalation_at update_escalation_at last_close_at last_contact_at
  last_contact_agent_at last_contact_customer_at last_owner_update_at escalation_at pending_time time_unit
  create_article_type create_article_type_id create_article_sender create_article_sender_id article_count
  checklist checklist_id shared_draft_id tags mentions links screen form_id expand full all`.split(/\s+/),
);

/** Attributes of Zammad itself that a config may set like a custom field: there is no other name for them. */
const SETTABLE: ReadonlySet<string> = new Set(['pending_time', 'note']);

/** Tickets of one Zammad all have the same attributes. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 1000;

/** Whether a name can be that of a custom field: a column of Zammad's, and none that has a meaning of its own. */
export function isCustomField(name: string): boolean {
  const isKnown = known.get(name);
  if (isKnown !== undefined) return isKnown;
  const is = mayBeCustomField(name);
  if (known.size < MOST_KNOWN) known.set(name, is);
  return is;
}

function mayBeCustomField(name: string): boolean {
  if (!/^[a-z][a-z0-9_]*$/i.test(name)) return false;
  return SETTABLE.has(name) || !(BUILT_IN.has(name) || /_(ids|in_min)$|^ticket_time_accounting/.test(name));
}

/** The custom fields of a ticket. */
export function customFieldsOf(ticket: ZammadRecord): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(ticket).filter(([name]) => isCustomField(name)));
}
