import type { FakeTicket } from '../fake-ticket.js';
import type { World } from '../world.js';
import { isObject, isTrue, listOf, type Caller, type Data } from './outcome.js';
import { text } from '../text.js';

type Test = (ticket: FakeTicket) => boolean;

const WALL_CLOCK = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const SORTS: Readonly<Record<string, (ticket: FakeTicket) => string | number>> = {
  Age: ({ fields }) => fields.Created,
  Changed: ({ fields }) => fields.Changed,
  TicketNumber: ({ fields }) => fields.TicketNumber,
  Priority: ({ fields }) => Number(fields['PriorityID']),
  Title: ({ fields }) => fields.Title,
};

/** TicketSearch. What it does not understand it either ignores, and finds all, or takes for a reason to find nothing. */
export function search(data: Data, caller: Caller, world: World): Data {
  const tests = testsOf(data, world);
  const limit = limitOf(data['Limit']);
  const sorts = sortsOf(data);
  if (tests === undefined || limit === undefined || sorts === undefined) return {};
  const found = [...world.tickets.values()]
    .filter((ticket) => ticket.deleted !== true && isSeen(ticket, caller))
    .filter((ticket) => tests.every((test) => test(ticket)));
  // Nothing breaks ties: tickets of one second come in another order each time.
  const ids = shuffled(found)
    .toSorted((a, b) => compare(a, b, sorts))
    .slice(0, limit)
    .map(({ fields }) => text(fields.TicketID));
  return ids.length === 0 ? {} : { TicketID: ids };
}

function isSeen({ fields }: FakeTicket, { agent, customer }: Caller): boolean {
  return agent === undefined ? fields['CustomerUserID'] === customer : agent.rights.includes('ro');
}

/** The conditions; `undefined` when one of them empties the result. */
function testsOf(data: Data, world: World): readonly Test[] | undefined {
  const tests = [
    ...listTests(data, world),
    ...Object.entries(data).flatMap(([key, value]) => [...dateTest(key, value, world), ...dynamicFieldTest(key, value)]),
    ...listedDynamicFields(data['DynamicField']),
    ...textTests(data),
  ];
  return tests.includes(undefined) ? undefined : (tests as readonly Test[]);
}

function listTests(data: Data, world: World): readonly (Test | undefined)[] {
  const { queues, states, priorities, types } = world.catalog;
  const has = (key: string): readonly unknown[] | undefined => {
    const values = listOf(data[key]).filter((value) => value !== undefined && value !== '');
    return values.length === 0 ? undefined : values;
  };
  const named = (names: string, ids: string, field: string, known: readonly { id: number; name: string }[]): (Test | undefined)[] => {
    const wanted = has(names)?.map((name) => known.find((entry) => entry.name === name)?.id);
    if (wanted?.includes(undefined) === true) return [undefined];
    const all = [...(wanted ?? []), ...(has(ids)?.map(Number) ?? [])];
    return all.length === 0 ? [] : [({ fields }) => all.includes(Number(fields[field]))];
  };
  const stateTypes = has('StateType')?.map((type) => text(type).toLowerCase());
  return [
    ...named('Queues', 'QueueIDs', 'QueueID', queues),
    ...named('States', 'StateIDs', 'StateID', states),
    ...named('Priorities', 'PriorityIDs', 'PriorityID', priorities),
    ...named('Types', 'TypeIDs', 'TypeID', types),
    ...named('', 'OwnerIDs', 'OwnerID', []),
    ...named('', 'TicketID', 'TicketID', []),
    ...(stateTypes === undefined ? [] : [({ fields }: FakeTicket) => stateTypes.includes(text(fields['StateType']))]),
  ];
}

function textTests(data: Data): readonly Test[] {
  const field = (key: string, of: (ticket: FakeTicket) => readonly unknown[]): readonly Test[] => {
    const patterns = listOf(data[key]).filter((value) => value !== undefined && value !== '');
    if (patterns.length === 0) return [];
    return [(ticket) => of(ticket).some((is) => patterns.some((pattern) => isLike(text(is), text(pattern))))];
  };
  return [
    ...field('Title', ({ fields }) => [fields.Title]),
    ...field('TicketNumber', ({ fields }) => [fields.TicketNumber]),
    ...field('CustomerUserLogin', ({ fields }) => [fields['CustomerUserID']]),
    ...field('MIMEBase_Body', ({ articles }) => articles.map((article) => article.fields.Body)),
    ...field('MIMEBase_From', ({ articles }) => articles.map((article) => article.fields['From'])),
  ];
}

function dateTest(key: string, value: unknown, world: World): readonly (Test | undefined)[] {
  const [, what, end, unit] = /^(TicketCreateTime|TicketLastChangeTime|TicketChangeTime)(Newer|Older)(Date|Minutes)$/.exec(key) ?? [];
  if (what === undefined) return [];
  const date = unit === 'Minutes' ? world.wall(world.now() - Number(value) * 60_000) : text(value);
  if (!WALL_CLOCK.test(date)) return [undefined];
  return [
    ({ fields }) => {
      const is = what === 'TicketCreateTime' ? fields.Created : fields.Changed;
      return end === 'Newer' ? is >= date : is <= date;
    },
  ];
}

function dynamicFieldTest(key: string, value: unknown): readonly Test[] {
  const name = /^DynamicField_(.+)$/.exec(key)?.[1];
  return name === undefined || !isObject(value) ? [] : [dynamicField(name, value)];
}

function listedDynamicFields(list: unknown): readonly Test[] {
  return listOf(list)
    .filter(isObject)
    .map((entry) => dynamicField(text(entry['Name']), entry));
}

/** A field that does not exist is ignored. */
function dynamicField(name: string, { Equals, Like, Empty }: Data): Test {
  return ({ dynamicFields }) => {
    if (!Object.hasOwn(dynamicFields, name)) return true;
    const values = listOf(dynamicFields[name]).filter((value) => value !== null && value !== '');
    if (Empty !== undefined) return (values.length === 0) === isTrue(Empty);
    if (Equals !== undefined) return values.some((value) => listOf(Equals).some((wanted) => text(wanted) === text(value)));
    return Like === undefined || values.some((value) => isLike(text(value), text(Like)));
  };
}

function isLike(is: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/[*%]/g, '.*');
  return new RegExp(`^${source}$`, 'is').test(is);
}

/** Nothing and 0 are 500; what is no positive whole number empties the result. */
function limitOf(limit: unknown): number | undefined {
  if (!isTrue(limit)) return 500;
  return /^\d+$/.test(text(limit)) ? Number(limit) : undefined;
}

function sortsOf({ SortBy, OrderBy }: Data): readonly { by: string; direction: number }[] | undefined {
  const by = isTrue(SortBy) ? SortBy : 'Age';
  const order = isTrue(OrderBy) ? OrderBy : 'Down';
  if (Array.isArray(by) !== Array.isArray(order) || listOf(by).length !== listOf(order).length) return undefined;
  const sorts = listOf(by).map((name, i) => ({ by: text(name), direction: { Up: 1, Down: -1 }[text(listOf(order)[i])] ?? 0 }));
  return sorts.every((sort) => sort.direction !== 0 && Object.hasOwn(SORTS, sort.by)) ? sorts : undefined;
}

function compare(a: FakeTicket, b: FakeTicket, sorts: readonly { by: string; direction: number }[]): number {
  for (const { by, direction } of sorts) {
    const [one, other] = [SORTS[by]?.(a) ?? '', SORTS[by]?.(b) ?? ''];
    if (one !== other) return one < other ? -direction : direction;
  }
  return 0;
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const keys = new Map(items.map((item) => [item, Math.random()]));
  return items.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
}
