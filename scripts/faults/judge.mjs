import { keyIn, pipelineOfNote, pipelinesOf } from './tickets.mjs';

/** The kinds of findings. `wrong`: what is neither lost nor twice, and still must not be. */
export const FINDING_KINDS = ['lost', 'doubled', 'stuck', 'wrong'];

/**
 * Compares a helpdesk with what should have become of its tickets.
 *
 * @param ledger - `{ ticket, id, replies }[]`: what customers wrote; a reply is `{ isCalm }`: calm when all was done at the time
 * @param found - the tickets as the helpdesk tells them
 * @param words - the helpdesk's names
 * @returns findings `{ kind, key, what }`
 */
export function judge(ledger, found, words) {
  const byKey = groupByKey(found);
  return ledger.flatMap((entry) => {
    const { key } = entry.ticket;
    const [one, ...more] = byKey.get(key) ?? [];
    if (one === undefined) return [{ kind: 'lost', key, what: 'the ticket itself is not there' }];
    const copies = more.map(({ id }) => ({ kind: 'doubled', key, what: `the ticket is there again as ${id}` }));
    return [...copies, ...judgeFields(entry, one, words), ...judgeNotes(entry, one, words)];
  });
}

/** How many tickets have all they must have, doubles or not. */
export function countDone(ledger, found, words) {
  const open = new Set(judge(ledger, found, words).flatMap(({ kind, key }) => (kind === 'lost' ? [key] : [])));
  return ledger.length - open.size;
}

/** How many notes the pipelines owe at least. */
export function countDue(ledger) {
  return ledger.reduce((sum, { ticket, replies }) => sum + pipelinesOf(ticket).length + replies.filter(({ isCalm }) => isCalm).length, 0);
}

export function groupByKey(found) {
  const byKey = new Map();
  for (const ticket of found) {
    const key = keyIn(ticket.subject);
    byKey.set(key, [...(byKey.get(key) ?? []), ticket]);
  }
  return byKey;
}

function judgeFields({ ticket }, { queue, priority }, { queues, priorities }) {
  const { key, isUrgent } = ticket;
  const wantedPriority = isUrgent ? priorities.high : priorities.normal;
  return [
    ...(queue === queues[ticket.queue] ? [] : [{ kind: 'lost', key, what: `it is in ${queue}, not in ${queues[ticket.queue]}` }]),
    ...(priority === wantedPriority ? [] : [{ kind: 'lost', key, what: `its priority is ${priority}, not ${wantedPriority}` }]),
  ];
}

function judgeNotes({ ticket, replies }, { notes }, words) {
  const { key } = ticket;
  const order = notes.map(({ body }) => pipelineOfNote(body) ?? (body.includes('[reply ') ? 'reply' : 'other'));
  const due = pipelinesOf(ticket);
  const strangers = order.filter((writer) => writer !== 'reply' && !due.includes(writer));
  return [
    ...strangers.map((writer) => ({ kind: 'wrong', key, what: `it has a note of ${writer}, which has nothing to do with it` })),
    ...due.flatMap((pipeline) => judgePipeline(pipeline, { ticket, replies, order })),
    ...judgeReplies(ticket, replies, order),
    ...judgeText(ticket, notes, words),
  ];
}

/**
 * One note for the ticket, and one more for each calm reply where the pipeline sees it. What was written amid the work may or may not have
 * been seen by then, but what comes after the last note must have been.
 */
function judgePipeline(pipeline, { ticket, replies, order }) {
  const { key } = ticket;
  const seesReplies = pipeline !== 'route';
  const calm = seesReplies ? replies.filter(({ isCalm }) => isCalm).length : 0;
  const count = order.filter((writer) => writer === pipeline).length;
  const most = 1 + calm + replies.filter(({ isCalm }) => !isCalm).length;
  if (count < 1 + calm) return [{ kind: 'lost', key, what: `${count} notes of ${pipeline} instead of ${1 + calm}` }];
  if (count > most) return [{ kind: 'doubled', key, what: `${count} notes of ${pipeline} instead of ${most}` }];
  if (seesReplies && order.lastIndexOf('reply') > order.lastIndexOf(pipeline))
    return [{ kind: 'lost', key, what: `${pipeline} did not see the last reply` }];
  return [];
}

/** Customers' replies are in the helpdesk's care, but where otai imports mails itself. */
function judgeReplies({ key }, replies, order) {
  const count = order.filter((writer) => writer === 'reply').length;
  if (count === replies.length) return [];
  return [
    { kind: count < replies.length ? 'lost' : 'doubled', key, what: `${count} replies of the customer instead of ${replies.length}` },
  ];
}

function judgeText({ key, queue }, notes, { queues }) {
  const wanted = `moved to ${queues[queue]}`;
  const odd = notes.filter(({ body }) => pipelineOfNote(body) === 'route' && !body.includes(wanted));
  return odd.map(({ body }) => ({ kind: 'wrong', key, what: `a note says "${body}" instead of "${wanted}"` }));
}
