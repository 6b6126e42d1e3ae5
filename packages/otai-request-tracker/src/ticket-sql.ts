/** A condition in TicketSQL, the query language of Request Tracker. It is made by the functions here only, so that no text gets in unquoted. */
export type TicketSql = string & { readonly ticketSql: true };

/** Fields that texts are compared with. A custom field is named by its number: a name could hold anything. */
export type TextField = 'Status' | 'Owner.Name' | 'Requestor.EmailAddress' | 'Requestor.Name' | 'Requestor.RealName' | `CF.{${number}}`;

/** Fields that hold a whole number. */
export type NumberField = 'id' | 'Queue' | 'Priority';

/** Values beyond this many bytes are kept elsewhere and not found by it. */
const LONGEST_VALUE = 255;

/** A text that TicketSQL cannot ask for. The message says why. */
export class UnaskableTextError extends Error {}

/** A field is (not) equal to a text, upper and lower case aside. Throws an {@link UnaskableTextError}. */
export function compareText(field: TextField, operator: '=' | '!=', text: string): TicketSql {
  return sql(`${field} ${operator} ${quote(text)}`);
}

export function compareNumber(field: NumberField, operator: '=' | '<' | '>' | '>=', number: number): TicketSql {
  if (!Number.isSafeInteger(number)) throw new UnaskableTextError(`${number} is no whole number`);
  return sql(`${field} ${operator} '${number}'`);
}

/** A time is not before a moment, which is written as a clock on the wall shows it: `2026-11-22 21:54:14`. */
export function since(field: 'Created' | 'LastUpdated', wallClock: string): TicketSql {
  return sql(`${field} >= ${quote(wallClock)}`);
}

export function isEmpty(field: `CF.{${number}}`): TicketSql {
  return sql(`${field} IS NULL`);
}

export function allOf(conditions: readonly TicketSql[]): TicketSql {
  return sql(conditions.join(' AND '));
}

export function anyOf(conditions: readonly TicketSql[]): TicketSql {
  return conditions.length === 1 ? (conditions[0] as TicketSql) : sql(`(${conditions.join(' OR ')})`);
}

/** A text between quotes. Backslash is the one character that hides a quote, and hides itself. */
export function quote(text: string): string {
  const problem = problemOf(text);
  if (problem !== undefined) throw new UnaskableTextError(problem);
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

/** Request Tracker takes some texts for something else, quoted or not. */
function problemOf(text: string): string | undefined {
  if (text === '') return 'it is empty';
  if (/^cf\./i.test(text)) return 'Request Tracker takes what begins with "CF." for the name of a field';
  if (text === '__CurrentUser__') return 'Request Tracker takes it for the user who asks';
  if (Buffer.byteLength(text) > LONGEST_VALUE) return `Request Tracker finds no values of more than ${LONGEST_VALUE} bytes`;
  return undefined;
}

function sql(text: string): TicketSql {
  return text as TicketSql;
}
