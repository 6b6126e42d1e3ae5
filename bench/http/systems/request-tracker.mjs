import { Secret } from 'open-ticket-ai';
import { RequestTrackerParams, RequestTrackerTicketSystem } from 'otai-request-tracker';

const PEOPLE = 'Name%2CRealName%2CEmailAddress';
const FIELDS = 'Subject%2CStatus%2CQueue%2COwner%2CPriority%2CCreated%2CCreator%2CLastUpdated%2CLastUpdatedBy%2CRequestor%2CCustomFields';
const ONE = `fields=${FIELDS}&fields%5BQueue%5D=Name&fields%5BOwner%5D=${PEOPLE}&fields%5BRequestor%5D=${PEOPLE}&orderby=id&order=ASC&per_page=1`;
const VERSION = `fields%5BQueue%5D=Name&fields%5BOwner%5D=${PEOPLE}`;
const CREATOR = `fields%5BCreator%5D=${PEOPLE}`;
const ALL = 'orderby=id&per_page=100&page=1';
const TRANSACTIONS = `fields=Type%2CCreated%2CCreator%2CObjectId&${CREATOR}&${ALL}`;
const CONTENTS = `fields=TransactionId%2CContentType%2CSubject%2CContent&${ALL}`;
const ARTICLES = ['Create', 'Correspond', 'Comment'].map((value) => ({ field: 'Type', value }));
const MADE = [
  { field: 'ObjectType', value: 'RT::Ticket' },
  { field: 'Type', value: 'Create' },
];
const TEXTS = [
  { field: 'ContentType', operator: 'LIKE', value: 'text/' },
  { field: 'Filename', value: '' },
  { field: 'Filename', operator: 'IS', value: 'NULL', entry_aggregator: 'OR' },
];

/** Request Tracker: fifteen requests a ticket, for what was written is not on the ticket, and each write is for a version that was read. */
export const requestTracker = {
  name: 'otai-request-tracker',
  stub: 'request-tracker',
  root: '/REST/2.0',
  headers: { authorization: 'token 1-14-bench' },
  change: { queue: { name: 'IT' }, priority: { name: 'High' } },
  open: (params, context) =>
    new RequestTrackerTicketSystem(
      Object.assign(new RequestTrackerParams(), { ...params, access_token: new Secret('1-14-bench') }),
      context,
    ),
  requests: (ask, note) => async (id) => {
    const contents = (transaction) =>
      ask('POST', `/attachments?${CONTENTS}`, [{ field: 'TransactionId', value: `${transaction}` }, ...TEXTS]);
    const search = (condition) => ask('GET', `/tickets?query=${condition}&${ONE}`);
    const history = () => ask('POST', `/ticket/${id}/history?${TRANSACTIONS}`, ARTICLES);
    const version = () => ask('GET', `/ticket/${id}?${VERSION}`);
    const read = async () => {
      await Promise.all([search(`id+%3D+%27${id}%27`), history()]);
      await contents(id * 10 + 1);
    };
    await search(`id+%3E+%270%27+AND+Queue+%3D+%27${100 + id}%27`);
    await ask('POST', `/transactions?${TRANSACTIONS}`, [...MADE, { field: 'ObjectId', value: `${id}` }]);
    await contents(id * 10 + 1);
    await read();
    await version();
    await ask('PUT', `/ticket/${id}`, { Queue: '2', Priority: 100 }, { 'if-match': `"${id}"` });
    await read();
    await version();
    await ask('POST', `/ticket/${id}/comment`, { Content: note, ContentType: 'text/plain' });
    await ask('GET', `/transaction/${id * 10 + 5}?${CREATOR}`);
    await contents(id * 10 + 5);
  },
};
